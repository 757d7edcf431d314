#!/usr/bin/env python3
"""Makes Fixtures/networks: every preset at reduced width, and the full-size `paper` and `torchvision`.

    make_network_cases.py [FIXTURES]

Logits, loss and the gradients of all parameters, with the dropout masks that the library itself draws for the seed and the step
in `parameters`. Seeds are taken where no ReLU and no maximum decides by a hair: there, gradients would jump by rounding.
"""

import sys

import numpy as np
import torch

from golden import Case, bounded, write_from_arguments
from network_oracle import Network, measured, sensitivity
from presets import PRESETS, reduced
from random_stream import INITIALIZATION, VERIFICATION, RandomStream

SCRIPT = "make_network_cases.py"

# By preset: the outputs of the layers that have parameters, and the rows and columns of the input. All structure is kept: sizes
# leave remainders where the preset rounds up, and groups and normalization windows are cut as in full size.
REDUCED = {
    "paper": ([10, 14, 22, 10, 8, 19, 17, 7], 68, 100),
    "krizhevsky-code": ([14, 20, 22, 10, 8, 19, 17, 7], 68, 100),
    "caffe": ([10, 14, 22, 10, 8, 19, 17, 7], 73, 103),
    "caffenet": ([14, 10, 22, 20, 8, 21, 17, 7], 73, 103),
    "torchvision": ([9, 13, 11, 10, 7, 19, 17, 5], 87, 123),
    "darknet": ([9, 13, 11, 10, 7, 19, 17, 5], 95, 131),
    "cifar10-80sec": ([9, 11, 13, 15, 7], 22, 27),
    "cifar10-18pct": ([9, 11, 13, 7], 22, 27),
    "cifar10-11pct": ([13, 11, 7, 5, 9], 14, 19),
    "compact": ([10, 14, 22, 20, 19, 7], 17, 25),
}  # fmt: skip

IMAGES = 2
MARGIN = 1e-4
SEEDS = {name: 2000 + 100 * index for index, name in enumerate(PRESETS)}


def draw(stream_seed, purpose, index, scale, shape):
    """The formula that full-size cases state: float32((2·uniform(i) − 1)·scale)."""
    uniforms = RandomStream(stream_seed, purpose, index).uniforms(int(np.prod(shape)))
    return ((2 * uniforms - 1) * scale).astype(np.float32).reshape(shape)


def scales(network):
    """Weights uniform within √(6 / fan-in), which keeps activations in size through ReLU; biases within 1/10."""
    return {name: float(np.sqrt(6 / network.fan_in(name))) if name.endswith("weight") else 0.1 for name in network.parameters}


def softened(network, values, x, masks):
    """The power of 2 that brings the logits near 1, for the last layer's weights."""
    tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in values.items()}
    masks = {name: torch.tensor(mask) for name, mask in masks.items()}
    logits = network.forward(torch.tensor(x, dtype=torch.float64), tensors, masks)
    return float(2.0 ** -np.round(np.log2(float(logits.square().mean().sqrt()))))


def layer_parameters(preset, network, layers, seed, step, height, width, channels):
    return {
        "preset": preset,
        "classes": network.classes,
        "input": {"channels": channels, "height": height, "width": width},
        "layers": layers,
        "pass": {"seed": seed, "step": step, "firstImage": 0},
        "lossScale": "mean over the images",
    }


def reduced_case(preset):
    build, channels, reach = PRESETS[preset]
    outputs, height, width = REDUCED[preset]
    layers = reduced(build(), outputs)
    network = Network(layers, (channels, height, width))
    for seed in range(SEEDS[preset], SEEDS[preset] + 100):
        step = seed % 7 + 1
        case = Case(
            f"networks/{preset}/reduced", "network",
            f"The preset {preset} with all its layers and conventions at reduced width, on {IMAGES} images of {height}×{width}: "
            "logits, mean loss and all gradients of a training pass, and the logits of a testing pass where that differs.",
            layer_parameters(preset, network, layers, seed, step, height, width, channels), SCRIPT, seed, "torch",
        )  # fmt: skip
        x = case.numbers.uniform(IMAGES, channels, height, width, scale=reach)
        values = {name: case.numbers.uniform(*network.parameters[name], scale=scale) for name, scale in scales(network).items()}
        labels = case.numbers.integers(network.classes, IMAGES)
        masks = network.masks(IMAGES, seed, step)
        last = layers[-1]["name"] + ".weight"
        values[last] = values[last] * np.float32(softened(network, values, x, masks))
        margins = []
        network.gradients(x, labels, values, masks, margins=margins)
        if min(margins) > MARGIN:
            break
    else:
        raise SystemExit(f"{preset}: no seed keeps away from kinks")

    case.input("input", x)
    case.input("labels", labels)
    for name, value in values.items():
        case.input(name, value)
    for name, mask in masks.items():
        case.input(f"{name}.mask", mask)

    def compute(moves):
        results = network.gradients(x, labels, values, masks, moves)
        if masks:
            tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in values.items()}
            results["testingLogits"] = network.forward(
                torch.tensor(x, dtype=torch.float64), tensors, {}, is_training=False, moves=moves
            ).numpy()
        return results

    results, magnitudes = sensitivity(compute, 2.0**-30, seed=seed)
    bound = measured(network.terms)
    for name, value in results.items():
        case.result(name, value, bound, magnitudes[name])
    print(f"networks/{preset}/reduced: seed {seed}, margin {min(margins):.1e}, {network.terms} terms", flush=True)
    return case


