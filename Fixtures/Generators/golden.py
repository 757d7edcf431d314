"""What all golden cases share: numbers, bounds, and how a case is written. Fixtures/README.md describes the format.

A case is a folder of Fixtures with `case.json` and `tensors.safetensors`. Expected results are computed in Float64. Nothing
here depends on the time, the machine's random numbers, or the number of threads, so that making a case again gives the same
bytes (with the versions in requirements.txt).
"""

import json
import pathlib
import platform
import shutil

import numpy as np
import torch
from safetensors.numpy import save_file

from random_stream import RandomStream, VERIFICATION

FIXTURES = pathlib.Path(__file__).resolve().parent.parent

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


class Numbers:
    """The pseudorandom numbers of a case, each array from a stream of its own."""

    def __init__(self, seed):
        self.seed = seed
        self.used = 0

    def stream(self):
        self.used += 1
        return RandomStream(self.seed, VERIFICATION, index=self.used)

    def uniform(self, *shape, scale=1.0):
        """Between −scale and scale, every value a float32."""
        numbers = 2 * self.stream().uniforms(int(np.prod(shape))) - 1
        return (numbers * scale).astype(np.float32).reshape(shape)

    def integers(self, bound, *shape):
        """From 0 to bound − 1."""
        numbers = self.stream().uniforms(int(np.prod(shape)))
        return np.floor(numbers * bound).astype(np.int64).reshape(shape)

    def distinct(self, *shape, signs=(-1, 1)):
        """No two equal, not even as bfloat16 or float16: numbers of 8 bits between 2⁻⁶ and 2⁸ in random order."""
        count = int(np.prod(shape))
        sizes = np.concatenate([np.arange(128, 256) * 2.0**exponent for exponent in range(-13, 1)])
        values = np.concatenate([sign * sizes for sign in signs])
        chosen = values[np.linspace(0, len(values) - 1, count).astype(np.int64)]
        assert len(np.unique(chosen)) == count
        order = np.argsort(self.stream().uniforms(count), kind="stable")
        return chosen[order].astype(np.float32).reshape(shape)

    def mask(self, probability, *shape):
        """1 with the given probability, else 0."""
        numbers = self.stream().uniforms(int(np.prod(shape)))
        return (numbers < probability).astype(np.uint8).reshape(shape)


def exact(reason, signed_zeros=False):
    """Equal as numbers."""
    bound = {"kind": "exact", "reason": reason}
    if signed_zeros:
        bound["signedZeros"] = True
    return bound


def bounded(factor, reason):
    """|given − expected| ≤ factor · u · magnitude."""
    return {"kind": "bounded", "factor": factor, "reason": reason}


def sum_of_products(terms, what):
    """The bound of a sum of products in any order, by Higham, Accuracy and Stability of Numerical Algorithms, 3.1."""
    return bounded(
        terms + 3,
        f"{what}: at most {terms} products, each rounded at most once and then at most {terms} times as part of the sum, in "
        "any order; 3 more for rounding the result and for terms of second order (Higham, Accuracy and Stability, 3.1)",
    )


def sum_of_numbers(terms, what):
    """The bound of a plain sum in any order."""
    return bounded(
        terms + 1,
        f"{what}: at most {terms} numbers, each rounded fewer than {terms} times as part of the sum, in any order; 2 more for "
        "rounding the result and for terms of second order (Higham, Accuracy and Stability, 4.2)",
    )


class Case:
    """A case in the making."""

    def __init__(self, identifier, operation, description, parameters, script, seed, oracle):
        self.identifier = identifier
        self.numbers = Numbers(seed)
        self.tensors = {}
        self.description = {
            "format": 1,
            "operation": operation,
            "description": description,
            "parameters": parameters,
            "inputs": [],
            "results": {},
            "seed": seed,
            "generator": {
                "script": f"Fixtures/Generators/{script}",
                "python": platform.python_version(),
                "numpy": np.__version__,
                "torch": torch.__version__.split("+")[0],
                "oracle": oracle,
            },
        }

    def needs(self, precision):
        """Says that the inputs mean something else when they are rounded to fewer bits than this precision's."""
        self.description["minimumPrecision"] = precision

    def input(self, name, values):
        """Adds a tensor that is given."""
        if values.dtype == np.float64:
            with np.errstate(invalid="ignore", over="ignore"):
                single = values.astype(np.float32)
            assert np.array_equal(single.astype(np.float64), values, equal_nan=True), f"{self.identifier}: {name} is no float32"
            values = single
        assert values.dtype in (np.float32, np.int64, np.uint8), (name, values.dtype)
        self.description["inputs"].append(name)
        self.tensors[name] = np.ascontiguousarray(values)

    def result(self, name, values, bound, magnitude=None):
        """Adds a tensor that is expected, with its bound and the magnitude that belongs to it (absent: |expected|)."""
        values = np.asarray(values)
        assert values.dtype in (np.float64, np.int64), (name, values.dtype)
        if magnitude is not None:
            label = name + (".magnitude" if "." in name else "Magnitude")
            assert magnitude.shape == values.shape and magnitude.dtype == np.float64, (self.identifier, name)
            finite = np.isfinite(values)
            assert np.all(magnitude[finite] >= 0) and np.all(np.isfinite(magnitude[finite])), (self.identifier, name)
            self.tensors[label] = np.ascontiguousarray(magnitude)
            bound = dict(bound, magnitude=label)
        self.description["results"][name] = bound
        self.tensors[name] = np.ascontiguousarray(values)

    def write(self, fixtures):
        folder = pathlib.Path(fixtures) / self.identifier
        folder.mkdir(parents=True, exist_ok=True)
        save_file(self.tensors, folder / "tensors.safetensors")
        text = json.dumps(self.description, indent=2, sort_keys=True, ensure_ascii=False)
        (folder / "case.json").write_text(text + "\n", encoding="utf-8")


def write_group(fixtures, group, cases):
    """Replaces a group of cases; two cases may not have one name."""
    shutil.rmtree(pathlib.Path(fixtures) / group, ignore_errors=True)
    names = [case.identifier for case in cases]
    assert len(set(names)) == len(names), "two cases have one name"
    for case in cases:
        case.write(fixtures)
    print(f"{len(cases)} cases of {group}")


def write_from_arguments(arguments, group, cases):
    """What a generator's main does: writes to the folder named on the command line, or to Fixtures."""
    write_group(arguments[1] if len(arguments) > 1 else FIXTURES, group, cases)
