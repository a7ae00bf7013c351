#!/bin/sh
# Prints wall, processor seconds and peak memory of this program beside the yardstick, run by run in turn.
#
#   benches/yardstick.sh CUTOVER BENCH DATA [ROUNDS]
#
# CUTOVER  the program, built with --release
# BENCH    the folder of the yardstick (measure.py, plan_duckdb.py)
# DATA     a folder with subs.csv and catalogue.csv as the generator writes them;
#          where it also holds shuffled/subs.csv, that is measured too
set -eu
cutover=$1
bench=$2
data=$3
rounds=${4:-5}
out=$(mktemp -d "${TMPDIR:-/tmp}/yardstick.XXXXXX")
trap 'rm -rf "$out"' EXIT INT TERM

cat > "$out/once" <<'ONCE'
#!/bin/sh
# Moves what the run before left aside, so that removing it is not measured.
if [ -e "$1" ]; then mv "$1" "$1.$$"; fi
shift
exec "$@"
ONCE
chmod +x "$out/once"

given="--as-of 2026-03-01 --partner-country DE --quiet"
plan() {
    echo "$1=$out/once $out/$1 $cutover plan $2 --out $out/$1 $given $3"
}
same="--outputs plan,risk,rejects --format csv"
set -- "duckdb=python3 $bench/plan_duckdb.py $data/subs.csv $data/catalogue.csv $out/duckdb" \
    "$(plan same-outputs "$data/subs.csv" "$same")" \
    "$(plan all-outputs "$data/subs.csv" "")"
if [ -e "$data/shuffled/subs.csv" ]; then
    set -- "$@" "$(plan shuffled "$data/shuffled/subs.csv" "$same")"
fi
mkdir -p "$out/duckdb"
rows=$(wc -l < "$data/subs.csv")
echo "$rows lines, $(wc -c < "$data/subs.csv") bytes, $rounds rounds; ratios are of DuckDB's processor time"
python3 "$bench/measure.py" "$rounds" "$@"
