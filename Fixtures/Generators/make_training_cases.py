#!/usr/bin/env python3
"""Makes Fixtures/training: 50 steps of momentum SGD on tiny networks, in the paper's form and in PyTorch's.

    make_training_cases.py [FIXTURES]

Everything is in the case: images, the order in which batches take them, dropout masks, the rate of each step. The oracle is
torch.optim.SGD in Float64 for PyTorch's form; the paper's form is its formula on PyTorch's gradients.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F

from golden import Case, bounded, write_from_arguments
from network_oracle import Network, sensitivity
from presets import across, connected, convolution, dropout, local, maximum, mean, relu, spatial

SCRIPT = "make_training_cases.py"
STEPS, IMAGES, BATCH = 50, 23, 5
MARGIN = 3e-6
INPUT = (3, 9, 11)


def policies(layers, weights, biases):
    """Gives every layer that has parameters the policies of its weights and biases."""
    for layer in layers:
        if "outputs" in layer["conventions"]:
            layer["conventions"]["weights"] = dict(weights)
            layer["conventions"]["biases"] = dict(biases)
    return layers


def paper_network():
    """The paper's order: ReLU, normalization, overlapping maxima; groups; dropout halved in testing."""
    return [
        convolution("conv1", 6, 3, padding=1), relu("relu1"), across("norm1", 2.0, 0.2, 3, False), maximum("pool1", "ceil"),
        convolution("conv2", 10, 3, padding=1, groups=2), relu("relu2"), maximum("pool2", "ceil"),
        connected("fc3", 17), relu("relu3"), dropout("drop3", "testing"), connected("fc4", 7),
    ]  # fmt: skip


def other_network():
    """The other kinds: maxima before ReLU, spatial normalization, means, a locally connected layer, dropout before a layer."""
    return [
        convolution("conv1", 5, 5, stride=2, padding=2, rounding="ceil"), maximum("pool1", "floor", 2, 1), relu("relu1"),
        spatial("norm1", 1.0, 0.9, 3), local("local2", 3, 3, 1, "ceil"), relu("relu2"), mean("pool2"),
        dropout("drop3", "training", 0.25), connected("fc3", 13), relu("relu3"), connected("fc4", 7),
    ]  # fmt: skip


def stepped(rate, drops):
    """A tenth of the rate from each of some steps on."""
    return [rate * 0.1 ** sum(step >= drop for drop in drops) for step in range(STEPS)]


def polynomial(rate, power):
    return [rate * (1 - step / STEPS) ** power for step in range(STEPS)]


double = {"rateFactor": 2.0, "decay": 0.0}
plain = {"rateFactor": 1.0}

# Path, layers, form, rates, momentum, decay, what it shows.
CASES = [
    (
        "paper/stepped", policies(paper_network(), plain, double), "paper", stepped(0.03, (20, 38)), 0.9, 0.0005,
        "The paper's form, v ← μv − ε(g + λw), w ← w + v, with two drops of the rate by 10, which leave the velocity as it is; biases at "
        "twice the rate and without decay.",
    ),
    (
        "pytorch/stepped", policies(paper_network(), plain, double), "pytorch", stepped(0.03, (20, 38)), 0.9, 0.0005,
        "PyTorch's form, b ← μb + g + λw, w ← w − εb, on the same network: a drop of the rate acts on what has gathered in b, too.",
    ),
    (
        "paper/strong-decay", policies(other_network(), {"rateFactor": 1.0, "decay": 0.03}, plain), "paper", [0.02] * STEPS, 0.85, 0.004,
        "The other kinds of layers at a constant rate; weights have a decay of their own, biases the run's.",
    ),
    (
        "pytorch/polynomial", policies(other_network(), plain, {"rateFactor": 1.0, "decay": 0.0}), "pytorch", polynomial(0.05, 4), 0.9, 0.004,
        "PyTorch's form with a rate that falls in every step by (1 − step/50)⁴; biases without decay.",
    ),
]  # fmt: skip


