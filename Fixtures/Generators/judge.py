#!/usr/bin/env python3
"""Judges a candidate's results by the bounds of the cases, as `alexnet verify --candidate` does; for making the cases.

    judge.py FIXTURES CANDIDATE [--precision NAME] [--worst N]

Prints, by operation, the number of cases and the worst error relative to its bound; exits with 1 if one is above 1.
"""

import argparse
import json
import pathlib
import sys
from collections import defaultdict

import numpy as np
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_torch_file

# By precision: the unit roundoff of arithmetic, that of storage, the smallest normal number.
UNITS = {
    "float64": (2.0**-53, 0, 2.0**-1022),
    "float32": (2.0**-24, 0, 2.0**-126),
    "bfloat16": (2.0**-24, 2.0**-8, 2.0**-126),
}
NARROW = ("bfloat16",)


def used(given, expected, bound, magnitude, precision, is_whole=False):
    """The worst error over its bound; infinite for what is plainly wrong. `is_whole`: of a network or a run, whose magnitude
    is measured for errors of all that is stored."""
    if given.shape != expected.shape:
        return np.inf
    given, expected = given.astype(np.float64), expected.astype(np.float64)
    finite = np.isfinite(expected)
    same = np.array_equal(given[~finite], expected[~finite], equal_nan=True)
    if not same or not np.all(np.isfinite(given[finite])):
        return np.inf
    given, expected = given[finite], expected[finite]
    unit, storage, tiny = UNITS[precision]
    if bound["kind"] == "exact":
        equal = np.all(np.abs(given - expected) <= storage * np.abs(expected) + (tiny if storage else 0))
        if bound.get("signedZeros"):
            equal = equal and np.array_equal(np.signbit(given), np.signbit(expected))
        return 0.0 if equal else np.inf
    magnitude = np.abs(expected) if magnitude is None else magnitude[finite]
    if is_whole:
        allowed = bound["factor"] * (max(unit, storage) + UNITS["float64"][0]) * magnitude + tiny
    else:
        allowed = (4 * storage + bound["factor"] * (unit + UNITS["float64"][0])) * magnitude + tiny
    return float(np.max(np.abs(given - expected) / allowed, initial=0))


def judge(fixtures, candidate, precision):
    """For each result of each case: the case, the result, the share of the bound used."""
    for path in sorted(pathlib.Path(fixtures).rglob("case.json")):
        identifier = str(path.parent.relative_to(fixtures))
        results = pathlib.Path(candidate) / identifier / "tensors.safetensors"
        case = json.loads(path.read_text(encoding="utf-8"))
        if not results.exists() or (precision in NARROW and "minimumPrecision" in case):
            continue
        expected, given = load_file(path.parent / "tensors.safetensors"), load_torch_file(results)
        given = {name: (t.double() if t.is_floating_point() else t).numpy() for name, t in given.items()}
        is_whole = case["operation"] in ("network", "training")
        for name, bound in case["results"].items():
            magnitude = expected.get(bound.get("magnitude"))
            yield case, identifier, name, used(given[name], expected[name], bound, magnitude, precision, is_whole)


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
