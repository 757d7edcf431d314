#!/usr/bin/env python3
"""Shows that the bounds of the golden cases are neither too narrow nor too wide.

    check_bounds.py [FIXTURES]

The PyTorch candidate in float32 must stay within half of every bound. Then it is given faults, one at a time: in every case where a
fault changes the results, they must break a bound. Exits with 1 if one does not.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file

import torch_candidate as right
from golden import FIXTURES
from judge import used
from windows import Windows

HALF = 0.5


def shifted(windows):
    """Windows one column to the right of where they belong."""

    class Shifted(Windows):
        def borders(self, height, width):
            left, right, top, bottom = super().borders(height, width)
            return left - 1, right + 1, top, bottom

    return Shifted(windows.size, windows.stride, windows.padding, windows.rounding)


def changed(**values):
    """A wrapper of an operation that sees other parameters."""
    return lambda function: lambda p, *rest: function(
        {**p, **{k: v(p) if callable(v) else v for k, v in values.items()}}, *rest
    )


def exchanged_padding(p):
    return {
        "top": p["padding"]["bottom"],
        "bottom": p["padding"]["top"],
        "left": p["padding"]["right"],
        "right": p["padding"]["left"],
    }


def of_filter(edit):
    return lambda function: lambda p, x, w, b: function(p, x, edit(p, w), b)


class LastImageWithoutGradient(torch.autograd.Function):
    """The identity, whose gradient misses the last image."""

    @staticmethod
    def forward(context, x):
        return x.clone()

    @staticmethod
    def backward(context, gradient):
        gradient = gradient.clone()
        gradient[-1] = 0
        return gradient


def forgets_last_image(function):
    return lambda p, x, w, b: function(p, x, w, b) if x.shape[0] == 1 else LastImageWithoutGradient.apply(function(p, x, w, b))


def interleaved(p, w):
    """Filters of the groups in turns instead of one group after the other."""
    return w.reshape(p["groups"], -1, *w.shape[1:]).transpose(0, 1).reshape(w.shape)


def last_maximum(function):
    """Maxima whose gradient goes to the last of equal values: everything turned by 180°."""

    class Last:
        @staticmethod
        def apply(windows, x):
            left, right_, top, bottom = windows.borders(*x.shape[2:])
            turned = Windows(windows.size, windows.stride, (bottom, top, right_, left))
            padded = F.pad(x, (min(left, 0), min(right_, 0), min(top, 0), min(bottom, 0))).flip((2, 3))
            return function.apply(Windows(windows.size, windows.stride, tuple(max(b, 0) for b in turned.padding)), padded).flip(
                (2, 3)
            )

    return Last


def zero_padded(function):
    class Padded:
        @staticmethod
        def apply(windows, x):
            borders = tuple(max(border, 0) for border in windows.borders(*x.shape[2:]))
            cut = tuple(min(border, 0) for border in windows.borders(*x.shape[2:]))
            return function.apply(Windows(windows.size, windows.stride), F.pad(F.pad(x, borders), cut))

    return Padded


def moved_pool(function):
    class Moved:
        @staticmethod
        def apply(windows, x):
            return function.apply(shifted(windows), x)

    return Moved


def with_layers(edit):
    return lambda function: lambda layers, *rest: function(edit(layers), *rest)


def relu_before_normalization(layers):
    """Normalization and ReLU in the other order wherever they meet within two layers."""
    layers = list(layers)
    kinds = [layer["kind"] for layer in layers]
    for i in range(len(layers) - 1):
        if {kinds[i], kinds[i + 1]} == {"ReLU", "response normalization"}:
            layers[i], layers[i + 1] = layers[i + 1], layers[i]
            return layers
    return layers


def flattened_channels_last(function):
    """Fully connected layers read an image as H, W, C."""

    def run(layers, x, parameters, masks, *rest):
        edited, shape = dict(parameters), None
        for layer in layers:
            name = f"{layer['name']}.weight"
            if layer["kind"] == "fully connected":
                channels = shape
                w = parameters[name]
                if channels and w.shape[1] % channels == 0:
                    edited[name] = w.reshape(w.shape[0], -1, channels).transpose(1, 2).reshape(w.shape)
                break
            shape = layer["conventions"].get("outputs", shape)
        return function(layers, x, edited, masks, *rest)

    return run


def with_case(edit):
    return lambda function: lambda case, *rest: function({**case, "parameters": edit(case["parameters"])}, *rest)


def without_policies(key, value):
    def edit(p):
        p = json.loads(json.dumps(p))
        for layer in p["layers"]:
            for role in ("weights", "biases"):
                if role in layer["conventions"]:
                    layer["conventions"][role][key] = value(p)
        return p

    return edit


# Where (a prefix of case ids), what is wrong, which name of torch_candidate, and how it is replaced.
FAULTS = [
    ("operations/matrix-multiply", "α is forgotten", "multiply", changed(alpha=1.0)),
    ("operations/matrix-multiply", "β is forgotten", "multiply", changed(beta=0.0)),
    ("operations/convolution", "filters are turned by 180° (a convolution in mathematics' sense)", "convolve", of_filter(lambda p, w: w.flip((2, 3)))),
    ("operations/convolution", "windows lie one column to the right", "padded", lambda f: lambda windows, x, value=0.0: f(shifted(windows), x, value)),
    ("operations/convolution", "padding is exchanged: top with bottom, left with right", "convolve", changed(padding=exchanged_padding)),
    ("operations/convolution", "sizes are rounded down", "convolve", changed(rounding="floor")),
    ("operations/convolution", "sizes are rounded up", "convolve", changed(rounding="ceil")),
    ("operations/convolution", "filters of the groups come in turns", "convolve", of_filter(interleaved)),
    ("operations/convolution", "the bias is forgotten", "convolve", lambda f: lambda p, x, w, b: f(p, x, w, None if b is None else 0 * b)),
    ("operations/convolution", "the last image has no gradient", "convolve", forgets_last_image),
    ("operations/locally-connected", "filters are turned by 180°", "convolve_locally", of_filter(lambda p, w: w.flip((2, 3)))),
    ("operations/locally-connected", "positions are exchanged", "convolve_locally", of_filter(lambda p, w: w.flip((4,)))),
    ("operations/locally-connected", "the last image has no gradient", "convolve_locally", forgets_last_image),
    ("operations/fully-connected", "images are read as H, W, C", "connect", lambda f: lambda x, w, b: f(x.movedim(1, -1) if x.dim() == 4 else x, w, b)),
    ("operations/fully-connected", "the bias is forgotten", "connect", lambda f: lambda x, w, b: f(x, w, None if b is None else 0 * b)),
    ("operations/fully-connected", "the last image has no gradient", "connect", lambda f: lambda x, w, b: f(x, w, b) if len(x) == 1 else LastImageWithoutGradient.apply(f(x, w, b))),
    ("operations/response-normalization", "α is divided where it is not, and not where it is", "normalize", changed(dividesAlphaByWindow=lambda p: not p["dividesAlphaByWindow"])),
    ("operations/response-normalization", "groups are ignored", "normalize", changed(groups=1)),
    ("operations/response-normalization", "the window is 1 wider", "normalize", changed(window=lambda p: p["window"] + 1)),
    ("operations/response-normalization", "β is 1/20 more", "normalize", changed(beta=lambda p: p["beta"] + 0.05)),
    ("operations/response-normalization", "k is 1 more", "normalize", changed(k=lambda p: p["k"] + 1)),
    ("operations/max-pooling", "the last of equal values gets the gradient", "FirstMaximum", last_maximum),
    ("operations/max-pooling", "padding counts as 0", "FirstMaximum", zero_padded),
    ("operations/max-pooling", "windows lie one column to the right", "FirstMaximum", moved_pool),
    ("operations/average-pooling", "the padding counts where it does not, and not where it does", "average", changed(countsPadding=lambda p: not p["countsPadding"])),
    ("operations/average-pooling", "sizes are rounded the other way", "average", changed(rounding=lambda p: "floor" if p["rounding"] == "ceil" else "ceil")),
    ("operations/average-pooling", "the sum is not divided", "average", lambda f: lambda p, x: f(p, x) * math_product(p["window"])),
    ("operations/rectifier", "NaN and −0 stay", "rectify", lambda f: F.relu),
    ("operations/rectifier", "negative values leak a hundredth", "rectify", lambda f: lambda x: torch.where(x > 0, x, x * 0.01)),
    ("operations/dropout", "nothing is scaled", "dropout_factor", lambda f: lambda p, mode: 1.0),
    ("operations/dropout", "scaled in the other pass", "dropout_factor", lambda f: lambda p, mode: f({**p, "scaling": "testing" if p["scaling"] == "training" else "training"}, mode)),
    ("operations/dropout", "the mask is inverted", "drop", lambda f: lambda p, t, x: f(p, {**t, "mask": 1 - t["mask"]} if "mask" in t else t, x)),
    ("operations/softmax", "the maximum is not subtracted", "softmax", lambda f: lambda x: x.exp() / x.exp().sum(-1, keepdim=True)),
    ("operations/softmax-cross-entropy", "the gradient is that of the sum", "cross_entropy_case", lambda f: lambda p, t: f({"scale": 1.0}, t)),
    ("operations/softmax-cross-entropy", "labels are one too high", "cross_entropy_case", lambda f: lambda p, t: f(p, {**t, "labels": (t["labels"] + 1) % t["scores"].shape[1]})),
    ("operations/top-k", "of equal scores the higher class is first", "top_k_case", lambda f: lambda p, t: reversed_classes(f, p, t)),
    ("networks", "the loss is a sum", "network_case", lambda f: lambda case, t, *rest: {k: v if "ogits" in k else v * len(t["labels"]) for k, v in f(case, t, *rest).items()}),
    ("networks", "ReLU and normalization are exchanged", "run", with_layers(relu_before_normalization)),
    ("networks", "fully connected layers read H, W, C", "run", flattened_channels_last),
    ("networks", "masks are ignored", "run", lambda f: lambda layers, x, w, masks, *rest: f(layers, x, w, None if masks is None else {k: torch.ones_like(m) for k, m in masks.items()})),
    ("networks", "dropout scales in the other pass", "dropout_factor", lambda f: lambda p, mode: f({**p, "scaling": "testing" if p["scaling"] == "training" else "training"}, mode)),
    ("networks", "normalization's α is divided where it is not, and not where it is", "normalize", changed(dividesAlphaByWindow=lambda p: not p["dividesAlphaByWindow"])),
    ("networks", "normalization's windows leave their group", "normalize", changed(groups=1)),
    ("networks", "filters are turned by 180°", "convolve", of_filter(lambda p, w: w.flip((2, 3)))),
    ("networks", "the last image has no gradient", "convolve", forgets_last_image),
    ("training", "the other form of momentum", "training_case", with_case(lambda p: {**p, "form": "pytorch" if p["form"] == "paper" else "paper"})),
    ("training", "no decay", "training_case", with_case(lambda p: without_policies("decay", lambda p: 0.0)({**p, "weightDecay": 0.0}))),
    ("training", "biases and weights have one rate", "training_case", with_case(without_policies("rateFactor", lambda p: 1.0))),
    ("training", "biases and weights have one decay", "training_case", with_case(without_policies("decay", lambda p: p["weightDecay"]))),
    ("training", "momentum is 0.01 more", "training_case", with_case(lambda p: {**p, "momentum": p["momentum"] + 0.01})),
    ("training", "the rate of the step before", "training_case", with_case(lambda p: {**p, "rates": p["rates"][:1] + p["rates"][:-1]})),
    ("training", "masks of the step before", "training_case", lambda f: lambda case, t, *rest: f(case, {k: v.roll(1, 0) if k.endswith(".masks") else v for k, v in t.items()})),
]  # fmt: skip


def math_product(values):
    return int(np.prod(values))


def reversed_classes(function, p, t):
    """Ties the other way: classes turned around, and their numbers back."""
    last = t["scores"].shape[1] - 1
    results = function(p, {"scores": t["scores"].flip(-1), "labels": last - t["labels"]})
    return {"indices": last - results["indices"], "ranks": results["ranks"]}


def results_of(folder, precision=torch.float32):
    """The candidate's results, or None if it finds that shapes do not fit."""
    try:
        return {name: value.numpy() for name, value in right.compute(folder, precision).items()}
    except (RuntimeError, AssertionError):
        return None


