#!/usr/bin/env python3
"""Writes Fixtures/weights/onnx: networks as PyTorch exports them and tensors in each of ONNX's encodings.

    make_onnx_fixtures.py

`torchvision.onnx` is torchvision's alexnet with few filters, exported by PyTorch's TorchScript exporter; `expected.json` has the
logits of one image in Float64 and how far a Float32 implementation may be from them (bounded.py). The image is made by a
formula that the test has too. `encodings.onnx` has one tensor of values that every type holds for each encoding that a type
may have; `external.onnx` has its tensor in `external.bin`.
"""

import io
import json
import pathlib
import warnings

import numpy
import onnx
import torch
from onnx import TensorProto, helper

from bounded import Bounded

OUT = pathlib.Path(__file__).resolve().parents[1] / "weights" / "onnx"
SEED = 2014
# Filters of the five convolutions, outputs of the first two fully connected layers, classes.
WIDTHS = [6, 8, 10, 8, 4, 12, 10, 5]
REALS = [0.5, -1.25, 3.0, 0.0, -0.0, 96.0]
INTEGERS = [0, 1, 5, 7, 100, 127]


def network():
    nn = torch.nn
    torch.manual_seed(SEED)
    a, b, c, d, e, f, g, k = WIDTHS
    features = nn.Sequential(
        nn.Conv2d(3, a, 11, stride=4, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(a, b, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(b, c, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(c, d, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(d, e, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2))
    classifier = nn.Sequential(
        nn.Dropout(), nn.Linear(36 * e, f), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(f, g),
        nn.ReLU(inplace=True), nn.Linear(g, k))

    class AlexNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.features, self.avgpool, self.classifier = features, nn.AdaptiveAvgPool2d((6, 6)), classifier

        def forward(self, x):
            return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))

    return AlexNet().eval()


def image():
    """Pixel i (order C,H,W) is the upper byte of a mix of i's bits, less 128, over 64."""
    index = numpy.arange(3 * 224 * 224, dtype=numpy.uint64)
    mixed = (index * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)
    values = ((mixed >> numpy.uint64(24)) ^ (mixed >> numpy.uint64(11))) & numpy.uint64(0xFF)
    return torch.from_numpy((values.astype("float64") - 128) / 64).reshape(1, 3, 224, 224)


def logits(model):
    x = Bounded(image())
    for layer in [*model.features, "flatten", *model.classifier]:
        if isinstance(layer, torch.nn.Conv2d):
            pad = layer.padding[0]
            x = x.convolution(layer.weight.double(), layer.bias.double(), layer.stride, (pad,) * 4)
        elif isinstance(layer, torch.nn.ReLU):
            x = x.relu()
        elif isinstance(layer, torch.nn.MaxPool2d):
            x = x.max_pool((3, 3), (2, 2), (0, 0, 0, 0))
        elif isinstance(layer, torch.nn.Linear):
            x = x.linear(layer.weight.double(), layer.bias.double())
        elif layer == "flatten":
            x = x.map(lambda t: t.flatten(1))
    return x


def encodings():
    def tensor(name, kind, values, field=None):
        if field is None:
            code = helper.tensor_dtype_to_np_dtype(kind)
            return helper.make_tensor(name, kind, [2, 3], numpy.array(values).astype(code).tobytes(), raw=True)
        out = TensorProto(name=name, data_type=kind, dims=[2, 3])
        getattr(out, field).extend(values)
        return out

    def bits(code):
        return [int(x) for x in numpy.array(REALS).astype(code).view("uint16")]

    bfloat16 = helper.tensor_dtype_to_np_dtype(TensorProto.BFLOAT16)
    tensors = [
        tensor("float.raw", TensorProto.FLOAT, REALS),
        tensor("float.list", TensorProto.FLOAT, REALS, "float_data"),
        tensor("double.raw", TensorProto.DOUBLE, REALS),
        tensor("double.list", TensorProto.DOUBLE, REALS, "double_data"),
        tensor("float16.raw", TensorProto.FLOAT16, REALS),
        tensor("float16.list", TensorProto.FLOAT16, bits("float16"), "int32_data"),
        tensor("bfloat16.raw", TensorProto.BFLOAT16, REALS),
        tensor("bfloat16.list", TensorProto.BFLOAT16, bits(bfloat16), "int32_data"),
    ]
    for kind in ("UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "UINT32", "UINT64"):
        number = getattr(TensorProto, kind)
        field = {"INT64": "int64_data", "UINT32": "uint64_data", "UINT64": "uint64_data"}.get(kind, "int32_data")
        tensors.append(tensor(kind.lower() + ".raw", number, INTEGERS))
        tensors.append(tensor(kind.lower() + ".list", number, INTEGERS, field))
    return tensors


def model(tensors):
    graph = helper.make_graph(
        [helper.make_node("Relu", ["x"], ["y"])], "tensors",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 3])], tensors)
    out = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="fixture")
    out.metadata_props.add(key="name", value="encodings")
    return out


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    net = network()
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (torch.zeros(1, 3, 224, 224),), file, dynamo=False, opset_version=17, input_names=["input"],
            output_names=["output"], dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
    (OUT / "torchvision.onnx").write_bytes(file.getvalue())
    onnx.checker.check_model(onnx.load_from_string(file.getvalue()))
    with torch.no_grad():
        result = logits(net)
    (OUT / "expected.json").write_text(
        json.dumps(
            {
                "bounds": result.bound[0].tolist(),
                "generator": "make_onnx_fixtures.py",
                "logits": result.value[0].tolist(),
                "numpy": numpy.__version__,
                "onnx": onnx.__version__,
                "seed": SEED,
                "torch": torch.__version__,
            },
            indent=1, sort_keys=True)
        + "\n")
    (OUT / "encodings.onnx").write_bytes(model(encodings()).SerializeToString(deterministic=True))
    external = TensorProto(
        name="w", data_type=TensorProto.FLOAT, dims=[2, 3], data_location=TensorProto.EXTERNAL)
    for key, value in [("location", "external.bin"), ("offset", "8"), ("length", "24")]:
        external.external_data.add(key=key, value=value)
    (OUT / "external.onnx").write_bytes(model([external]).SerializeToString(deterministic=True))
    (OUT / "external.bin").write_bytes(bytes(8) + numpy.array(REALS, "<f4").tobytes() + bytes(4))


if __name__ == "__main__":
    main()
