#!/usr/bin/env python3
"""The worked example of another backend: computes golden cases in PyTorch and writes what Fixtures/README.md asks of a
candidate. It reads nothing of a case but its parameters and inputs.

    torch_candidate.py CASE_DIR OUTPUT_DIR      one case: writes OUTPUT_DIR/tensors.safetensors
    torch_candidate.py --all FIXTURES DIR       every case: DIR/<case id>/tensors.safetensors

`--precision float64` computes in Float64 instead of Float32; `bfloat16` computes in Float32 but stores
activations and their gradients in 16 bits, as mixed-precision training does; parameters and their gradients stay in Float32.
"""

import argparse
import json
import math
import pathlib
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from random_stream import RandomStream
from torch_preparation import TRANSFORMS, preparation_case
from windows import Windows

GROUPS = ["operations", "networks", "training", "preparation"]


class Stored(torch.autograd.Function):
    """A value rounded to what is stored, and its gradient."""

    @staticmethod
    def forward(context, x, storage):
        context.storage = storage
        return x.to(storage).to(x.dtype)

    @staticmethod
    def backward(context, gradient):
        return gradient.to(context.storage).to(gradient.dtype), None


# Operations, each a function of its inputs and parameters


def padded(windows, x, value=0.0):
    return F.pad(x, windows.borders(*x.shape[2:]), value=value)


def convolve(p, x, w, b):
    windows = Windows.of(p)
    return F.conv2d(padded(windows, x), w, b, stride=windows.stride, groups=p["groups"])


