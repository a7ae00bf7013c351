#!/bin/sh
# Prints wall, processor seconds and peak memory of one plan with all rows in memory and with --memory, in turn,
# and whether both wrote the same bytes.
#
#   benches/memory.sh CUTOVER BENCH EXPORT [SIZE] [ROUNDS]
#
# CUTOVER  the program, built with --release
# BENCH    the folder of the yardstick (measure.py)
# EXPORT   subs.csv as the generator writes it; 2,000,000 customers are 10,000,000 rows, 3 GB, and 6 GB for each run
# SIZE     what --memory is given, 512M where nothing is said
set -eu
cutover=$1
bench=$2
export=$3
size=${4:-512M}
rounds=${5:-3}
out=$(mktemp -d "${TMPDIR:-/tmp}/memory.XXXXXX")
trap 'rm -rf "$out"' EXIT INT TERM

given="--as-of 2026-03-01 --partner-country DE --quiet --outputs plan,risk,rejects --format csv"
echo "$(wc -l < "$export") lines, $(wc -c < "$export") bytes, $rounds rounds"
python3 "$bench/measure.py" "$rounds" \
    "held=$cutover plan $export --out $out/held $given" \
    "memory-$size=$cutover plan $export --out $out/bounded --memory $size $given"
if diff -r "$out/held" "$out/bounded"; then echo "the same bytes"; else exit 1; fi
