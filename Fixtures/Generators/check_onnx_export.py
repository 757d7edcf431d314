#!/usr/bin/env python3
"""Runs exported ONNX files in ONNX Runtime and compares the logits with those of this library.

    ALEXNET_ONNX_FOLDER=/tmp/onnx swift test --filter ONNXExportFilesTests
    check_onnx_export.py /tmp/onnx

Each `<name>.onnx` of the folder has a `<name>.json` with `logits`, this library's of the image of `image()`, and `divisor`.
The bound is derived from the graph by bounded.py for one implementation; of the difference of two it is twice that. Also printed:
the largest logit, and how far each side is from Float64, in parts of the bound. Exit status 1 if any is outside.
"""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from bounded import Bounded


def image(shape, divisor):
    """Pixel i (order C,H,W) is the upper byte of a mix of i's bits, less 128, over the divisor."""
    index = numpy.arange(numpy.prod(shape), dtype=numpy.uint64)
    mixed = (index * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)
    values = ((mixed >> numpy.uint64(24)) ^ (mixed >> numpy.uint64(11))) & numpy.uint64(0xFF)
    return ((values.astype("float32") - numpy.float32(128)) / numpy.float32(divisor)).reshape(1, *shape)


def evaluate(model, x):
    """The graph's logits in Float64, with bounds."""
    constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    values = {name: t.double() if t.is_floating_point() else t for name, t in constants.items()}
    values[model.graph.input[0].name] = Bounded(torch.from_numpy(x))
    for node in model.graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        given = [values[name] for name in node.input]
        results = apply(node.op_type, given, attributes)
        for name, result in zip(node.output, results if isinstance(results, list) else [results]):
            values[name] = result
    return values["logits"]


def apply(operation, given, a):
    x = given[0]
    if operation in ("Reshape", "Transpose") and not isinstance(x, Bounded):
        return rearranged(operation, given, a)(x)
    match operation:
        case "Conv":
            return x.convolution(given[1], given[2], a["strides"], a["pads"], a["group"])
        case "Gemm":
            return x.linear(given[1], given[2])
        case "MatMul":  # One matrix a position.
            zero = torch.zeros(1, dtype=torch.float64)
            return x.bilinear(torch.matmul, given[1], zero, given[1].shape[1])
        case "Relu":
            return x.relu()
        case "LRN":
            return x.normalization(a["size"], a["alpha"] / a["size"], a["beta"], a["bias"])
        case "MaxPool":
            return x.max_pool(a["kernel_shape"], a["strides"], a["pads"])
        case "AveragePool":
            return x.average_pool(a["kernel_shape"], a["strides"], a["pads"], bool(a["count_include_pad"]))
        case "Mul" if isinstance(given[1], Bounded):
            magnitude = x.value.abs() * x.error * 2
            return Bounded(x.value**2, magnitude + 2.0**-24 * x.value**2)
        case "Mul":
            return x.scaled(given[1].item())
        case "Add":
            value = x.value + given[1]
            return Bounded(value, x.error + 2.0**-24 * value.abs())
        case "Pow":
            value = x.value ** given[1].item()
            error = given[1].item() * value / x.value * x.error
            return Bounded(value, error + 4 * 2.0**-24 * value.abs())
        case "Div":
            value = x.value / given[1].value
            error = x.error / given[1].value + value.abs() / given[1].value * given[1].error
            return Bounded(value, error + 2.0**-24 * value.abs())
        case "Concat":
            return Bounded(
                torch.cat([g.value for g in given], a["axis"]), torch.cat([g.error for g in given], a["axis"]))
        case "Split":
            sizes = given[1].tolist()
            parts = zip(x.value.split(sizes, a["axis"]), x.error.split(sizes, a["axis"]))
            return [Bounded(*part) for part in parts]
        case _:
            return x.map(rearranged(operation, given, a))


def rearranged(operation, given, a):
    match operation:
        case "Flatten":
            return lambda t: t.flatten(1)
        case "Identity":
            return lambda t: t
        case "Reshape":
            sizes = given[1].tolist()
            return lambda t: t.reshape([t.shape[i] if size == 0 else size for i, size in enumerate(sizes)])
        case "Transpose":
            return lambda t: t.permute(a["perm"])
        case "Unsqueeze":
            return lambda t: t.unsqueeze(given[1].item())
        case "Pad":
            _, _, top, left, _, _, bottom, right = given[1].tolist()
            return lambda t: torch.nn.functional.pad(t, (left, right, top, bottom))
        case "Slice":
            _, starts, ends, _, steps = [g.tolist() if not isinstance(g, Bounded) else g for g in given]
            return lambda t: t[:, :, starts[0] : ends[0] : steps[0], starts[1] : ends[1] : steps[1]]
    raise ValueError(operation)


def main():
    failures = 0
    print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}")
    print(f"{'network':22} {'largest':>10} {'difference':>10} {'of bound':>9} {'ours':>6} {'theirs':>6}")
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        ours = json.loads(path.with_suffix(".json").read_text())
        shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim[1:]]
        x = image(shape, ours["divisor"])
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        theirs = session.run(["logits"], {model.graph.input[0].name: x})[0][0].astype("float64")
        mine = numpy.array(ours["logits"], dtype="float64")
        exact = evaluate(model, x)
        value, bound = exact.value[0].numpy(), exact.bound[0].numpy()
        difference = numpy.abs(mine - theirs)
        parts = [(d / b).max() for d, b in ((difference, 2 * bound), (abs(mine - value), bound), (abs(theirs - value), bound))]
        failures += not (max(parts) <= 1 and numpy.abs(value).max() > 0)
        print(
            f"{path.stem:22} {numpy.abs(value).max():10.3g} {difference.max():10.2e} {parts[0]:9.3f} {parts[1]:6.3f} "
            f"{parts[2]:6.3f}")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
