#!/usr/bin/env python3
"""Writes Fixtures/weights/caffe: small networks in the file formats of Caffe, with the logits that PyTorch computes.

    make_caffe_fixtures.py

Files are written field by field as caffe.proto describes them; Caffe is not needed. `reduced.caffemodel` is bvlc_alexnet's
network with few filters in the field `layer`; `older.caffemodel` is the same network in the older field `layers`, with the
older shapes; `mean.binaryproto` is a mean image. `expected.json` has the logits of one image in Float64 and, for each, how
far a Float32 implementation may be from it (bounded.py). The image is made by a formula that the test has too.
"""

import json
import pathlib
import struct

import numpy
import torch

from bounded import Bounded

OUT = pathlib.Path(__file__).resolve().parents[1] / "weights" / "caffe"
SEED = 2012

# Name, groups, filters, channels of a group, rows (= columns); fully connected layers: name, outputs, inputs.
CONVOLUTIONS = [
    ("conv1", 1, 6, 3, 11, 4, 0),
    ("conv2", 2, 8, 3, 5, 1, 2),
    ("conv3", 1, 12, 8, 3, 1, 1),
    ("conv4", 2, 12, 6, 3, 1, 1),
    ("conv5", 2, 8, 6, 3, 1, 1),
]
PRODUCTS = [("fc6", 16, 288), ("fc7", 12, 16), ("fc8", 5, 12)]


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def integer(number, value):
    return varint(number << 3) + varint(value)


def real(number, value):
    return varint(number << 3 | 5) + struct.pack("<f", value)


def message(number, contents):
    contents = contents.encode() if isinstance(contents, str) else contents
    return varint(number << 3 | 2) + varint(len(contents)) + contents


def blob(array, older=False, doubles=False, packed=True):
    if older:
        shape = (1,) * (4 - array.ndim) + array.shape
        out = b"".join(integer(i + 1, size) for i, size in enumerate(shape))
    else:
        out = message(7, message(1, b"".join(varint(size) for size in array.shape)))
    number, code, width = (8, "<f8", 8) if doubles else (5, "<f4", 4)
    data = array.astype(code).tobytes()
    if packed:
        return out + message(number, data)
    tag = varint(number << 3 | (1 if doubles else 5))
    return out + b"".join(tag + data[i : i + width] for i in range(0, len(data), width))


def parameters():
    random = numpy.random.Generator(numpy.random.PCG64(SEED))
    out = {}
    for name, _, filters, channels, size, *_ in CONVOLUTIONS:
        deviation = (1.5 / (channels * size * size)) ** 0.5 * (0.03 if name == "conv1" else 1)
        out[name] = random.normal(0, deviation, (filters, channels, size, size)), random.normal(0, 0.3, filters)
    for name, outputs, inputs in PRODUCTS:
        out[name] = random.normal(0, (1.5 / inputs) ** 0.5, (outputs, inputs)), random.normal(0, 0.3, outputs)
    return {name: tuple(array.astype("float32") for array in pair) for name, pair in out.items()}


# In the order of bvlc_alexnet: convolution, ReLU, normalization, pooling.
ORDER = (
    "data conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2 conv3 relu3 conv4 relu4 conv5 relu5 pool5 "
    "fc6 relu6 drop6 fc7 relu7 drop7 fc8 loss"
).split()
TYPES = {
    "data": ("Data", 5), "conv": ("Convolution", 4), "relu": ("ReLU", 18), "norm": ("LRN", 15),
    "pool": ("Pooling", 17), "fc": ("InnerProduct", 14), "drop": ("Dropout", 6), "loss": ("SoftmaxWithLoss", 21),
}


def network(weights, older):
    out = message(1, "AlexNet")
    for name in ORDER:
        kind, number = TYPES[name.rstrip("12345678")]
        layer = message(4, name) + integer(5, number) if older else message(1, name) + message(2, kind)
        layer += message(2 if older else 3, "below") + message(3 if older else 4, name)
        if name in weights:
            for index, array in enumerate(weights[name]):
                # The older file has doubles in one layer, and one number a field in another.
                contents = blob(array, older, doubles=older and name == "fc8", packed=not (older and name == "fc7"))
                layer += message(6 if older else 7, contents)
        for convolution in CONVOLUTIONS:
            if convolution[0] == name:
                _, groups, filters, _, size, stride, pad = convolution
                layer += message(
                    10 if older else 106,
                    integer(1, filters) + integer(3, pad) + integer(4, size) + integer(5, groups) + integer(6, stride))
        if name.startswith("norm"):
            layer += message(18 if older else 118, integer(1, 5) + real(2, 1e-4) + real(3, 0.75))
        out += message(2 if older else 100, layer)
    return out


def image():
    """Pixel i (order C,H,W) is the upper byte of a mix of i's bits, less 128."""
    index = numpy.arange(3 * 227 * 227, dtype=numpy.uint64)
    mixed = (index * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)
    values = ((mixed >> numpy.uint64(24)) ^ (mixed >> numpy.uint64(11))) & numpy.uint64(0xFF)
    return torch.from_numpy(values.astype("float64") - 128).reshape(1, 3, 227, 227)


def logits(weights):
    tensors = {name: [torch.from_numpy(array).double() for array in pair] for name, pair in weights.items()}
    x = Bounded(image())
    strides = {c[0]: c for c in CONVOLUTIONS}
    for name in ORDER[1:-1]:
        if name in strides:
            _, groups, _, _, _, stride, pad = strides[name]
            x = x.convolution(*tensors[name], stride, (pad,) * 4, groups)
        elif name.startswith("relu"):
            x = x.relu()
        elif name.startswith("norm"):
            x = x.normalization(5, 1e-4 / 5, 0.75, 1)
        elif name.startswith("pool"):
            x = x.max_pool((3, 3), (2, 2), (0, 0, 0, 0))
        elif name.startswith("fc"):
            if x.value.ndim == 4:
                x = x.map(lambda t: t.flatten(1))
            x = x.linear(*tensors[name])
    return x


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    weights = parameters()
    (OUT / "reduced.caffemodel").write_bytes(network(weights, older=False))
    (OUT / "older.caffemodel").write_bytes(network(weights, older=True))
    mean = (numpy.arange(3 * 4 * 5).reshape(1, 3, 4, 5) * 4 + 0.5).astype("float32")
    (OUT / "mean.binaryproto").write_bytes(blob(mean, older=True))
    result = logits(weights)
    (OUT / "expected.json").write_text(
        json.dumps(
            {
                "bounds": result.bound[0].tolist(),
                "generator": "make_caffe_fixtures.py",
                "logits": result.value[0].tolist(),
                "numpy": numpy.__version__,
                "seed": SEED,
                "torch": torch.__version__,
            },
            indent=1, sort_keys=True)
        + "\n")


if __name__ == "__main__":
    main()
