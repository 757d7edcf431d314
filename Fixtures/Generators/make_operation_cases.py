#!/usr/bin/env python3
"""Makes Fixtures/operations: every operation and each of its conventions, forward and all gradients.

    make_operation_cases.py [FIXTURES]

The oracle is PyTorch in Float64 where it has the operation, and where both have it the NumPy formula must agree; what PyTorch
does not have, or does otherwise, comes from formulas.py. Extents are pairwise different within a case where the operation
allows it, and no multiple of 6, 16, 32 or 64, so that axes exchanged and tiles cut short show.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F

import formulas
from golden import Case, bounded, exact, sum_of_numbers, sum_of_products, write_from_arguments
from windows import Windows

SCRIPT = "make_operation_cases.py"
INF, NAN = np.inf, np.nan
COPIED = "values are copied or replaced, never computed"


class Maker:
    """Collects cases; seeds count up in the order of this file's operations, a hundred for each."""

    def __init__(self):
        self.cases = []

    def case(self, operation, name, description, parameters, oracle):
        of_operation = [case for case in self.cases if case.identifier.split("/")[1] == operation]
        operations = sorted({case.identifier.split("/")[1] for case in self.cases} | {operation}, key=OPERATIONS.index)
        seed = 100 * (OPERATIONS.index(operations[-1]) + 1) + len(of_operation)
        case = Case(f"operations/{operation}/{name}", operation, description, parameters, SCRIPT, seed, oracle)
        self.cases.append(case)
        return case


OPERATIONS = [
    "matrix-multiply", "convolution", "locally-connected", "fully-connected", "response-normalization", "max-pooling",
    "average-pooling", "rectifier", "dropout", "softmax", "softmax-cross-entropy", "top-k",
]  # fmt: skip


def doubled(*arrays):
    return [None if array is None else array.astype(np.float64) for array in arrays]


def with_gradients(function, arguments, output_gradient):
    """The output of a PyTorch function in Float64, and its gradients by the arguments that are there."""
    tensors = [None if a is None else torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arguments]
    output = function(*tensors)
    present = [t for t in tensors if t is not None]
    gradients = torch.autograd.grad(output, present, torch.tensor(output_gradient, dtype=torch.float64))
    return output.detach().numpy(), [g.numpy() for g in gradients]


def agree(a, b):
    """The formula and PyTorch are the same to Float64's rounding."""
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)


# Products


def matrix_multiply(make):
    def add(
        name, description, rows, inner, columns, transposes=(False, False), alpha=1.0, beta=0.0, destination=None, edit=None
    ):
        parameters = {
            "alpha": alpha, "beta": beta, "transposesLeft": transposes[0], "transposesRight": transposes[1],
        }  # fmt: skip
        case = make.case("matrix-multiply", name, description, parameters, "torch")
        numbers = case.numbers
        left = numbers.uniform(*((inner, rows) if transposes[0] else (rows, inner)))
        right = numbers.uniform(*((columns, inner) if transposes[1] else (inner, columns)))
        gradient = numbers.uniform(rows, columns)
        if edit:
            edit(left, right)
        case.input("left", left)
        case.input("right", right)
        if beta or destination is not None:
            destination = numbers.uniform(rows, columns) if destination is None else np.full((rows, columns), destination, np.float32)
            case.input("destination", destination)
        case.input("outputGradient", gradient)

        def product(a, b):
            a, b = (a.T if transposes[0] else a), (b.T if transposes[1] else b)
            result = alpha * (a @ b)
            return result + beta * torch.tensor(destination, dtype=torch.float64) if beta else result

        output, (dl, dr) = with_gradients(product, [left, right], gradient)
        magnitude, (ml, mr) = with_gradients(
            lambda a, b: abs(alpha) * ((a.T if transposes[0] else a) @ (b.T if transposes[1] else b)),
            [np.abs(left), np.abs(right)], np.abs(gradient),
        )  # fmt: skip
        if beta:
            magnitude = magnitude + abs(beta) * np.abs(destination.astype(np.float64))
        scaled = 1 if alpha != 1 else 0
        case.result("output", output, sum_of_products(inner + scaled + (1 if beta else 0), "α·A·B + β·C"), magnitude)
        case.result("leftGradient", dl, sum_of_products(columns + scaled, "α·dC·Bᵀ"), ml)
        case.result("rightGradient", dr, sum_of_products(rows + scaled, "α·Aᵀ·dC"), mr)

    add("plain", "A·B with no extent a multiple of a tile.", 13, 29, 37)
    add("transposed-left", "Aᵀ·B: the left factor is given as K×M.", 13, 29, 37, (True, False))
    add("transposed-right", "A·Bᵀ: the right factor is given as N×K.", 13, 29, 37, (False, True))
    add("transposed-both", "Aᵀ·Bᵀ: both factors are given transposed.", 14, 27, 35, (True, True))
    add("alpha-beta", "α·A·B + β·C with both factors unlike 0 and 1.", 11, 19, 23, alpha=1.25, beta=-0.5)
    add("beta-one", "The product is added to what is there.", 9, 21, 38, beta=1.0)
    add("beta-zero-reads-nothing", "With β = 0 the destination is not read: its NaNs do not show.", 7, 9, 19, alpha=-0.75, destination=NAN)
    add("one-row", "A row times a matrix.", 1, 45, 71)
    add("one-column", "A matrix times a column, transposed.", 43, 29, 1, (True, False))
    add("one-inner-index", "An outer product: a single term for each element.", 19, 1, 27)
    add("one-element", "1×1 times 1×1.", 1, 1, 1)
    add("long-inner-sum", "More inner indices than a block of any implementation here holds.", 5, 701, 3)

    def nonfinite(left, right):
        left[2, 3], left[4, 1], right[0, 5], right[7, 2] = NAN, INF, -INF, NAN
        right[:, 6] = 0  # ∞·0

    add("nonfinite", "NaN and infinities follow from the formula; ∞·0 and ∞ − ∞ are NaN.", 7, 9, 11, edit=nonfinite)


