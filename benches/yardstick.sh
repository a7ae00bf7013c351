#!/bin/sh
# Prints how fast this program is beside the yardstick, run by run in turn, and what of it is wanted.
#
#   benches/yardstick.sh CUTOVER BENCH DATA [ROUNDS] [CUSTOMERS] [GROWN]
#
# CUTOVER    the program, built with --release
# BENCH      the folder of the yardstick (measure.py, plan_duckdb.py, portfolio/)
# DATA       a folder for portfolios, each in one named for its customers; those that are missing are made
# ROUNDS     5 where nothing is said
# CUSTOMERS  about five rows each, 200000 where nothing is said: 0.6 GB of portfolios, 4 GB of runs
# GROWN      customers of a larger portfolio, to see how the cost grows; 2000000 take minutes and 10 GB
set -eu
cutover=$1
bench=$2
data=$3
rounds=${4:-5}
customers=${5:-200000}
grown=${6:-}
out=$(mktemp -d "${TMPDIR:-/tmp}/yardstick.XXXXXX")
trap 'rm -rf "$out"' EXIT INT TERM

# portfolio NAME ARGUMENT…: makes DATA/NAME; the generator is one file without dependencies.
portfolio() {
    name=$1
    shift
    if [ -e "$data/$name/subs.csv" ]; then return; fi
    mkdir -p "$data"
    if [ ! -e "$data/generator" ]; then
        rustc --edition 2021 -C opt-level=3 -o "$data/generator" "$bench/portfolio/src/main.rs"
    fi
    rm -rf "$data/$name.unfinished"
    "$data/generator" "$@" --out "$data/$name.unfinished" > /dev/null
    mv "$data/$name.unfinished" "$data/$name"
}
portfolio "$customers" --customers "$customers"
portfolio "$customers-shuffled" --customers "$customers" --shuffle
if [ -n "$grown" ]; then portfolio "$grown" --customers "$grown"; fi
# No cell of the first rows holds a line end.
head -n 11 "$data/$customers/subs.csv" > "$out/ten.csv"

plan() {
    echo "$1=$cutover plan $2 --out $out/$1 --as-of 2026-03-01 --partner-country DE --quiet $3"
}
# What earlier runs wrote goes before it fills the disk, and is no work of the next; their records stay.
clear="clear=find $out -mindepth 2 -type f ! -name run.json -delete"
same="--outputs plan,risk,rejects --format csv"
all="--format csv,json"
mkdir "$out/duckdb"
subs=$data/$customers/subs.csv
set -- "duckdb=python3 $bench/plan_duckdb.py $subs $data/$customers/catalogue.csv $out/duckdb" "$clear" \
    "$(plan same-outputs "$subs" "$same")" \
    "$(plan shuffled "$data/$customers-shuffled/subs.csv" "$same")" \
    "$(plan all-outputs "$subs" "$all")"
if [ -n "$grown" ]; then set -- "$@" "$clear" "$(plan grown "$data/$grown/subs.csv" "$same")"; fi
python3 "$bench/measure.py" "$rounds" "$@" > "$out/measured"
python3 "$bench/measure.py" 20 "$(plan ten-rows "$out/ten.csv" "$all")" "$clear" >> "$out/measured"
echo "$rounds rounds, 20 of ten rows; cpu-ratio is of duckdb and of ten-rows"
cat "$out/measured"
echo
python3 "$(dirname "$0")/speed_table.py" "$out"
