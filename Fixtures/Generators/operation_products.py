"""Cases of products: matrix products, convolutions, locally and fully connected layers."""

import numpy as np
import torch
import torch.nn.functional as F

import formulas
from golden import sum_of_numbers, sum_of_products
from operation_maker import doubled, with_gradients
from windows import Windows

INF, NAN = np.inf, np.nan


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
            destination = (
                numbers.uniform(rows, columns) if destination is None else np.full((rows, columns), destination, np.float32)
            )
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
    add(
        "beta-zero-reads-nothing",
        "With β = 0 the destination is not read: its NaNs do not show.",
        7,
        9,
        19,
        alpha=-0.75,
        destination=NAN,
    )
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
        case.result(
            "inputGradient",
            gradients[0],
            sum_of_products(terms, "the filters of a group and the windows that hold a pixel"),
            magnitudes[0],
        )
        case.result("filterGradient", gradients[1], sum_of_products(places, "images and positions"), magnitudes[1])
        if has_bias:
            case.result(
                "biasGradient",
                gradients[2],
                sum_of_numbers(places, "output gradients of all images and positions"),
                magnitudes[2],
            )

    uneven = (2, 0, 1, 3)
    add("plain", "No padding, stride 1; every extent differs from every other.", (2, 5, 9, 13), 7, Windows((3, 4)))
    add("one-image", "A batch of one.", (1, 5, 9, 11), 14, Windows((4, 3)))
    add("nine-images", "More images than positions.", (9, 3, 5, 4), 7, Windows((4, 2)))
    add(
        "first-layer-ceil",
        "The paper's first layer in small: 11×11 windows of colours, stride 4, sizes rounded up, so the last windows read zeros behind the image.",
        (2, 3, 29, 34),
        5,
        Windows((11, 11), (4, 4), rounding="ceil"),
    )
    add(
        "first-layer-floor",
        "The same with sizes rounded down: what does not fill a stride is not read, and has no gradient.",
        (2, 3, 29, 34),
        5,
        Windows((11, 11), (4, 4)),
    )
    add(
        "first-layer-padded",
        "torchvision's first layer in small: padding 2 on all sides, stride 4, rounded down.",
        (2, 3, 28, 37),
        5,
        Windows((11, 11), (4, 4), (2, 2, 2, 2)),
    )
    add(
        "second-layer",
        "The paper's second layer in small: 5×5, padding 2, two groups.",
        (2, 10, 7, 9),
        14,
        Windows((5, 5), (1, 1), (2, 2, 2, 2)),
        groups=2,
    )
    add(
        "third-layer",
        "The paper's third layer in small: 3×3, padding 1, all channels.",
        (3, 19, 4, 5),
        23,
        Windows((3, 3), (1, 1), (1, 1, 1, 1)),
    )
    add(
        "grouped-asymmetric",
        "Two groups, and padding that differs on each side (2, 0, 1, 3: top, bottom, left, right).",
        (3, 14, 4, 5),
        22,
        Windows((3, 2), (1, 1), uneven),
        groups=2,
    )
    add(
        "three-groups-ceil",
        "Three groups, batch 1, stride 2, rounded up.",
        (1, 9, 8, 11),
        15,
        Windows((5, 3), (2, 2), rounding="ceil"),
        groups=3,
    )
    add(
        "group-per-channel",
        "As many groups as channels, two filters each.",
        (2, 7, 5, 8),
        14,
        Windows((3, 3), (1, 1), (1, 1, 1, 1)),
        groups=7,
    )
    add(
        "stride-rows-and-columns",
        "Strides of rows and columns differ, and so do the sides of windows.",
        (3, 3, 13, 11),
        37,
        Windows((5, 4), (3, 2)),
    )
    add(
        "asymmetric-ceil",
        "Uneven padding, strides 3×4 and sizes rounded up: the last windows read behind the padding.",
        (2, 3, 9, 14),
        5,
        Windows((4, 7), (3, 4), uneven, "ceil"),
    )
    add(
        "ceil-leaves-out-a-window",
        "Rounded up, a last window would start behind the image and is left out; stride beyond the window.",
        (2, 4, 7, 9),
        5,
        Windows((2, 3), (4, 5), rounding="ceil"),
    )
    add(
        "unread-inputs",
        "A stride larger than the window: pixels that no window reads have gradient 0.",
        (2, 7, 11, 10),
        13,
        Windows((2, 3), (4, 5)),
        has_bias=False,
    )
    add("one-by-one", "1×1 windows, stride 2×1.", (5, 9, 7, 3), 67, Windows((1, 1), (2, 1)))
    add(
        "window-as-image",
        "A window as large as the image, batch 1: a fully connected layer.",
        (1, 19, 7, 5),
        9,
        Windows((7, 5)),
    )
    add(
        "window-beyond-image",
        "A window larger than the image, within the padding.",
        (2, 3, 2, 4),
        5,
        Windows((5, 7), (1, 1), (2, 2, 3, 2)),
    )
    add("many-pixels", "Few channels over many pixels.", (1, 2, 23, 29), 3, Windows((2, 3)))
    add("without-bias", "No bias.", (2, 5, 7, 10), 11, Windows((3, 2), (2, 1), (1, 0, 0, 2)), has_bias=False)

    def nonfinite(x, w, dy):
        x[0, 1, 3, 4], x[1, 2, 0, 7], dy[1, 3, 2, 2] = NAN, INF, -INF

    add(
        "nonfinite",
        "A NaN and an infinity among the pixels, and −∞ among the output gradients, reach exactly the elements whose sums hold them.",
        (2, 3, 7, 9),
        5,
        Windows((3, 2)),
        edit=nonfinite,
    )


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
        case.result(
            "output",
            formulas.local_outputs(windows, groups, x, w, b),
            sum_of_products(inner + has_bias, "a window times its position's filter, and the bias"),
            formulas.local_outputs(windows, groups, *sizes[:3]),
        )
        terms = filters // groups * windows.overlaps()
        case.result(
            "inputGradient",
            gradients[0],
            sum_of_products(terms, "the filters of a group and the windows that hold a pixel"),
            magnitudes[0],
        )
        case.result("filterGradient", gradients[1], sum_of_products(images, "images"), magnitudes[1])
        if has_bias:
            case.result("biasGradient", gradients[2], sum_of_numbers(images, "output gradients of all images"), magnitudes[2])

    add(
        "padded",
        "2×3 windows, padding 0, 1, 1, 1 (top, bottom, left, right), filters of each position's own.",
        (3, 5, 4, 7),
        11,
        Windows((2, 3), (1, 1), (0, 1, 1, 1)),
    )
    add(
        "one-image-grouped",
        "Batch 1, two groups, stride 2, uneven padding (2, 0, 1, 3: top, bottom, left, right).",
        (1, 8, 5, 7),
        10,
        Windows((3, 4), (2, 2), (2, 0, 1, 3)),
        groups=2,
    )
    add(
        "ceil",
        "Sizes rounded up: the last windows read zeros behind the image.",
        (2, 3, 8, 7),
        5,
        Windows((3, 4), (2, 2), rounding="ceil"),
    )
    add(
        "nine-images",
        "More images than positions; strides of rows and columns differ.",
        (9, 2, 7, 4),
        35,
        Windows((2, 3), (3, 1)),
    )
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
