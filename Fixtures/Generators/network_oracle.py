"""Whole networks in PyTorch and Float64, and how sensitive their results are to rounding.

Layers are given in the words of `alexnet describe --json` (presets.py). Response normalization is a product with a matrix of
zeros and ones, locally connected layers are the formulas of formulas.py: neither as the candidate has them.
"""

import numpy as np
import torch
import torch.nn.functional as F

import formulas
from golden import bounded
from random_stream import dropout_keeps
from windows import Windows

REPEATS = 8


class Moved(torch.autograd.Function):
    """The same value, but every element moved by a relative ±δ, and so its gradient."""

    @staticmethod
    def forward(context, x, moves):
        context.moves = moves
        return moves(x)

    @staticmethod
    def backward(context, gradient):
        return context.moves(gradient), None


class Moves:
    """Relative moves by ±δ with random signs."""

    def __init__(self, delta, seed):
        self.delta = delta
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, x):
        signs = torch.randint(0, 2, x.shape, generator=self.generator, dtype=torch.int8)
        return x * (1 + self.delta * (2 * signs.to(x.dtype) - 1))


class LocallyConnected(torch.autograd.Function):
    @staticmethod
    def forward(context, windows, groups, x, w, b):
        context.windows, context.groups = windows, groups
        context.save_for_backward(x, w)
        return torch.tensor(formulas.local_outputs(windows, groups, x.numpy(), w.numpy(), b.numpy()))

    @staticmethod
    def backward(context, gradient):
        x, w = context.saved_tensors
        gradients = formulas.local_gradients(context.windows, context.groups, x.numpy(), w.numpy(), gradient.numpy())
        return None, None, *(torch.tensor(g) for g in gradients)