def worst(folder, results):
    """The greatest share of a bound, and the result that has it."""
    case, expected = json.loads((folder / "case.json").read_text(encoding="utf-8")), load_file(folder / "tensors.safetensors")
    shares = {
        name: used(results[name], expected[name], bound, expected.get(bound.get("magnitude")), "float32")
        for name, bound in case["results"].items()
    }
    name = max(shares, key=shares.get)
    return shares[name], name


def same(given, expected):
    """Whether results in Float64 are the same to rounding: then a fault is none in this case."""
    if given is None:
        return False
    return all(
        given[name].shape == value.shape and np.allclose(given[name], value, rtol=1e-9, atol=1e-12, equal_nan=True)
        for name, value in expected.items()
    )


def main():
    fixtures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    folders = sorted(path.parent for group in right.GROUPS for path in (fixtures / group).rglob("case.json"))
    identifiers = {folder: str(folder.relative_to(fixtures)) for folder in folders}
    correct = {folder: results_of(folder) for folder in folders}
    exact = {folder: results_of(folder, torch.float64) for folder in folders if not folder.name.endswith("full-size")}
    failures = []
    greatest = {}
    for folder in folders:
        share, name = worst(folder, correct[folder])
        group = "/".join(identifiers[folder].split("/")[:2])
        greatest[group] = max(greatest.get(group, (0, "")), (share, f"{identifiers[folder]} {name}"))
        if not share <= HALF:
            failures.append(f"float32 uses {share:.3f} of the bound of {identifiers[folder]} {name}")
    print("float32 uses at most")
    for group, (share, name) in greatest.items():
        print(f"  {share:6.3f} of its bound in {group} ({name})")

    total = 0
    print("faults")
    for prefix, what, attribute, replace in FAULTS:
        original = getattr(right, attribute)
        setattr(right, attribute, replace(original))
        seen, differs, narrowest = 0, 0, np.inf
        for folder in folders:
            if not identifiers[folder].startswith(prefix + "/") or identifiers[folder].endswith("full-size"):
                continue
            if same(results_of(folder, torch.float64), exact[folder]):
                continue
            results = results_of(folder)
            differs += 1
            share = np.inf if results is None else worst(folder, results)[0]
            narrowest = min(narrowest, share)
            if share > 1:
                seen += 1
            else:
                failures.append(f"{prefix}: {what}: only {share:.3f} of a bound in {identifiers[folder]}")
        setattr(right, attribute, original)
        total += 1
        print(
            f"  {prefix}: {what}: seen in {seen} of {differs} cases that it changes, by {narrowest:.3g} times a bound or more"
        )
        if not differs:
            failures.append(f"{prefix}: {what}: changes nothing")
    print(f"{total} faults, {len(failures)} failures")
    for failure in failures:
        print(failure)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