FULL_SIZE = {"paper": (227001, 1 / 64), "torchvision": (227002, 1 / 4)}
PLACES = 48
FULL_DELTA, FULL_REPEATS = 2.0**-20, 12


def full_size_case(preset):
    seed, last_gain = FULL_SIZE[preset]
    build, channels, reach = PRESETS[preset]
    layers = build()
    network = Network(layers, (channels, 224, 224))
    step = 3
    case = Case(
        f"networks/{preset}/full-size", "network",
        f"The preset {preset} in full size on {IMAGES} images of 224×224: logits, mean loss, and of each parameter's gradient its "
        "norm, its sum and sampled elements. Input and parameters are drawn, not stored: element i of a tensor (last dimension "
        "fastest, in the field's order) is float32((2·uniform(i) − 1)·scale), uniform(i) from the stream of seed, purpose and index.",
        layer_parameters(preset, network, layers, seed, step, 224, 224, channels), SCRIPT, seed, "torch",
    )  # fmt: skip
    draws = {"input": dict(purpose=VERIFICATION, index=0, scale=reach, shape=[IMAGES, channels, 224, 224])}
    last = layers[-1]["name"] + ".weight"
    for index, (name, scale) in enumerate(scales(network).items()):
        scale = scale * last_gain if name == last else scale
        draws[name] = dict(purpose=INITIALIZATION, index=index, scale=scale, shape=list(network.parameters[name]))
    for entry in draws.values():
        entry["seed"] = seed
    case.description["parameters"]["draws"] = draws
    drawn = {name: draw(d["seed"], d["purpose"], d["index"], d["scale"], d["shape"]) for name, d in draws.items()}
    x = drawn.pop("input")
    labels = case.numbers.integers(network.classes, IMAGES)
    masks = network.masks(IMAGES, seed, step)
    case.input("labels", labels)
    for name, mask in masks.items():
        case.input(f"{name}.mask", mask)
    places = {name: np.sort(case.numbers.integers(value.size, min(PLACES, value.size))) for name, value in drawn.items()}
    for name, place in places.items():
        case.input(f"{name}.places", place)

    def compute(moves):
        results = network.gradients(x, labels, drawn, masks, moves)
        for name in drawn:
            gradient = results.pop(f"{name}.gradient").reshape(-1)
            results[f"{name}.gradient.norm"] = np.sqrt(np.sum(gradient**2)).reshape(1)
            results[f"{name}.gradient.sum"] = np.sum(gradient).reshape(1)
            results[f"{name}.gradient.samples"] = gradient[places[name]]
        return results

    results, magnitudes = sensitivity(compute, FULL_DELTA, FULL_REPEATS, seed=seed)
    bound = bounded(
        64.0,
        f"measured: the magnitude is the greatest deviation among {FULL_REPEATS} computations in Float64 in which every stored value "
        "(input, parameters, outputs of layers, and the gradients of all) moves by a relative ±2⁻²⁰ at random, divided by 2⁻²⁰, at least "
        "its tensor's mean; 2⁻²⁰ is 16 units of float32, about what the roundings of sums of 363 to 9216 products come to, so ReLUs "
        "and maxima that decide by a hair are decided both ways; the factor allows 4 times the deviation of such moves: 4·16; for adding "
        "up millions of squares or elements in Float64 the magnitudes of norms are at least 64 and of sums 16 times the norm",
    )
    for name, value in results.items():
        if name.endswith((".norm", ".sum")):
            norm = results[name.rsplit(".", 1)[0] + ".norm"]
            magnitudes[name] = np.maximum(magnitudes[name], (64 if name.endswith(".norm") else 16) * norm)
        case.result(name, value, bound, magnitudes[name])
    logits = results["logits"]
    print(f"networks/{preset}/full-size: logits within {np.abs(logits).max():.2f}, loss {results['loss'][0]:.4f}", flush=True)
    return case


if __name__ == "__main__":
    made = [reduced_case(preset) for preset in PRESETS] + [full_size_case(preset) for preset in FULL_SIZE]
    write_from_arguments(sys.argv, "networks", made)