def padded(windows, x):
    return F.pad(x, windows.borders(*x.shape[2:]))


def convolution(make):
    def add(name, description, shape, filters, windows, groups=1, has_bias=True, edit=None):
        case = make.case("convolution", name, description, {**windows.parameters("filter"), "groups": groups}, "torch")
        images, channels, height, width = shape
        numbers = case.numbers
        x = numbers.uniform(*shape)
        w = numbers.uniform(filters, channels // groups, *windows.size)
        b = numbers.uniform(filters) if has_bias else None
        positions = windows.counts(height, width)
        dy = numbers.uniform(images, filters, *positions)
        if edit:
            edit(x, w, dy)

        def function(x, w, b=None):
            return F.conv2d(padded(windows, x), w, b, stride=windows.stride, groups=groups)

        arguments = [x, w] + ([b] if has_bias else [])
        output, gradients = with_gradients(function, arguments, dy)
        magnitude, magnitudes = with_gradients(function, [np.abs(a) for a in arguments], np.abs(dy))
        case.input("input", x)
        case.input("filter", w)
        if has_bias:
            case.input("bias", b)
        case.input("outputGradient", dy)
        inner = channels // groups * windows.size[0] * windows.size[1]
        places = images * positions[0] * positions[1]
        case.result("output", output, sum_of_products(inner + has_bias, "a window times a filter, and the bias"), magnitude)
        terms = filters // groups * windows.overlaps()
        case.result("inputGradient", gradients[0], sum_of_products(terms, "the filters of a group and the windows that hold a pixel"), magnitudes[0])
        case.result("filterGradient", gradients[1], sum_of_products(places, "images and positions"), magnitudes[1])
        if has_bias:
            case.result("biasGradient", gradients[2], sum_of_numbers(places, "output gradients of all images and positions"), magnitudes[2])

    uneven = (2, 0, 1, 3)
    add("plain", "No padding, stride 1; every extent differs from every other.", (2, 5, 9, 13), 7, Windows((3, 4)))
    add("one-image", "A batch of one.", (1, 5, 9, 11), 14, Windows((4, 3)))
    add("nine-images", "More images than positions.", (9, 3, 5, 4), 7, Windows((4, 2)))
    add("first-layer-ceil", "The paper's first layer in small: 11×11 windows of colours, stride 4, sizes rounded up, so the last windows read zeros behind the image.", (2, 3, 29, 34), 5, Windows((11, 11), (4, 4), rounding="ceil"))
    add("first-layer-floor", "The same with sizes rounded down: what does not fill a stride is not read, and has no gradient.", (2, 3, 29, 34), 5, Windows((11, 11), (4, 4)))
    add("first-layer-padded", "torchvision's first layer in small: padding 2 on all sides, stride 4, rounded down.", (2, 3, 28, 37), 5, Windows((11, 11), (4, 4), (2, 2, 2, 2)))
    add("second-layer", "The paper's second layer in small: 5×5, padding 2, two groups.", (2, 10, 7, 9), 14, Windows((5, 5), (1, 1), (2, 2, 2, 2)), groups=2)
    add("third-layer", "The paper's third layer in small: 3×3, padding 1, all channels.", (3, 19, 4, 5), 23, Windows((3, 3), (1, 1), (1, 1, 1, 1)))
    add("grouped-asymmetric", "Two groups, and padding that differs on each side (2, 0, 1, 3: top, bottom, left, right).", (3, 14, 4, 5), 22, Windows((3, 2), (1, 1), uneven), groups=2)
    add("three-groups-ceil", "Three groups, batch 1, stride 2, rounded up.", (1, 9, 8, 11), 15, Windows((5, 3), (2, 2), rounding="ceil"), groups=3)
    add("group-per-channel", "As many groups as channels, two filters each.", (2, 7, 5, 8), 14, Windows((3, 3), (1, 1), (1, 1, 1, 1)), groups=7)
    add("stride-rows-and-columns", "Strides of rows and columns differ, and so do the sides of windows.", (3, 3, 13, 11), 37, Windows((5, 4), (3, 2)))
    add("asymmetric-ceil", "Uneven padding, strides 3×4 and sizes rounded up: the last windows read behind the padding.", (2, 3, 9, 14), 5, Windows((4, 7), (3, 4), uneven, "ceil"))
    add("ceil-leaves-out-a-window", "Rounded up, a last window would start behind the image and is left out; stride beyond the window.", (2, 4, 7, 9), 5, Windows((2, 3), (4, 5), rounding="ceil"))
    add("unread-inputs", "A stride larger than the window: pixels that no window reads have gradient 0.", (2, 7, 11, 10), 13, Windows((2, 3), (4, 5)), has_bias=False)
    add("one-by-one", "1×1 windows, stride 2×1.", (5, 9, 7, 3), 67, Windows((1, 1), (2, 1)))
    add("window-as-image", "A window as large as the image, batch 1: a fully connected layer.", (1, 19, 7, 5), 9, Windows((7, 5)))
    add("window-beyond-image", "A window larger than the image, within the padding.", (2, 3, 2, 4), 5, Windows((5, 7), (1, 1), (2, 2, 3, 2)))
    add("many-pixels", "Few channels over many pixels.", (1, 2, 23, 29), 3, Windows((2, 3)))
    add("without-bias", "No bias.", (2, 5, 7, 10), 11, Windows((3, 2), (2, 1), (1, 0, 0, 2)), has_bias=False)

    def nonfinite(x, w, dy):
        x[0, 1, 3, 4], x[1, 2, 0, 7], dy[1, 3, 2, 2] = NAN, INF, -INF

    add("nonfinite", "A NaN and an infinity among the pixels, and −∞ among the output gradients, reach exactly the elements whose sums hold them.", (2, 3, 7, 9), 5, Windows((3, 2)), edit=nonfinite)


def locally_connected(make):
    def add(name, description, shape, filters, windows, groups=1, has_bias=True):
        parameters = {**windows.parameters("filter"), "groups": groups}
        case = make.case("locally-connected", name, description, parameters, "numpy")
        images, channels, height, width = shape
        numbers = case.numbers
        positions = windows.counts(height, width)
        x = numbers.uniform(*shape)
        w = numbers.uniform(filters, channels // groups, *windows.size, *positions)
        b = numbers.uniform(filters, *positions) if has_bias else None
        dy = numbers.uniform(images, filters, *positions)
        case.input("input", x)
        case.input("filter", w)
        if has_bias:
            case.input("bias", b)
        case.input("outputGradient", dy)
        x, w, b, dy = doubled(x, w, b, dy)
        sizes = [None if a is None else np.abs(a) for a in (x, w, b, dy)]
        gradients = formulas.local_gradients(windows, groups, x, w, dy)
        magnitudes = formulas.local_gradients(windows, groups, sizes[0], sizes[1], sizes[3])
        inner = channels // groups * windows.size[0] * windows.size[1]
        case.result("output", formulas.local_outputs(windows, groups, x, w, b), sum_of_products(inner + has_bias, "a window times its position's filter, and the bias"), formulas.local_outputs(windows, groups, *sizes[:3]))
        terms = filters // groups * windows.overlaps()
        case.result("inputGradient", gradients[0], sum_of_products(terms, "the filters of a group and the windows that hold a pixel"), magnitudes[0])
        case.result("filterGradient", gradients[1], sum_of_products(images, "images"), magnitudes[1])
        if has_bias:
            case.result("biasGradient", gradients[2], sum_of_numbers(images, "output gradients of all images"), magnitudes[2])

    add("padded", "2×3 windows, padding 0, 1, 1, 1 (top, bottom, left, right), filters of each position's own.", (3, 5, 4, 7), 11, Windows((2, 3), (1, 1), (0, 1, 1, 1)))
    add("one-image-grouped", "Batch 1, two groups, stride 2, uneven padding (2, 0, 1, 3: top, bottom, left, right).", (1, 6, 5, 7), 10, Windows((3, 4), (2, 2), (2, 0, 1, 3)), groups=2)
    add("ceil", "Sizes rounded up: the last windows read zeros behind the image.", (2, 3, 8, 7), 5, Windows((3, 4), (2, 2), rounding="ceil"))
    add("nine-images", "More images than positions; strides of rows and columns differ.", (9, 2, 6, 4), 35, Windows((2, 3), (3, 1)))
    add("without-bias", "No bias, three groups.", (2, 9, 5, 4), 15, Windows((2, 3)), groups=3, has_bias=False)


def fully_connected(make):
    def add(name, description, shape, outputs, has_bias=True, edit=None):
        case = make.case("fully-connected", name, description, {}, "torch")
        numbers = case.numbers
        inputs = int(np.prod(shape[1:]))
        x = numbers.uniform(*shape)
        w = numbers.uniform(outputs, inputs)
        b = numbers.uniform(outputs) if has_bias else None
        dy = numbers.uniform(shape[0], outputs)
        if edit:
            edit(x, w)
        case.input("input", x)
        case.input("weights", w)
        if has_bias:
            case.input("bias", b)
        case.input("outputGradient", dy)

        def function(x, w, b=None):
            return F.linear(x.flatten(1), w, b)

        arguments = [x, w] + ([b] if has_bias else [])
        output, gradients = with_gradients(function, arguments, dy)
        magnitude, magnitudes = with_gradients(function, [np.abs(a) for a in arguments], np.abs(dy))
        case.result("output", output, sum_of_products(inputs + has_bias, "inputs times weights, and the bias"), magnitude)
        case.result("inputGradient", gradients[0], sum_of_products(outputs, "outputs"), magnitudes[0])
        case.result("weightsGradient", gradients[1], sum_of_products(shape[0], "images"), magnitudes[1])
        if has_bias:
            case.result("biasGradient", gradients[2], sum_of_numbers(shape[0], "output gradients of all images"), magnitudes[2])

    add("plain", "x·Wᵀ + b with W given as outputs×inputs.", (5, 29), 37)
    add("of-images", "The input is an image, read in the order channels, rows, columns.", (3, 5, 2, 4), 11)
    add("one-image", "A batch of one.", (1, 71), 35)
    add("many-images", "More images than inputs or outputs.", (45, 7), 9)
    add("many-inputs", "Sums of more terms than a block of any implementation here holds.", (2, 701), 5)
    add("without-bias", "No bias.", (4, 13), 21, has_bias=False)

    def nonfinite(x, w):
        x[1, 3], x[2, 0], w[4, 5] = NAN, INF, -INF

    add("nonfinite", "NaN and infinities reach exactly the elements whose sums hold them.", (4, 9), 7, edit=nonfinite)


# Normalization and pooling


def response_normalization(make):
    def add(name, description, shape, scale=1.0, edit=None, torch_agrees=False, **conventions):
        case = make.case("response-normalization", name, description, conventions, "numpy")
        x = case.numbers.uniform(*shape, scale=scale)
        dy = case.numbers.uniform(*shape)
        if edit:
            edit(x, dy)
        case.input("input", x)
        case.input("outputGradient", dy)
        x, dy = doubled(x, dy)
        normalization = formulas.Normalization(conventions)
        n, beta = normalization.terms, normalization.beta
        with np.errstate(all="ignore"):
            output, gradient = normalization.outputs(x), normalization.gradient(x, dy)
            sizes = normalization.output_magnitude(x), normalization.gradient_magnitude(x, dy)
        if torch_agrees:
            expected, (dx,) = with_gradients(
                lambda t: F.local_response_norm(t, n, conventions["alpha"], beta, conventions["k"]), [x], dy
            )
            agree(output, expected)
            agree(gradient, dx)
        case.result(
            "output", output,
            bounded(
                round(beta * (n + 3) + 5, 3),
                f"s is a sum of {n} positive products and k, so its relative error is at most (n + 3)·u, and β times that after "
                "the power; a power by logarithm and exponential adds β·|ln s| units (hence the magnitude |y|·(1 + β·|ln s|)); "
                "5 for the power, the division, and rounded constants",
            ), sizes[0],
        )  # fmt: skip
        case.result(
            "inputGradient", gradient,
            bounded(
                round((beta + 1) * (n + 3) + n + 8, 3),
                f"each of the {n} terms dy·x/s^(β+1) has the error of its power, (β + 1)·(n + 3)·u and (β + 1)·|ln s| units, "
                "then is rounded at most n times in the sum; 8 for powers, divisions, products and rounded constants; the "
                "magnitude is the sum of the absolute terms, each times 1 + power·|ln s|",
            ), sizes[1],
        )  # fmt: skip

    across = dict(extent="acrossChannels", groups=1)
    paper = dict(k=2.0, alpha=1e-4, beta=0.75, window=5, dividesAlphaByWindow=False)
    add("paper", "The paper's constants: k 2, α 1e-4 undivided, β ¾, window 5; values as large as unscaled pixels make them.", (2, 13, 3, 5), scale=150, **paper, **across)
    add("caffe", "Caffe's constants: k 1, α 1e-4 divided by the window.", (2, 13, 3, 5), scale=300, torch_agrees=True, **{**paper, "k": 1.0, "dividesAlphaByWindow": True}, **across)
    add("strong", "α 0.7, so that the sum of squares matters as much as k.", (3, 11, 4, 7), scale=2, torch_agrees=True, **{**paper, "alpha": 0.7, "dividesAlphaByWindow": True}, **across)
    add("undivided", "The same constants with α undivided.", (3, 11, 4, 7), scale=2, **{**paper, "alpha": 0.7}, **across)
    add("two-groups", "The authors' code: windows end at the edge of a tower; α divided.", (2, 14, 3, 5), scale=2, **{**paper, "alpha": 0.7, "dividesAlphaByWindow": True}, extent="acrossChannels", groups=2)
    add("three-groups-wide-window", "Windows of 9 channels in groups of 5: a window is wider than its group, and α is divided by 9 all the same.", (1, 15, 2, 7), scale=2, k=1.0, alpha=0.9, beta=0.75, window=9, dividesAlphaByWindow=True, extent="acrossChannels", groups=3)
    add("even-window", "A window of 4 channels holds two before and one behind.", (2, 9, 3, 5), scale=2, k=1.0, alpha=0.8, beta=0.75, window=4, dividesAlphaByWindow=True, **across)
    add("window-of-one", "A window of one channel.", (2, 7, 3, 5), scale=2, k=1.0, alpha=0.8, beta=0.75, window=1, dividesAlphaByWindow=True, **across)
    add("one-image", "A batch of one image of one pixel.", (1, 37, 1, 1), scale=2, **{**paper, "alpha": 0.3}, **across)
    add("power-half", "β ½.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 0.5}, **across)
    add("power-one", "β 1.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 1.0}, **across)
    add("power-general", "β 0.6.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 0.6}, **across)
    spatial = dict(k=2.0, beta=0.75, dividesAlphaByWindow=True, extent="spatial")
    add("spatial-5", "The authors' second normalization of layer 2: 5×5 pixels of a channel, α 0.001 divided by 25.", (2, 3, 9, 7), scale=80, window=5, alpha=0.001, **spatial)
    add("spatial-3", "cuda-convnet's CIFAR-10 network: 3×3 pixels, k 1; α large enough to matter.", (3, 5, 4, 7), scale=2, window=3, alpha=0.9, **{**spatial, "k": 1.0})
    add("spatial-undivided", "α undivided over 3×3 pixels.", (2, 5, 4, 7), scale=2, window=3, alpha=0.2, **{**spatial, "dividesAlphaByWindow": False})
    add("spatial-even-window", "A window of 4×4 pixels holds two before and one behind in rows and columns.", (2, 3, 5, 7), scale=2, window=4, alpha=0.9, **spatial)
    add("spatial-beyond-image", "A window of 9×9 over an image of 3×5: α is divided by 81 all the same.", (1, 2, 3, 5), scale=2, window=9, alpha=2.5, **spatial)

    def zeros(x, dy):
        x[0, 2:6, 1, 2] = 0

    add("zero-window-without-k", "With k 0 a window of zeros is 0/0: NaN, and so are the gradients of what its sums hold.", (2, 7, 3, 5), scale=2, edit=zeros, k=0.0, alpha=0.5, beta=0.75, window=3, dividesAlphaByWindow=False, **across)

    def nonfinite(x, dy):
        x[0, 3, 1, 2], x[1, 7, 0, 4], x[1, 0, 2, 0], dy[0, 6, 2, 3] = NAN, INF, -INF, NAN

    add("nonfinite", "A NaN makes every output NaN whose window holds it; an infinity becomes NaN and the others in its windows 0.", (2, 11, 3, 5), edit=nonfinite, **paper, **across)

    def nonfinite_spatial(x, dy):
        x[0, 1, 2, 2], x[1, 0, 4, 6] = NAN, INF

    add("spatial-nonfinite", "The same over pixels; other channels are untouched.", (2, 3, 5, 7), edit=nonfinite_spatial, window=3, alpha=0.001, **spatial)


def max_pooling(make):
    def add(name, description, shape, windows, values=None, signed_zeros=False, torch_agrees=True):
        tie = " The whole gradient goes to the first input, by rows and then columns, that equals the maximum."
        case = make.case("max-pooling", name, description + tie, windows.parameters("window"), "numpy")
        x = case.numbers.distinct(*shape) if values is None else values(case.numbers, shape)
        dy = case.numbers.uniform(*shape[:2], *windows.counts(*shape[2:]))
        if name == "denormals":
            case.needs("float32")
        case.input("input", x)
        case.input("outputGradient", dy)
        x, dy = doubled(x, dy)
        output, gradient = formulas.maxima(windows, x), formulas.maxima_gradient(windows, x, dy)
        magnitude = formulas.maxima_gradient(windows, x, np.abs(dy))
        if torch_agrees:
            expected, (dx,) = with_gradients(
                lambda t: F.max_pool2d(F.pad(t, windows.borders(*shape[2:]), value=-INF), windows.size, windows.stride), [x], dy
            )
            agree(output, expected)
            agree(gradient, dx)
        case.result("output", output, exact("a maximum is one of the values" + ("; the sign of 0 is that of the first of them" if signed_zeros else ""), signed_zeros))
        if windows.overlaps() == 1:
            case.result("inputGradient", gradient, exact("windows do not overlap, so a gradient is copied or 0"))
        else:
            case.result("inputGradient", gradient, sum_of_numbers(windows.overlaps(), "the gradients of the windows whose maximum a pixel is"), magnitude)

    add("overlapping", "3×3 windows, stride 2, sizes rounded down.", (2, 5, 7, 9), Windows((3, 3), (2, 2)))
    add("overlapping-ceil", "3×3 windows, stride 2, sizes rounded up: the last windows are cut at the image's edge.", (2, 5, 8, 10), Windows((3, 3), (2, 2), rounding="ceil"))
    add("overlapping-floor-remainder", "The same size rounded down: the last row and column are not read.", (2, 5, 8, 10), Windows((3, 3), (2, 2)))
    add("one-image", "A batch of one; windows that do not overlap.", (1, 7, 9, 11), Windows((2, 2), (2, 2)))
    add("many-channels", "37 channels.", (3, 37, 5, 4), Windows((3, 3), (2, 2), rounding="ceil"))
    add("rows-and-columns", "Windows of 2×5 with strides 3×2.", (2, 3, 11, 13), Windows((2, 5), (3, 2)))
    add("ceil-leaves-out-a-window", "Rounded up, a last window would start behind the image and is left out.", (2, 3, 7, 9), Windows((2, 3), (4, 5), rounding="ceil"))
    add("stride-one", "Windows at every pixel: nine of them overlap.", (2, 3, 5, 7), Windows((3, 3)))
    negative = lambda numbers, shape: numbers.distinct(*shape, signs=(-1,))
    add("padded-negative", "Negative numbers and uneven padding (1, 2, 2, 0: top, bottom, left, right): padding never wins.", (2, 3, 7, 8), Windows((3, 3), (2, 2), (1, 2, 2, 0)), negative)
    add("padded-ceil-negative", "The same rounded up: nor does what lies behind the padding win.", (2, 3, 8, 9), Windows((3, 4), (3, 3), (1, 0, 2, 1), "ceil"), negative)
    few = lambda numbers, shape: numbers.integers(3, *shape).astype(np.float32)
    add("ties", "Many equal values.", (2, 5, 8, 7), Windows((3, 3), (2, 2), rounding="ceil"), few)
    add("all-equal", "All values equal: the first of each window has the gradient.", (1, 2, 7, 5), Windows((3, 3), (2, 2)), lambda numbers, shape: np.full(shape, 0.5, np.float32))

    def zeros(numbers, shape):
        values = np.where(numbers.mask(0.5, *shape) == 1, np.float32(0.0), np.float32(-0.0)).astype(np.float32)
        return np.where(numbers.mask(0.3, *shape) == 1, np.float32(-1), values).astype(np.float32)

    add("signed-zeros", "0 and −0 are equal: the first of them is the result.", (2, 3, 7, 9), Windows((3, 3), (2, 2)), zeros, signed_zeros=True)

    def nonfinite(numbers, shape):
        values = numbers.distinct(*shape)
        values[0, 1, 2, 2], values[0, 2, 6, 8], values[1, 0, 4, 4], values[1, 1, 0, 0] = NAN, INF, NAN, -INF
        values[1, 2] = -INF
        return values

    add("nonfinite", "A NaN in a window is its maximum and passes no gradient on (PyTorch gives it to the NaN); a window of −∞ alone has the maximum −∞.", (2, 3, 7, 9), Windows((3, 3), (2, 2)), nonfinite, torch_agrees=False)

    def tiny(numbers, shape):
        return (numbers.integers(9, *shape).astype(np.float64) * 2.0**-149 - 2.0**-147).astype(np.float32)

    add("denormals", "Denormal numbers are compared as numbers, not as zeros.", (2, 3, 7, 5), Windows((3, 3), (2, 2)), tiny)


def average_pooling(make):
    def add(name, description, shape, windows, counts_padding, edit=None):
        parameters = {**windows.parameters("window"), "countsPadding": counts_padding}
        case = make.case("average-pooling", name, description, parameters, "numpy")
        x = case.numbers.uniform(*shape)
        dy = case.numbers.uniform(*shape[:2], *windows.counts(*shape[2:]))
        if edit:
            edit(x, dy)
        case.input("input", x)
        case.input("outputGradient", dy)
        x, dy = doubled(x, dy)
        terms = windows.size[0] * windows.size[1]
        output = formulas.means(windows, counts_padding, x)
        gradient = formulas.means_gradient(windows, counts_padding, shape, dy)
        top, bottom, left, right = windows.padding
        if top == bottom and left == right and not edit:
            expected, (dx,) = with_gradients(
                lambda t: F.avg_pool2d(t, windows.size, windows.stride, (top, left), windows.rounding == "ceil", counts_padding), [x], dy
            )
            agree(output, expected)
            agree(gradient, dx)
        case.result("output", output, sum_of_products(terms, "a window's values, each times or the sum divided by the divisor"), formulas.means(windows, counts_padding, np.abs(x)))
        case.result("inputGradient", gradient, sum_of_products(windows.overlaps(), "the gradients of the windows that hold a pixel, each divided by the divisor"), formulas.means_gradient(windows, counts_padding, shape, np.abs(dy)))

    add("overlapping-ceil", "cuda-convnet's: 3×3, stride 2, rounded up; a window cut at the edge is divided by the pixels that it has.", (2, 5, 8, 10), Windows((3, 3), (2, 2), rounding="ceil"), False)
    add("overlapping-floor", "The same rounded down.", (2, 5, 8, 10), Windows((3, 3), (2, 2)), False)
    add("padded-inputs-counted", "Padding 1; divided by the pixels that a window has.", (2, 3, 7, 9), Windows((3, 3), (2, 2), (1, 1, 1, 1)), False)
    add("padded-padding-counted", "Padding 1; divided by places in the image and its padding (Caffe, PyTorch's default).", (2, 3, 7, 9), Windows((3, 3), (2, 2), (1, 1, 1, 1)), True)
    add("padded-ceil", "Padding counts, what lies behind it does not: rounded up with padding 1.", (1, 3, 8, 10), Windows((3, 3), (2, 2), (1, 1, 1, 1), "ceil"), True)
    add("asymmetric-ceil", "Uneven padding (0, 2, 1, 0: top, bottom, left, right), rounded up, padding counted.", (2, 3, 7, 9), Windows((3, 4), (2, 3), (0, 2, 1, 0), "ceil"), True)
    add("rows-and-columns", "Windows of 2×5, strides 3×2, a batch of one.", (1, 19, 11, 13), Windows((2, 5), (3, 2)), False)
    add("window-as-image", "One window over the whole image.", (3, 7, 5, 4), Windows((5, 4)), False)

    def nonfinite(x, dy):
        x[0, 1, 2, 2], x[1, 0, 4, 4], x[1, 0, 5, 4], dy[0, 2, 1, 1] = NAN, INF, -INF, INF

    add("nonfinite", "NaN and infinities follow from the formula.", (2, 3, 7, 9), Windows((3, 3), (2, 2)), False, nonfinite)


# Elements and rows


def rectifier(make):
    def add(name, description, x, dy):
        case = make.case("rectifier", name, description, {}, "numpy")
        x, dy = x(case.numbers), dy(case.numbers)
        if name.endswith("edges"):  # Denormal numbers, and the largest one.
            case.needs("float32")
        case.input("input", x)
        case.input("outputGradient", dy)
        x, dy = doubled(x, dy)
        case.result("output", np.where(x > 0, x, 0), exact(COPIED + "; zeros are +0", signed_zeros=True))
        case.result("inputGradient", np.where(x > 0, dy, 0), exact(COPIED))

    shape = (3, 5, 7, 9)
    add("plain", "x > 0 ? x : 0, and the gradient where x > 0.", lambda n: n.uniform(*shape), lambda n: n.uniform(*shape))
    add("rows", "A matrix of odd extents.", lambda n: n.uniform(19, 101), lambda n: n.uniform(19, 101))
    edges = [0.0, -0.0, INF, -INF, NAN, 2.0**-149, -(2.0**-149), 2.0**-127, -(2.0**-127), 2.0**-126, 3.4028234e38, -3.4028234e38, 1.0]
    add("edges", "±0, NaN and −∞ become +0 with gradient 0 (PyTorch keeps NaN and −0); denormals and ∞ stay.", lambda n: np.array([edges], np.float32), lambda n: np.abs(n.uniform(1, len(edges))) + np.float32(0.5))

    def gradients(numbers):
        return np.array([[NAN, INF, -INF, 2.0**-149, -0.0, NAN, INF]], np.float32)

    add("gradient-edges", "NaN and ∞ among the output gradients do not pass where x ≤ 0.", lambda n: np.array([[-1, -1, 0, -2, -3, 1, 2]], np.float32), gradients)


def dropout(make):
    def add(name, description, shape, probability, scaling, mode, edit=None):
        parameters = {"probability": probability, "scaling": scaling, "pass": mode}
        case = make.case("dropout", name, description, parameters, "numpy")
        x = case.numbers.uniform(*shape)
        case.input("input", x)
        factor = 1.0
        if mode == "training" and scaling == "training":
            factor = 1 / (1 - probability)
        if mode == "testing" and scaling == "testing":
            factor = 1 - probability
        is_exact = float(np.log2(factor)).is_integer()
        bound = exact("the factor is a power of 2") if is_exact else bounded(4, "the rate, one minus it, its reciprocal and the product are rounded once each")
        if mode == "testing":
            case.result("output", x.astype(np.float64) * factor, bound)
            return
        mask = case.numbers.mask(1 - probability, *shape)
        dy = case.numbers.uniform(*shape)
        if edit:
            edit(case.tensors["input"], mask, dy)
        case.input("mask", mask)
        case.input("outputGradient", dy)
        x, mask, dy = doubled(case.tensors["input"], mask, dy)
        with np.errstate(invalid="ignore"):
            case.result("output", x * (mask * factor), bound)
            case.result("inputGradient", dy * (mask * factor), bound)

    add("scaled-in-training", "Caffe, PyTorch, darknet: kept values (mask 1) are doubled in training.", (5, 37), 0.5, "training", "training")
    add("scaled-in-training-by-third", "The same with a probability of 0.3 of dropping: factor 1/0.7.", (3, 5, 4, 7), 0.3, "training", "training")
    add("scaled-in-testing", "The paper: kept values stay as they are in training.", (5, 37), 0.5, "testing", "training")
    add("testing-pass-of-paper", "The paper: in testing all values are halved.", (3, 29), 0.5, "testing", "testing")
    add("testing-pass-of-paper-by-third", "In testing all values are multiplied by 0.7.", (3, 29), 0.3, "testing", "testing")
    add("testing-pass-of-caffe", "Scaled in training, so testing changes nothing.", (1, 29), 0.3, "training", "testing")
    add("nothing-dropped", "A probability of 0.", (1, 11), 0.0, "training", "training")

    def nonfinite(x, mask, dy):
        x[0, :4], mask[0, :4] = [NAN, INF, NAN, INF], [0, 0, 1, 1]
        dy[1, :4], mask[1, :4] = [NAN, -INF, NAN, -INF], [0, 0, 1, 1]

    add("nonfinite", "0 times NaN or an infinity is NaN: dropping hides neither.", (2, 9), 0.5, "training", "training", nonfinite)


def softmax(make):
    def add(name, description, scores, torch_agrees=True):
        case = make.case("softmax", name, description, {}, "numpy")
        x = scores(case.numbers)
        if name == "large-scores":  # Rounded to fewer bits, their differences are others.
            case.needs("float32")
        dy = case.numbers.uniform(*x.shape)
        case.input("input", x)
        case.input("outputGradient", dy)
        x, dy = doubled(x, dy)
        with np.errstate(all="ignore"):
            p = formulas.softmax(x)
            r = formulas.softmax_sensitivity(x)
            gradient = p * (dy - (p * dy).sum(-1, keepdims=True))
            sums = (p * np.abs(dy)).sum(-1, keepdims=True), (p * r * np.abs(dy)).sum(-1, keepdims=True)
            gradient_size = p * (r * (np.abs(dy) + sums[0]) + sums[1])
        if torch_agrees:
            expected, (dx,) = with_gradients(lambda t: F.softmax(t, -1), [x], dy)
            agree(p, expected)
            agree(gradient, dx)
        classes = x.shape[-1]
        case.result("output", p, bounded(classes + 8, PROBABILITY.format(classes)), p * r)
        case.result(
            "inputGradient", gradient,
            bounded(
                2 * classes + 16,
                "y·(dy − Σ y·dy): the probabilities have the output's error (K + 8 units of their magnitude), the sum has K "
                "products, and 8 more roundings; the magnitude is the sum of the absolute terms, each times its sensitivity",
            ), gradient_size,
        )  # fmt: skip

    add("plain", "Scores of ordinary size.", lambda n: n.uniform(5, 37, scale=4))
    add("thousand-classes", "1000 classes, a batch of one.", lambda n: n.uniform(1, 1000, scale=6))
    add("rank-3", "Rows are the last of three dimensions.", lambda n: n.uniform(2, 5, 7, scale=3))
    add("one-class", "One class: probability 1, gradient 0.", lambda n: n.uniform(3, 1))
    add("large-scores", "Scores of ±10,000: only differences matter, and nothing overflows.", lambda n: (n.uniform(4, 9, scale=3) + np.array([[1e4], [-1e4], [0], [5e3]], np.float32)).astype(np.float32))
    add("equal-scores", "All scores equal.", lambda n: np.full((2, 11), -3.25, np.float32))

    def infinite(numbers):
        x = numbers.uniform(3, 7, scale=2)
        x[0, 2], x[1, :6] = -INF, -INF
        return x

    add("minus-infinity", "A score of −∞ has probability 0 and gradient 0.", infinite)

    def nonfinite(numbers):
        x = numbers.uniform(5, 7, scale=2)
        x[0, 3], x[1, 2], x[2, :], x[3, 1], x[3, 4] = NAN, INF, -INF, NAN, -INF
        return x

    add("nonfinite", "A NaN or +∞ among the scores, or −∞ alone, makes the whole row NaN; the last row is untouched.", nonfinite, torch_agrees=False)


PROBABILITY = (
    "relative: a rounded difference x − m moves its exponential by |x − m| units, which the magnitude p·(1 + |x − m| + "
    "Σ p·|x − m|) holds; the sum of {} exponentials is rounded K times; 8 for exponential, division and terms of second order"
)


def softmax_cross_entropy(make):
    def add(name, description, scores, scale=None, labels=None, torch_agrees=True):
        case = make.case("softmax-cross-entropy", name, description, {}, "numpy")
        x = scores(case.numbers)
        images, classes = x.shape
        chosen = case.numbers.integers(classes, images) if labels is None else np.array(labels, np.int64)
        scale = 1 / images if scale is None else scale
        case.description["parameters"]["scale"] = scale
        case.input("scores", x)
        case.input("labels", chosen)
        (x,) = doubled(x)
        rows = np.arange(images)
        with np.errstate(all="ignore"):
            p, r = formulas.softmax(x), formulas.softmax_sensitivity(x)
            m = x.max(-1)
            logarithm = np.log(np.exp(x - m[:, None]).sum(-1))
            losses = logarithm + (m - x[rows, chosen])
            picked = np.zeros_like(x)
            picked[rows, chosen] = 1
            gradient = (p - picked) * scale
            shared = (r - np.where(np.isfinite(x - m[:, None]), np.abs(x - m[:, None]), 0))[:, 0]
            loss_size = np.abs(logarithm) + np.abs(m - x[rows, chosen]) + shared
        if torch_agrees:
            expected, (dx,) = with_gradients(lambda t: F.cross_entropy(t, torch.tensor(chosen), reduction="none"), [x], np.full(images, scale))
            agree(losses, expected)
            agree(gradient, dx)
        case.result(
            "losses", losses,
            bounded(
                classes + 8,
                f"log Σ e^(x − m) + (m − x_label): the sum of {classes} exponentials has a relative error of K + 3 + Σ p·|x − m| "
                "units, which the logarithm makes absolute; logarithm, difference and sum are rounded; the magnitude is "
                "1 + Σ p·|x − m| + |log Σ| + |m − x_label|",
            ), loss_size,
        )  # fmt: skip
        case.result("probabilities", p, bounded(classes + 8, PROBABILITY.format(classes)), p * r)
        case.result(
            "scoresGradient", gradient,
            bounded(
                classes + 10,
                "(p − [k = label])·scale: the error of the probability (K + 8 units of its magnitude), a difference and a "
                "product; the magnitude is the probability's, plus 1 for the label's class, times the scale",
            ), (p * r + picked) * scale,
        )  # fmt: skip

    add("mean", "Losses of each image; the gradient is that of their mean: scale 1/N.", lambda n: n.uniform(7, 37, scale=4))
    add("sum", "The gradient of the sum: scale 1.", lambda n: n.uniform(3, 11, scale=4), scale=1.0)
    add("one-image", "A batch of one, 1000 classes.", lambda n: n.uniform(1, 1000, scale=4))
    add("equal-scores", "All scores equal: the loss is the logarithm of the number of classes.", lambda n: np.zeros((3, 10), np.float32))
    add("confident", "Two classes with scores ±10,000: losses of 0 and 20,000, both exactly.", lambda n: np.array([[1e4, -1e4], [1e4, -1e4], [-1e4, 1e4]], np.float32), labels=[0, 1, 1])
    add("one-class", "One class: loss 0.", lambda n: n.uniform(2, 1), labels=[0, 0])

    def infinite(numbers):
        x = numbers.uniform(3, 5, scale=2)
        x[0, 2], x[1, 1] = -INF, -INF
        return x

    add("minus-infinity", "A score of −∞ costs ∞ where it is the label's, and nothing elsewhere.", infinite, labels=[2, 3, 0], torch_agrees=False)

    def nonfinite(numbers):
        x = numbers.uniform(4, 5, scale=2)
        x[0, 1], x[1, 4], x[2, :] = NAN, INF, -INF
        return x

    add("nonfinite", "A NaN or +∞ among the scores, or −∞ alone, makes the image's loss, probabilities and gradients NaN; the last image is untouched.", nonfinite, labels=[0, 4, 2, 1], torch_agrees=False)


def top_k(make):
    def add(name, description, scores, k):
        rule = " Classes fall by score; of equal scores the lower class is first; NaN comes last, the lower class first; a k above the number of classes means all."
        case = make.case("top-k", name, description + rule, {"k": k}, "numpy")
        x = scores(case.numbers)
        labels = case.numbers.integers(x.shape[1], x.shape[0])
        case.input("scores", x)
        case.input("labels", labels)
        best = [formulas.best_classes(list(row), k) for row in x]
        ranks = [formulas.best_classes(list(row), len(row)).index(label) for row, label in zip(x, labels)]
        case.result("indices", np.array(best, np.int64), exact("places, not values"))
        case.result("ranks", np.array(ranks, np.int64), exact("the number of classes before the label's"))

    add("five", "The five best of 37.", lambda n: n.distinct(7, 37), 5)
    add("one", "The best of 11.", lambda n: n.distinct(3, 11), 1)
    add("ties", "Scores of few values.", lambda n: n.integers(3, 9, 13).astype(np.float32), 5)
    add("all-equal", "All scores equal.", lambda n: np.zeros((2, 7), np.float32), 3)
    add("beyond", "A k of 9 with 4 classes.", lambda n: n.distinct(5, 4), 9)

    def nonfinite(numbers):
        x = numbers.distinct(4, 7)
        x[0, 2], x[0, 5], x[1, :], x[2, 0], x[2, 3], x[3, 1] = NAN, INF, NAN, -INF, INF, -INF
        x[2, 4], x[3, 2], x[3, 4] = NAN, 0.0, -0.0
        return x

    add("nonfinite", "NaN and infinities.", nonfinite, 6)


def cases():
    make = Maker()
    for operation in (
        matrix_multiply, convolution, locally_connected, fully_connected, response_normalization, max_pooling, average_pooling,
        rectifier, dropout, softmax, softmax_cross_entropy, top_k,
    ):  # fmt: skip
        operation(make)
    return make.cases


if __name__ == "__main__":
    write_from_arguments(sys.argv, "operations", cases())
