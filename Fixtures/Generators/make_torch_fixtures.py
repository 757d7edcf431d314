#!/usr/bin/env python3
"""Makes Fixtures/weights: files of PyTorch and NumPy, and what their tensors hold, for Tests/WeightFormatsTests.

    make_torch_fixtures.py

A file X.pth, X.npy or X.npz stands beside X.safetensors: its tensors by the names that this project gives them, as float32.
The older form of PyTorch has addresses of memory for keys, so that making it again gives other bytes, of the same meaning.
"""

import collections
import io
import pathlib
import zipfile

import numpy as np
import torch
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "weights"


def flattened(value, name=""):
    """The tensors in dictionaries, lists and tuples, under the keys that lead to them."""
    if isinstance(value, torch.Tensor):
        yield name or "tensor", value
    elif isinstance(value, dict) or isinstance(value, (list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from flattened(inner, f"{name}.{key}" if name else str(key))


def save(case, value, **options):
    torch.save(value, FOLDER / f"{case}.pth", **options)
    expect(case, {name: tensor.detach().float().numpy() for name, tensor in flattened(value)})


def expect(case, arrays):
    save_file(
        {name: np.ascontiguousarray(array, dtype="<f4").reshape(np.shape(array)) for name, array in arrays.items()},
        FOLDER / f"{case}.safetensors",
    )


def both(case, value):
    save(case, value)
    save(f"{case}-older", value, _use_new_zipfile_serialization=False)


def reduced_alexnet():
    """torchvision's alexnet, each layer narrowed to a few channels."""
    channels = [(0, 4, 3, 11), (3, 6, 4, 5), (6, 8, 6, 3), (8, 6, 8, 3), (10, 6, 6, 3)]
    state = collections.OrderedDict()
    for index, outputs, inputs, size in channels:
        state[f"features.{index}.weight"] = torch.randn(outputs, inputs, size, size)
        state[f"features.{index}.bias"] = torch.randn(outputs)
    for index, outputs, inputs in [(1, 10, 24), (4, 10, 10), (6, 5, 10)]:
        state[f"classifier.{index}.weight"] = torch.randn(outputs, inputs)
        state[f"classifier.{index}.bias"] = torch.randn(outputs)
    return state


def checkpoint():
    """What a training script saves: the module's state, the optimizer's, and numbers."""
    module = torch.nn.Sequential(
        collections.OrderedDict(conv=torch.nn.Conv2d(3, 2, 3), norm=torch.nn.BatchNorm2d(2), fc=torch.nn.Linear(4, 2))
    )
    optimizer = torch.optim.SGD(module.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    loss = sum((parameter * parameter).sum() for parameter in module.parameters())
    loss.backward()
    optimizer.step()
    return {
        "epoch": 3,
        "state_dict": module.state_dict(),
        "parameters": list(module.parameters()),
        "optimizer": optimizer.state_dict(),
        "best": 0.25,
        "seed": 2**70,
        "name": "é",
        "done": False,
        "none": None,
        "shape": module.conv.weight.shape,
        "dtype": torch.float32,
        "device": torch.device("cpu"),
    }


def types():
    values = torch.tensor([0.5, -1.25, 3e-39, float("inf"), -0.0, 65504, 1 / 3])
    integers = torch.tensor([0, 1, -1, 100, -128, 127])
    state = {str(t)[6:]: values.to(t) for t in (torch.float32, torch.float64, torch.float16, torch.bfloat16)}
    for t in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool):
        state[str(t)[6:]] = integers.to(t)
    state["large"] = torch.tensor([2**62 + 1, -(2**40) - 3])
    state["tiny"] = torch.tensor([1e-310, 1 + 2**-30], dtype=torch.float64)
    return state


def views():
    base = torch.arange(120.0)
    cube = base[:24].reshape(2, 3, 4)
    return {
        "base": base,
        "transposed": cube.transpose(0, 2),
        "permuted": cube.permute(1, 2, 0),
        "every-second": base[1::2],
        "inner": base.reshape(10, 12)[2:7, 3:9:2],
        "expanded": base[5:7].reshape(2, 1).expand(2, 3),
        "number": base[17],
        "empty": torch.zeros(0, 3),
        "last": base[119:],
        "channels-last": torch.arange(36.0).reshape(1, 3, 3, 4).to(memory_format=torch.channels_last),
        "again": base,
    }


def arrays():
    values = np.array([[0.5, -1.25, 1e-40], [np.inf, -0.0, 65504]])
    integers = np.array([[0, 1, 100], [127, 3, 9]])
    result = {
        "float32": values.astype("<f4"),
        "float64": values.astype("<f8") / 3,
        "float16": values.astype("<f2"),
        "big-float32": values.astype(">f4"),
        "big-float64": values.astype(">f8"),
        "fortran": np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)),
        "number": np.array(2.5, dtype="<f4"),
        "empty": np.zeros((0, 3), dtype="<f4"),
        "bool": integers > 2,
        "vector": np.arange(5, dtype="<f4"),
    }
    for type in ("<i8", "<i4", "<i2", "i1", "<u8", "<u4", "<u2", "u1", ">i4", ">u2"):
        result["big-" * type.startswith(">") + np.dtype(type).name] = integers.astype(type)
    return result


def make_numpy():
    every = arrays()
    with np.errstate(over="ignore"):
        expected = {name: array.astype("<f4") for name, array in every.items()}
    np.savez(FOLDER / "arrays.npz", **every)
    np.savez_compressed(FOLDER / "arrays-compressed.npz", **every)
    for case in ("arrays", "arrays-compressed"):
        expect(case, expected)
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(FOLDER / f"fortran-version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, every["fortran"], version=version)


def compress(case, source):
    """The same archive, its entries deflated."""
    with zipfile.ZipFile(FOLDER / f"{source}.pth") as old:
        with zipfile.ZipFile(FOLDER / f"{case}.pth", "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    (FOLDER / f"{case}.safetensors").write_bytes((FOLDER / f"{source}.safetensors").read_bytes())


def main():
    torch.manual_seed(1)
    FOLDER.mkdir(exist_ok=True)
    both("alexnet-reduced", reduced_alexnet())
    both("checkpoint", checkpoint())
    both("types", types())
    both("views", views())
    both("tensor", torch.arange(6.0).reshape(2, 3))
    save("protocol4", {"a": {"b": [torch.ones(2), torch.zeros(1)]}, "x" * 300: torch.ones(3)}, pickle_protocol=4)
    save("protocol5", views(), pickle_protocol=5)
    compress("types-compressed", "types")
    make_numpy()


if __name__ == "__main__":
    main()