def convolve_locally(p, x, w, b):
    """All windows of a group as columns, and a product for each position."""
    windows, groups = Windows.of(p), p["groups"]
    images, (filters, depth, rows, columns, height, width) = x.shape[0], w.shape
    patches = F.unfold(padded(windows, x), windows.size, stride=windows.stride)
    patches = patches.view(images, groups, depth * rows * columns, height * width)
    weights = w.reshape(groups, filters // groups, depth * rows * columns, height * width)
    y = torch.einsum("ngip,gkip->ngkp", patches, weights).reshape(images, filters, height, width)
    return y if b is None else y + b


def normalize(p, x):
    n, spatial, groups = p["window"], p["extent"] == "spatial", p.get("groups", 1)
    alpha = p["alpha"] / (n * n if spatial else n) if p["dividesAlphaByWindow"] else p["alpha"]
    before, behind = n // 2, n - 1 - n // 2
    squares = x * x
    if spatial:
        # Sums, not means times n²: n² is no power of 2. F.unfold would multiply other channels' NaNs with zeros.
        squares = F.pad(squares, (before, behind, before, behind))
        sums = squares.unfold(2, n, 1).unfold(3, n, 1).sum((-1, -2))
    else:
        images, channels, height, width = x.shape
        squares = squares.view(images, groups, channels // groups, height, width)
        squares = F.pad(squares, (0, 0, 0, 0, before, behind))
        sums = squares.unfold(2, n, 1).sum(-1).reshape(x.shape)
    return x / (p["k"] + alpha * sums) ** p["beta"]


class FirstMaximum(torch.autograd.Function):
    """Max pooling whose gradient goes to the first of equal values, and nowhere from a NaN."""

    @staticmethod
    def forward(context, windows, x):
        patches = padded(windows, x, -torch.inf).unfold(2, windows.size[0], windows.stride[0])
        patches = patches.unfold(3, windows.size[1], windows.stride[1]).flatten(4)
        # Padding must lose against −∞, too: real places come before it, or are found by their mask.
        inside = padded(windows, torch.ones_like(x)).unfold(2, windows.size[0], windows.stride[0])
        inside = inside.unfold(3, windows.size[1], windows.stride[1]).flatten(4) > 0
        maximum = patches.amax(-1, keepdim=True)
        first = ((patches == maximum) & inside).to(torch.uint8).argmax(-1, keepdim=True)
        context.windows, context.shape = windows, x.shape
        context.save_for_backward(first, torch.isnan(maximum))
        return torch.where(torch.isnan(maximum), maximum, patches.gather(-1, first)).squeeze(-1)

    @staticmethod
    def backward(context, gradient):
        first, is_nan = context.saved_tensors
        windows, shape = context.windows, context.shape
        images, channels, rows, columns = gradient.shape
        spread = torch.zeros(*gradient.shape, windows.size[0] * windows.size[1], dtype=gradient.dtype)
        spread.scatter_(-1, first, torch.where(is_nan.squeeze(-1), 0, gradient).unsqueeze(-1))
        spread = spread.permute(0, 1, 4, 2, 3).reshape(images, -1, rows * columns)
        left, right, top, bottom = windows.borders(*shape[2:])
        height, width = shape[2] + top + bottom, shape[3] + left + right
        whole = F.fold(spread, (height, width), windows.size, stride=windows.stride)
        return None, F.pad(whole, (-left, -right, -top, -bottom))


def average(p, x):
    """Sums over windows, divided by the places that count."""
    windows = Windows.of(p)
    height, width = x.shape[2:]
    top, bottom, left, right = windows.padding if p["countsPadding"] else (0, 0, 0, 0)

    def sums(values):
        return values.unfold(2, windows.size[0], windows.stride[0]).unfold(3, windows.size[1], windows.stride[1]).sum((-1, -2))

    counted = torch.zeros(1, 1, *padded(windows, x).shape[2:], dtype=x.dtype)
    first, first_column = windows.padding[0], windows.padding[2]
    counted[..., first - top : first + height + bottom, first_column - left : first_column + width + right] = 1
    return sums(padded(windows, x)) / sums(counted)


def connect(x, w, b):
    return F.linear(x.flatten(1), w, b)


def rectify(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def dropout_factor(p, mode):
    if mode == "training":
        return 1 / (1 - p["probability"]) if p["scaling"] == "training" else 1.0
    return 1 - p["probability"] if p["scaling"] == "testing" else 1.0


def softmax(x):
    return F.softmax(x, -1)


# Cases of operations: the output from the inputs, and the gradients that the case asks for

# By operation: the function of parameters and inputs, and its arguments with the names of their gradients.
FUNCTIONS = {
    "matrix-multiply": (
        lambda p, t, a, b: multiply(p, t, a, b), ["left", "right"],
    ),
    "convolution": (lambda p, t, x, w, b: convolve(p, x, w, b), ["input", "filter", "bias"]),
    "locally-connected": (lambda p, t, x, w, b: convolve_locally(p, x, w, b), ["input", "filter", "bias"]),
    "fully-connected": (lambda p, t, x, w, b: connect(x, w, b), ["input", "weights", "bias"]),
    "response-normalization": (lambda p, t, x: normalize(p, x), ["input"]),
    "max-pooling": (lambda p, t, x: FirstMaximum.apply(Windows.of(p), x), ["input"]),
    "average-pooling": (lambda p, t, x: average(p, x), ["input"]),
    "rectifier": (lambda p, t, x: rectify(x), ["input"]),
    "dropout": (lambda p, t, x: drop(p, t, x), ["input"]),
    "softmax": (lambda p, t, x: softmax(x), ["input"]),
}  # fmt: skip


def multiply(p, t, left, right):
    left = left.T if p["transposesLeft"] else left
    right = right.T if p["transposesRight"] else right
    product = p["alpha"] * (left @ right)
    return product + p["beta"] * t["destination"] if p["beta"] else product


def drop(p, t, x):
    factor = dropout_factor(p, p["pass"])
    return x * (t["mask"].to(x.dtype) * factor) if p["pass"] == "training" else x * factor


def operation_case(case, tensors):
    operation, p = case["operation"], case["parameters"]
    if operation == "softmax-cross-entropy":
        return cross_entropy_case(p, tensors)
    if operation == "top-k":
        return top_k_case(p, tensors)
    function, names = FUNCTIONS[operation]
    arguments = [tensors[name].requires_grad_() if name in tensors else None for name in names]
    output = function(p, tensors, *arguments)
    results = {"output": output.detach()}
    if "outputGradient" in tensors:
        present = [(name, a) for name, a in zip(names, arguments) if a is not None]
        gradients = torch.autograd.grad(output, [a for _, a in present], tensors["outputGradient"])
        results.update({f"{name}Gradient": g for (name, _), g in zip(present, gradients)})
    return results


def cross_entropy_case(p, tensors):
    scores, labels = tensors["scores"].requires_grad_(), tensors["labels"]
    losses = F.cross_entropy(scores, labels, reduction="none")
    (gradient,) = torch.autograd.grad(losses, scores, torch.full_like(losses, p["scale"]))
    return {"losses": losses.detach(), "probabilities": softmax(scores.detach()), "scoresGradient": gradient}


def top_k_case(p, tensors):
    scores, labels = tensors["scores"], tensors["labels"]
    # Stable sorts keep the lower class first: by score, then NaN behind all numbers.
    is_nan = torch.isnan(scores)
    falling = torch.argsort(torch.where(is_nan, 0, scores), dim=-1, descending=True, stable=True)
    nans_last = torch.argsort(is_nan.gather(-1, falling).to(torch.uint8), dim=-1, stable=True)
    order = falling.gather(-1, nans_last)
    ranks = (order == labels.unsqueeze(-1)).to(torch.uint8).argmax(-1)
    return {"indices": order[:, : p["k"]].contiguous(), "ranks": ranks}


# Networks: layers one after the other


def run(layers, x, parameters, masks, storage=None):
    """Logits; of a training pass if there are masks, else of a testing pass."""
    kept = (lambda t: t) if storage is None else (lambda t: t if t is None else Stored.apply(t, storage))
    x = kept(x)
    for layer in layers:
        kind, c, name = layer["kind"], layer["conventions"], layer["name"]
        weight, bias = kept(parameters.get(f"{name}.weight")), parameters.get(f"{name}.bias")
        if kind == "convolution":
            x = convolve(c, x, weight, bias)
        elif kind == "locally connected":
            x = convolve_locally(c, x, weight, bias)
        elif kind == "fully connected":
            x = connect(x, weight, bias)
        elif kind == "ReLU":
            x = rectify(x)
        elif kind == "response normalization":
            x = normalize(c, x)
        elif kind == "max pooling":
            x = FirstMaximum.apply(Windows.of(c), x)
        elif kind == "average pooling":
            x = average(c, x)
        elif kind == "dropout":
            p = {"probability": c["rate"], "scaling": c["scaling"]}
            x = (
                x * dropout_factor(p, "testing")
                if masks is None
                else x * (masks[name].to(x.dtype) * dropout_factor(p, "training"))
            )
        else:
            raise SystemExit(f"no layer of kind {kind}")
        x = kept(x)
    return x


def parameter_names(layers):
    return [f"{layer['name']}.{role}" for layer in layers if "outputs" in layer["conventions"] for role in ("weight", "bias")]


def drawn(draw, precision):
    """A tensor that a full-size case does not store."""
    uniforms = RandomStream(draw["seed"], draw["purpose"], draw["index"]).uniforms(math.prod(draw["shape"]))
    return torch.from_numpy(((2 * uniforms - 1) * draw["scale"]).astype("float32").reshape(draw["shape"])).to(precision)


def network_case(case, tensors, precision, storage=None):
    p = case["parameters"]
    layers, names = p["layers"], parameter_names(p["layers"])
    tensors = {**tensors, **{name: drawn(draw, precision) for name, draw in p.get("draws", {}).items()}}
    parameters = {name: tensors[name].requires_grad_() for name in names}
    masks = {name.removesuffix(".mask"): t for name, t in tensors.items() if name.endswith(".mask")}
    logits = run(layers, tensors["input"], parameters, masks, storage)
    loss = F.cross_entropy(logits, tensors["labels"])
    gradients = dict(zip(names, torch.autograd.grad(loss, list(parameters.values()))))
    results = {"logits": logits.detach(), "loss": loss.detach().reshape(1)}
    if masks:
        with torch.no_grad():
            results["testingLogits"] = run(layers, tensors["input"], parameters, None, storage)
    for name, gradient in gradients.items():
        results[f"{name}.gradient"] = gradient
        if f"{name}.places" in tensors:
            # Norms and sums of millions of elements in Float64, whatever the gradients are in.
            flat = gradient.reshape(-1)
            results[f"{name}.gradient.norm"] = flat.double().norm().reshape(1)
            results[f"{name}.gradient.sum"] = flat.double().sum().reshape(1)
            results[f"{name}.gradient.samples"] = flat[tensors[f"{name}.places"]]
    return results


# Training: momentum SGD in two forms


def training_case(case, tensors, storage=None):
    p = case["parameters"]
    layers, names = p["layers"], parameter_names(p["layers"])
    policies = {f"{layer['name']}.{role}": layer["conventions"][key] for layer in layers if "outputs" in layer["conventions"] for role, key in (("weight", "weights"), ("bias", "biases"))}  # fmt: skip
    parameters = {name: tensors[name].clone().requires_grad_() for name in names}
    velocities = {name: torch.zeros_like(value) for name, value in parameters.items()}
    histories, losses = {name: [] for name in names}, []
    for step, rate in enumerate(p["rates"]):
        chosen = tensors["order"][step]
        masks = {name.removesuffix(".masks"): t[step] for name, t in tensors.items() if name.endswith(".masks")}
        logits = run(layers, tensors["images"][chosen], parameters, masks, storage)
        loss = F.cross_entropy(logits, tensors["labels"][chosen])
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        losses.append(loss.detach())
        with torch.no_grad():
            for (name, w), g in zip(parameters.items(), gradients):
                v, policy = velocities[name], policies[name]
                slope = g + policy.get("decay", p["weightDecay"]) * w
                if p["form"] == "paper":
                    v.mul_(p["momentum"]).sub_(rate * policy["rateFactor"] * slope)
                    w.add_(v)
                else:
                    v.mul_(p["momentum"]).add_(slope)
                    w.sub_(rate * policy["rateFactor"] * v)
                histories[name].append(w.flatten().clone())
    results = {f"{name}.history": torch.stack(history) for name, history in histories.items()}
    results["losses"] = torch.stack(losses)
    return results


# Command line


PRECISIONS = {
    "float32": (torch.float32, None),
    "float64": (torch.float64, None),
    "bfloat16": (torch.float32, torch.bfloat16),
}


def compute(folder, precision, storage=None):
    """A case's results, computed in a precision and stored in another, if one is given."""
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    tensors = load_file(folder / "tensors.safetensors")
    given = {name: tensors[name] for name in case["inputs"]}
    if case["operation"] in TRANSFORMS:
        # In float32 whatever the precision.
        return {name: t.contiguous() for name, t in preparation_case(case, given, torch.float32).items()}
    is_whole = case["operation"] in ("network", "training")
    kept = precision if is_whole or storage is None else storage
    given = {name: t.to(kept).to(precision) if t.dtype == torch.float32 else t for name, t in given.items()}
    if case["operation"] == "network":
        results = network_case(case, given, precision, storage)
    elif case["operation"] == "training":
        results = training_case(case, given, storage)
    else:
        results = operation_case(case, given)
        results = {name: t.to(storage) if storage and t.dtype == precision else t for name, t in results.items()}
    return {name: results[name].detach().contiguous() for name in case["results"]}


def write(folder, output, precision):
    output.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    results = compute(folder, *PRECISIONS[precision])
    seconds = time.perf_counter() - start
    save_file(results, output / "tensors.safetensors", metadata={"seconds": f"{seconds:.6g}"})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--all", action="store_true", help="every case of the folder Fixtures")
    parser.add_argument("--precision", choices=list(PRECISIONS), default="float32")
    parser.add_argument("source", type=pathlib.Path, help="a case's folder; Fixtures with --all")
    parser.add_argument("output", type=pathlib.Path, help="where results go")
    arguments = parser.parse_args()
    if not arguments.all:
        return write(arguments.source, arguments.output, arguments.precision)
    folders = sorted(path.parent for group in GROUPS for path in (arguments.source / group).rglob("case.json"))
    for folder in folders:
        write(folder, arguments.output / folder.relative_to(arguments.source), arguments.precision)
    print(f"{len(folders)} cases")


if __name__ == "__main__":
    main()
