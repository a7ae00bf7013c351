"""speed_table.py OUT: the table of yardstick.sh, from what was measured and the records of the runs in OUT."""
import json
import pathlib
import re
import sys

out = pathlib.Path(sys.argv[1])
line = re.compile(r"(\S+) +wall +([\d.]+) .* cpu +([\d.]+) .* peak +([\d.]+) MiB")


def measured():
    """Wall seconds, processor seconds and peak MiB of every job, all medians."""
    text = (out / "measured").read_text()
    if "FAILED" in text:
        sys.exit("a run failed: there is no table")
    return {m[1]: tuple(map(float, m.groups()[1:])) for m in line.finditer(text)}


def rows(job):
    record = json.loads((out / job / "run.json").read_text())
    return sum(file["read"] for file in record["ledger"])


jobs = measured()
n_rows = rows("same-outputs")
wall, processor, peak = zip(*(jobs[job] for job in ("duckdb", "same-outputs", "all-outputs", "shuffled")))
table = [
    ("same outputs, wall time of DuckDB's", "0.18", f"{wall[1] / wall[0]:.2f}"),
    ("same outputs, processor time of DuckDB's", "0.18", f"{processor[1] / processor[0]:.2f}"),
    ("all tables and `run.json`, wall time of DuckDB's", "0.35", f"{wall[2] / wall[0]:.2f}"),
    ("all tables and `run.json`, processor time of DuckDB's", "0.35", f"{processor[2] / processor[0]:.2f}"),
    ("same outputs, peak memory, bytes per row", "250", f"{peak[1] * 2**20 / n_rows:.0f}"),
    ("shuffled rows, processor time of contiguous ones", "1.40", f"{processor[3] / processor[1]:.2f}"),
    ("a file of ten rows, wall time, ms", "15", f"{jobs['ten-rows'][0] * 1000:.0f}"),
]
if "grown" in jobs:
    times = rows("grown") / n_rows
    _, grown, grown_peak = jobs["grown"]
    table += [
        (f"{times:.1f} times the rows, processor time of one row", "1.10", f"{grown / processor[1] / times:.2f}"),
        ("… peak memory, bytes per row", "220", f"{grown_peak * 2**20 / rows('grown'):.0f}"),
    ]
print(f"| {n_rows:,} rows | target | measured |")
print("|---|---|---|")
for what, target, value in table:
    print(f"| {what} | {target} | {value} |")