class Run:
    """A run of STEPS steps on a network in Float64."""

    def __init__(self, network, p, initial, images, labels, order, masks):
        self.network, self.p, self.initial = network, p, initial
        self.images = torch.tensor(images, dtype=torch.float64)
        self.labels, self.order, self.masks = torch.tensor(labels), order, masks
        self.policies = {}
        for layer in network.layers:
            if "outputs" in layer["conventions"]:
                self.policies[layer["name"] + ".weight"] = layer["conventions"]["weights"]
                self.policies[layer["name"] + ".bias"] = layer["conventions"]["biases"]

    def __call__(self, moves=None, margins=None):
        store = (lambda t: t) if moves is None else (lambda t: moves(t))
        w = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in self.initial.items()}
        step = self.optimizer(w, store)
        results, losses = {}, []
        for number in range(STEPS):
            chosen = torch.tensor(self.order[number])
            masks = {name: torch.tensor(mask[number]) for name, mask in self.masks.items()}
            logits = self.network.forward(self.images[chosen], w, masks, moves=moves, margins=margins)
            loss = F.cross_entropy(logits, self.labels[chosen])
            for value in w.values():
                value.grad = None
            loss.backward()
            losses.append(float(loss))
            with torch.no_grad():
                step(self.p["rates"][number])
            results.update({(name, number): value.detach().numpy().copy() for name, value in w.items()})
        results["losses"] = np.array(losses)
        return results

    def optimizer(self, w, store):
        if self.p["form"] == "paper":
            return self.paper(w, store)
        groups = [
            {
                "params": [value],
                "weight_decay": self.policies[name].get("decay", self.p["weightDecay"]),
                "factor": self.policies[name]["rateFactor"],
            }
            for name, value in w.items()
        ]
        optimizer = torch.optim.SGD(groups, lr=0.0, momentum=self.p["momentum"])

        def step(rate):
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            optimizer.step()
            for value in w.values():
                value.copy_(store(value))
                buffer = optimizer.state[value]["momentum_buffer"]
                buffer.copy_(store(buffer))

        return step

    def paper(self, w, store):
        velocities = {name: torch.zeros_like(value) for name, value in w.items()}

        def step(rate):
            for name, value in w.items():
                policy, v = self.policies[name], velocities[name]
                decay = policy.get("decay", self.p["weightDecay"])
                v.copy_(store(self.p["momentum"] * v - rate * policy["rateFactor"] * (value.grad + decay * value)))
                value.copy_(store(value + v))

        return step


def make(index, path, layers, form, rates, momentum, decay, description):
    network = Network(layers, INPUT)
    for seed in range(4000 + 100 * index, 4100 + 100 * index):
        p = {
            "form": form, "momentum": momentum, "weightDecay": decay, "rates": rates, "layers": layers, "classes": network.classes,
            "input": dict(zip(("channels", "height", "width"), INPUT)), "pass": {"seed": seed, "firstStep": 0, "firstImage": 0},
            "batch": BATCH, "steps": STEPS, "lossScale": "mean over the batch",
        }  # fmt: skip
        case = Case(
            f"training/{path}", "training", description + f" {STEPS} steps of {BATCH} images.", p, SCRIPT, seed, "torch"
        )
        numbers = case.numbers
        labels = numbers.integers(network.classes, IMAGES)
        images = numbers.uniform(IMAGES, *INPUT, scale=1.5)
        # Something to learn: a class is brighter in a place of its own.
        for image, label in zip(images, labels):
            image[label % 3, label, :] += 1
        initial = {
            name: numbers.uniform(*shape, scale=float(np.sqrt(6 / network.fan_in(name))) if name.endswith("weight") else 0.1)
            for name, shape in network.parameters.items()
        }
        order = numbers.integers(IMAGES, STEPS, BATCH)
        per_step = [network.masks(BATCH, seed, step) for step in range(STEPS)]
        masks = {name: np.stack([masks[name] for masks in per_step]) for name in per_step[0]}
        run = Run(network, p, initial, images, labels, order, masks)
        margins = []
        run(margins=margins)
        if min(margins) > MARGIN:
            break
    else:
        raise SystemExit(f"{path}: no seed keeps away from kinks")
    case.input("images", images)
    case.input("labels", labels)
    case.input("order", order)
    for name, value in initial.items():
        case.input(name, value)
    for name, mask in masks.items():
        case.input(f"{name}.masks", mask)
    # Measured for each step apart: the mean that magnitudes are raised to is that of one step.
    measured = sensitivity(run, 2.0**-30, seed=seed)
    results, magnitudes = (
        {"losses": values["losses"]}
        | {f"{name}.history": np.stack([values[name, step].ravel() for step in range(STEPS)]) for name in initial}
        for values in measured
    )
    factor = float(np.ceil(4 * np.sqrt(network.terms)))
    bound = bounded(
        factor,
        "measured: the magnitude is the greatest deviation among 8 runs in Float64 in which every stored value (inputs, parameters, outputs "
        "of layers, the gradients of all, and velocities, in every step) moves by a relative ±2⁻³⁰ at random, divided by 2⁻³⁰, at least the "
        f"mean over the parameter in its step; a stored value is a sum of at most {network.terms} products, whose roundings together are like √k of such moves of "
        f"one unit, and 4 stands for the tail of the distribution: factor 4·√{network.terms}",
    )
    for name, value in results.items():
        case.result(name, value, bound, magnitudes[name])
    losses = results["losses"]
    print(
        f"training/{path}: seed {seed}, margin {min(margins):.1e}, loss {losses[:5].mean():.3f} → {losses[-5:].mean():.3f}",
        flush=True,
    )
    return case


if __name__ == "__main__":
    write_from_arguments(sys.argv, "training", [make(index, *entry) for index, entry in enumerate(CASES)])
