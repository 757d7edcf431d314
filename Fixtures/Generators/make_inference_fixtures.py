#!/usr/bin/env python3
"""Makes Fixtures/inference: networks that PyTorch built and saved, images, and the logits that it gives them.

usage: make_inference_fixtures.py                                   the small cases that are part of the package
       make_inference_fixtures.py --full DIR --images DIR [--count N]   the same networks at full size, to check by hand,
                                                                    as state dictionaries and ONNX files too

A case is a folder: weights.safetensors as another program would write it, images.txt (paths below Fixtures, or whole
ones), expected.safetensors with "logits" [N,K] and "sensitivity" [N,K], both F64, and bound.json with "factor", and with
"network" and "mean" where names and shapes do not say them.

Logits are computed in Float64 from weights and pixels that Float32 holds. How far another precision may be from them is
measured on the network itself: every value between two layers, and the input, is changed by a relative ±2⁻³⁰ of random
sign, eight times; the root of the mean square of what that does to a logit, over 2⁻³⁰, is its sensitivity, floored by the
mean over its image. A sum of k terms rounds about √k times where one change stands, so with u = 2⁻²⁴ a right Float32
implementation stays within factor · u · sensitivity, factor = 4·√(largest k); four standard deviations leave room.

Needs: torch 2.13.0, numpy, onnx, pillow, safetensors. The seeds are fixed: running it again gives the same files.
"""
import argparse
import json
import math
import pathlib
import warnings

import numpy as np
import onnx
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn

FIXTURES = pathlib.Path(__file__).resolve().parent.parent
DELTA = 2.0**-30
SMALL_IMAGES = [
    "images/go-image/video-001.jpeg",
    "images/go-image/video-001.progressive.jpeg",
    "images/go-image/video-005.gray.jpeg",
    "images/go-image/benchRGB.png",
    "images/jpeg/sampling-420.jpg",
    "images/jpeg/orientation-6-big-endian.jpg",
]


def torchvision_alexnet(conv=(64, 192, 384, 256, 256), hidden=4096, classes=1000):
    """The modules of torchvision's alexnet, in its order and so under its names."""
    c1, c2, c3, c4, c5 = conv
    network = nn.Module()
    network.features = nn.Sequential(
        nn.Conv2d(3, c1, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(c1, c2, 5, padding=2), nn.ReLU(),
        nn.MaxPool2d(3, 2), nn.Conv2d(c2, c3, 3, padding=1), nn.ReLU(), nn.Conv2d(c3, c4, 3, padding=1), nn.ReLU(),
        nn.Conv2d(c4, c5, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2))
    network.avgpool = nn.AdaptiveAvgPool2d((6, 6))
    network.classifier = nn.Sequential(
        nn.Dropout(0.5), nn.Linear(c5 * 36, hidden), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hidden, hidden), nn.ReLU(),
        nn.Linear(hidden, classes))
    return network, [*network.features, network.avgpool, nn.Flatten(), *network.classifier]


def caffe_alexnet(conv=(96, 256, 384, 384, 256), hidden=4096, classes=1000):
    """bvlc_alexnet: groups, normalization after ReLU with alpha / n and k = 1, pooling that rounds up."""
    c1, c2, c3, c4, c5 = conv
    layers = nn.ModuleDict(
        {
            "conv1": nn.Conv2d(3, c1, 11, 4), "conv2": nn.Conv2d(c1, c2, 5, padding=2, groups=2),
            "conv3": nn.Conv2d(c2, c3, 3, padding=1), "conv4": nn.Conv2d(c3, c4, 3, padding=1, groups=2),
            "conv5": nn.Conv2d(c4, c5, 3, padding=1, groups=2), "fc6": nn.Linear(c5 * 36, hidden),
            "fc7": nn.Linear(hidden, hidden), "fc8": nn.Linear(hidden, classes),
        })

    def norm():
        return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1.0)

    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    l = layers
    return layers, [
        l["conv1"], nn.ReLU(), norm(), pool(), l["conv2"], nn.ReLU(), norm(), pool(), l["conv3"], nn.ReLU(), l["conv4"],
        nn.ReLU(), l["conv5"], nn.ReLU(), pool(), nn.Flatten(), l["fc6"], nn.ReLU(), l["fc7"], nn.ReLU(), l["fc8"]]


def initialize(layers, seed):
    """He's deviation, so that signals keep their size; small biases."""
    generator = torch.Generator().manual_seed(seed)
    for layer in layers:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            fan_in = layer.weight[0].numel()
            with torch.no_grad():
                layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator) * math.sqrt(2 / fan_in))
                layer.bias.copy_(torch.randn(layer.bias.shape, generator=generator) * 0.05)


def shorter_side(image, side):
    width, height = image.size
    size = (side, int(side * height / width)) if width <= height else (int(side * width / height), side)
    return image.resize(size, Image.BILINEAR)


