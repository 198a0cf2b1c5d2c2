#!/usr/bin/python3
"""Sums up the sales in CSV files and writes a report.

Without arguments it reads every table in input/; arguments name other files.
"""

import csv
import pathlib
import sys

INPUT = pathlib.Path("input")
OUTPUT = pathlib.Path("output")


def totals(tables):
    sums = {}
    for table in tables:
        with open(table, newline="") as rows:
            for row in csv.DictReader(rows):
                sums[row["product"]] = sums.get(row["product"], 0) + int(row["quantity"])
    return sums


def main(arguments):
    tables = [pathlib.Path(name) for name in arguments] or sorted(INPUT.glob("*.csv"))
    lines = [f"{product:<10}{quantity:>6}" for product, quantity in sorted(totals(tables).items())]
    report = "\n".join([f"Sold, by product, from {len(tables)} tables", *lines, ""])
    OUTPUT.mkdir(exist_ok=True)
    (OUTPUT / "report.txt").write_text(report)
    print(report, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