def _band(size, window, group):
    """Row i has ones at the places of the window of i, within its group."""
    matrix = torch.zeros(size, size, dtype=torch.float64)
    for i in range(size):
        first = i // group * group
        matrix[i, max(i - window // 2, first) : max(min(i - window // 2 + window, first + group), 0)] = 1
    return matrix


def normalize(c, x):
    n, squares = c["window"], x * x
    if c["extent"] == "spatial":
        rows, columns = (_band(size, n, size) for size in x.shape[2:])
        sums, terms = rows @ squares @ columns.T, n * n
    else:
        sums = torch.einsum("ij,njhw->nihw", _band(x.shape[1], n, x.shape[1] // c["groups"]), squares)
        terms = n
    alpha = c["alpha"] / terms if c["dividesAlphaByWindow"] else c["alpha"]
    return x / (c["k"] + alpha * sums) ** c["beta"]


class Network:
    """A network's layers, and for an input's size the shapes of its parameters and masks."""

    def __init__(self, layers, input_shape):
        self.layers = layers
        self.parameters = {}
        self.mask_shapes = {}
        self.terms = 1
        shape = tuple(input_shape)
        for layer in layers:
            kind, c, name = layer["kind"], layer["conventions"], layer["name"]
            if kind in ("convolution", "locally connected", "max pooling", "average pooling"):
                windows = Windows.of(c)
                positions = windows.counts(*shape[1:])
                if "outputs" in c:
                    filter_shape = (c["outputs"], shape[0] // c["groups"], *windows.size)
                    self._note(filter_shape[1:], positions)
                    local = positions if kind == "locally connected" else ()
                    self._add(name, filter_shape + local, (c["outputs"],) + local)
                shape = (c.get("outputs", shape[0]), *positions)
            elif kind == "fully connected":
                self._note(shape)
                self._add(name, (c["outputs"], int(np.prod(shape))), (c["outputs"],))
                shape = (c["outputs"],)
            elif kind == "dropout":
                self.mask_shapes[name] = shape
        self.classes = shape[0]

    def _add(self, name, weights, biases):
        self.parameters[f"{name}.weight"], self.parameters[f"{name}.bias"] = weights, biases

    def _note(self, *sums):
        """Keeps the greatest number of terms of a sum."""
        self.terms = max([self.terms] + [int(np.prod(sum)) for sum in sums])

    def fan_in(self, name):
        """The terms of a layer's sums."""
        weights = self.parameters[name.split(".")[0] + ".weight"]
        return int(np.prod(weights[1:4]))

    def masks(self, images, seed, step):
        """The masks that the library draws at a step, in the order N,C,H,W."""
        masks = {}
        for index, layer in enumerate(self.layers):
            if layer["kind"] != "dropout":
                continue
            shape = self.mask_shapes[layer["name"]]
            rate = layer["conventions"]["rate"]
            if len(shape) == 3:  # The library counts its own order, channels last.
                keeps = dropout_keeps(seed, index, step, rate, (images, shape[1], shape[2], shape[0]))
                masks[layer["name"]] = np.ascontiguousarray(keeps.transpose(0, 3, 1, 2))
            else:
                masks[layer["name"]] = dropout_keeps(seed, index, step, rate, (images, *shape))
        return masks

    def forward(self, x, parameters, masks, is_training=True, moves=None, margins=None):
        """The logits of a batch. `margins` receives how close decisions of ReLU and maxima are, relative to their layer."""
        store = (lambda t: t) if moves is None else (lambda t: Moved.apply(t, moves))
        x = store(x)
        for layer in self.layers:
            kind, c, name = layer["kind"], layer["conventions"], layer["name"]
            if margins is not None:
                margins += _margin(kind, c, x)
            if kind == "dropout":
                scaled = c["scaling"] == "training"
                if is_training:
                    x = x * masks[name].to(x.dtype) * (1 / (1 - c["rate"]) if scaled else 1.0)
                else:
                    x = x if scaled else x * (1 - c["rate"])
            elif kind == "ReLU":
                x = F.relu(x)
                continue
            elif kind == "response normalization":
                x = normalize(c, x)
            elif kind == "fully connected":
                x = F.linear(x.flatten(1), store(parameters[f"{name}.weight"]), store(parameters[f"{name}.bias"]))
            else:
                x = self._windowed(kind, c, name, x, parameters, store)
            x = store(x)
        return x

    def _windowed(self, kind, c, name, x, parameters, store):
        windows = Windows.of(c)
        borders = windows.borders(*x.shape[2:])
        if kind == "max pooling":
            return F.max_pool2d(F.pad(x, borders, value=-torch.inf), windows.size, windows.stride)
        if kind == "average pooling":
            divisors = torch.tensor(formulas.mean_divisors(windows, c["countsPadding"], *x.shape[2:]))
            return F.avg_pool2d(F.pad(x, borders), windows.size, windows.stride, divisor_override=1) / divisors
        w, b = store(parameters[f"{name}.weight"]), store(parameters[f"{name}.bias"])
        if kind == "locally connected":
            return LocallyConnected.apply(windows, c["groups"], x, w, b)
        return F.conv2d(F.pad(x, borders), w, b, stride=windows.stride, groups=c["groups"])

    def gradients(self, x, labels, parameters, masks, moves=None, margins=None):
        """Logits, mean loss, and the gradients of all parameters, of arrays in Float64."""
        leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in parameters.items()}
        masks = {name: torch.tensor(mask) for name, mask in masks.items()}
        logits = self.forward(torch.tensor(x, dtype=torch.float64), leaves, masks, moves=moves, margins=margins)
        loss = F.cross_entropy(logits, torch.tensor(labels))
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        results = {"logits": logits.detach().numpy(), "loss": loss.detach().numpy().reshape(1)}
        results.update({f"{name}.gradient": g.numpy() for name, g in zip(leaves, gradients)})
        return results


def _margin(kind, c, x):
    if kind == "ReLU":
        return [float(x.detach().abs().min() / x.detach().square().mean().sqrt())]
    if kind == "max pooling":
        windows = Windows.of(c)
        values = F.pad(x.detach(), windows.borders(*x.shape[2:]), value=-torch.inf)
        values = values.unfold(2, windows.size[0], windows.stride[0]).unfold(3, windows.size[1], windows.stride[1]).flatten(4)
        top = values.topk(2, -1).values
        gaps = (top[..., 0] - top[..., 1])[top[..., 0] != 0]
        return [float(gaps.min() / x.detach().square().mean().sqrt())]
    return []


def sensitivity(compute, delta, repeats=REPEATS, seed=1):
    """What `compute(moves)` gives, and for each result how far moves of all stored values by a relative δ move it, over δ:
    the greatest of some repeats, at least its tensor's mean."""
    results = compute(None)
    magnitudes = {name: np.zeros_like(value) for name, value in results.items()}
    for repeat in range(repeats):
        moved = compute(Moves(delta, 1000 * seed + repeat))
        for name, value in results.items():
            np.maximum(magnitudes[name], np.abs(moved[name] - value) / delta, out=magnitudes[name])
    return results, {name: np.maximum(value, value.mean()) for name, value in magnitudes.items()}


def measured(terms, extra=""):
    """The bound of a result whose magnitude is measured."""
    factor = float(np.ceil(4 * np.sqrt(terms)))
    return bounded(
        factor,
        f"measured: the magnitude is the greatest deviation among {REPEATS} computations in Float64 in which every stored value "
        "(inputs, parameters, outputs of layers, and the gradients of all) moves by a relative ±2⁻³⁰ at random, divided by 2⁻³⁰, "
        f"at least its tensor's mean; a stored value is a sum of at most {terms} products, whose roundings together are like √k of "
        f"such moves of one unit, and 4 stands for the tail of the distribution: factor 4·√{terms}" + extra,
    )