def torchvision_input(image):
    """Resize(256), CenterCrop(224), ToTensor(), Normalize(): float32 as torchvision computes it."""
    image = shorter_side(image, 256)
    top, left = (int(round((side - 224) / 2.0)) for side in (image.size[1], image.size[0]))
    pixels = np.asarray(image)[top:top + 224, left:left + 224].astype(np.float32) / np.float32(255)
    mean, deviation = (np.array(v, np.float32) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    return ((pixels - mean) / deviation).transpose(2, 0, 1)


MEAN = [122.679, 116.669, 104.007]


def caffe_input(image):
    """The middle 256 × 256, its middle 227 × 227, minus the mean colour, blue first."""
    image = shorter_side(image, 256)
    top, left = ((side - 256) // 2 + 14 for side in (image.size[1], image.size[0]))
    pixels = np.asarray(image)[top:top + 227, left:left + 227].astype(np.float32) - np.array(MEAN, np.float32)
    return pixels[:, :, ::-1].transpose(2, 0, 1).copy()


def forward(layers, x, generator=None):
    def change(x):
        if generator is None:
            return x
        signs = torch.randint(0, 2, x.shape, generator=generator, dtype=torch.float64) * 2 - 1
        return x * (1 + DELTA * signs)

    x = change(x)
    for layer in layers:
        if not isinstance(layer, nn.Dropout):
            x = layer(x)
            if not isinstance(layer, (nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.AdaptiveAvgPool2d)):
                x = change(x)
    return x


def export(module, layers, side, path, metadata):
    """Writes the network with PyTorch's TorchScript exporter, and what its file says of itself."""
    module.forward = lambda x: forward(layers, x)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(), (torch.zeros(1, 3, side, side),), path, dynamo=False, opset_version=17,
            dynamic_axes={"input": {0: "batch"}}, input_names=["input"], output_names=["logits"])
    model = onnx.load(path)
    onnx.helper.set_model_props(model, metadata)
    onnx.save(model, path)


def make(folder, module, layers, prepare, seed, images, metadata, exports=False):
    folder.mkdir(parents=True, exist_ok=True)
    initialize(layers, seed)
    state = {name: tensor.detach().clone().contiguous() for name, tensor in module.state_dict().items()}
    save_file(state, folder / "weights.safetensors", metadata=metadata)
    if exports:
        torch.save(module.state_dict(), folder / "weights.pth")
        export(module, layers, prepare(Image.new("RGB", (256, 256))).shape[1], str(folder / "weights.onnx"), metadata)
    terms = max(l.weight[0].numel() for l in layers if isinstance(l, (nn.Conv2d, nn.Linear)))
    module.double().eval()
    logits, sensitivity = [], []
    with torch.no_grad():
        for path in images:
            from PIL import ImageOps

            image = ImageOps.exif_transpose(Image.open(FIXTURES / path)).convert("RGB")
            x = torch.from_numpy(prepare(image)).double()[None]
            exact = forward(layers, x)[0]
            square = torch.zeros_like(exact)
            for repeat in range(8):
                generator = torch.Generator().manual_seed(1000 + repeat)
                square += (forward(layers, x, generator)[0] - exact) ** 2
            own = (square / 8).sqrt() / DELTA
            logits.append(exact)
            sensitivity.append(torch.maximum(own, own.mean()))
            print(folder.name, path, float(exact.min()), float(exact.max()), float(own.mean()))
    save_file(
        {"logits": torch.stack(logits), "sensitivity": torch.stack(sensitivity)}, folder / "expected.safetensors")
    (folder / "images.txt").write_text("".join(f"{path}\n" for path in images))
    case = {
        "description": f"logits of PyTorch {torch.__version__} in Float64, and how far Float32 may be from them",
        "factor": 4 * math.sqrt(terms), "generator": "Fixtures/Generators/make_inference_fixtures.py", "seed": seed}
    if "alexnet.network" in metadata:
        case["network"] = metadata["alexnet.network"]
        case["mean"] = ",".join(map(str, json.loads(metadata["alexnet.mean"])))
    (folder / "bound.json").write_text(json.dumps(case, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", type=pathlib.Path)
    parser.add_argument("--images", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=32)
    arguments = parser.parse_args()
    caffe = {"alexnet.network": "caffe", "alexnet.mean": json.dumps(MEAN)}
    torch.set_num_threads(2)
    if arguments.full:
        images = sorted(str(path.resolve()) for path in arguments.images.glob("*.JPEG"))[:arguments.count]
        make(arguments.full / "torchvision", *torchvision_alexnet(), torchvision_input, 11, images, {"format": "pt"}, True)
        make(arguments.full / "caffe-order", *caffe_alexnet(), caffe_input, 12, images, caffe, True)
        return
    folder = FIXTURES / "inference"
    small = {"hidden": 48, "classes": 20}
    make(
        folder / "torchvision", *torchvision_alexnet((8, 12, 16, 12, 10), **small), torchvision_input, 11, SMALL_IMAGES,
        {"format": "pt"})
    make(folder / "caffe-order", *caffe_alexnet((8, 12, 16, 12, 8), **small), caffe_input, 12, SMALL_IMAGES, caffe)


if __name__ == "__main__":
    main()
