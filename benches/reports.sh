#!/bin/sh
# Prints what the documents for people cost beside the tables they are made of, run by run in turn.
#
#   benches/reports.sh CUTOVER BENCH DATA [ROUNDS]
#
# CUTOVER  the program, built with --release
# BENCH    the folder of the yardstick (measure.py)
# DATA     a folder with subs.csv as the generator writes it
set -eu
cutover=$1
bench=$2
data=$3
rounds=${4:-3}
out=$(mktemp -d "${TMPDIR:-/tmp}/reports.XXXXXX")
trap 'rm -rf "$out"' EXIT INT TERM

cat > "$out/once" <<'ONCE'
#!/bin/sh
# Removes what the run before left, so that the disk holds two runs at most.
rm -rf "$1"
shift
exec "$@"
ONCE
chmod +x "$out/once"

given="--as-of 2026-03-01 --partner-country DE --quiet"
plan() {
    echo "$1=$out/once $out/$1 $cutover plan $data/subs.csv --out $out/$1 $given --format $2"
}
document() {
    echo "$1=$out/once $out/report.$1 $cutover report $out/run --format $1 --out $out/report.$1"
}
# shellcheck disable=SC2086 # several words
"$cutover" plan "$data/subs.csv" --out "$out/run" $given --format csv,json > /dev/null
echo "$(wc -l < "$data/subs.csv") lines, $rounds rounds; ratios are of the processor time of CSV alone"
python3 "$bench/measure.py" "$rounds" "$(plan csv csv)" "$(plan everything csv,json,html,xlsx,ics)" \
    "$(document html)" "$(document ics)" "$(document xlsx)"
ls -l "$out/run" "$out"/report.*
