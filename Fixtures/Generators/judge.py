#!/usr/bin/env python3
"""Judges a candidate's results by the bounds of the cases, as `alexnet verify --candidate` does; for making the cases.

    judge.py FIXTURES CANDIDATE [--precision float32|float64] [--worst N]

Prints, by operation, the number of cases and the worst error relative to its bound; exits with 1 if one is above 1.
"""

import argparse
import json
import pathlib
import sys
from collections import defaultdict

import numpy as np
from safetensors.numpy import load_file

UNITS = {"float32": (2.0**-24, 2.0**-126), "float64": (2.0**-53, 2.0**-1022)}


def used(given, expected, bound, magnitude, precision):
    """The worst error over its bound; infinite for what is plainly wrong."""
    if given.shape != expected.shape:
        return np.inf
    given, expected = given.astype(np.float64), expected.astype(np.float64)
    finite = np.isfinite(expected)
    same = np.array_equal(given[~finite], expected[~finite], equal_nan=True)
    if not same or not np.all(np.isfinite(given[finite])):
        return np.inf
    given, expected = given[finite], expected[finite]
    if bound["kind"] == "exact":
        equal = np.array_equal(given, expected)
        if bound.get("signedZeros"):
            equal = equal and np.array_equal(np.signbit(given), np.signbit(expected))
        return 0.0 if equal else np.inf
    unit, tiny = UNITS[precision]
    magnitude = np.abs(expected) if magnitude is None else magnitude[finite]
    allowed = bound["factor"] * (unit + UNITS["float64"][0]) * magnitude + tiny
    return float(np.max(np.abs(given - expected) / allowed, initial=0))


def judge(fixtures, candidate, precision):
    """For each result of each case: the case, the result, the share of the bound used."""
    for path in sorted(pathlib.Path(fixtures).rglob("case.json")):
        identifier = str(path.parent.relative_to(fixtures))
        results = pathlib.Path(candidate) / identifier / "tensors.safetensors"
        if not results.exists():
            continue
        case = json.loads(path.read_text(encoding="utf-8"))
        expected, given = load_file(path.parent / "tensors.safetensors"), load_file(results)
        for name, bound in case["results"].items():
            magnitude = expected.get(bound.get("magnitude"))
            yield case, identifier, name, used(given[name], expected[name], bound, magnitude, precision)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("candidate", type=pathlib.Path)
    parser.add_argument("--precision", choices=list(UNITS), default="float32")
    parser.add_argument("--worst", type=int, default=10, help="how many results to list")
    arguments = parser.parse_args()
    rows = list(judge(arguments.fixtures, arguments.candidate, arguments.precision))
    worst, cases = defaultdict(float), defaultdict(set)
    for case, identifier, _, share in rows:
        key = "/".join(identifier.split("/")[:2])
        worst[key] = max(worst[key], share)
        cases[key].add(identifier)
    for key in worst:
        print(f"{key:40} {len(cases[key]):4} cases, worst {worst[key]:.4f} of its bound")
    for _, identifier, name, share in sorted(rows, key=lambda row: -row[3])[: arguments.worst]:
        print(f"  {share:10.4f}  {identifier}  {name}")
    return int(any(not share <= 1 for *_, share in rows))


if __name__ == "__main__":
    sys.exit(main())
