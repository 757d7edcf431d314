"""Cases of response normalization and of pooling."""

import numpy as np
import torch.nn.functional as F

import formulas
from golden import bounded, exact, sum_of_numbers, sum_of_products
from operation_maker import agree, doubled, with_gradients
from windows import Windows

INF, NAN = np.inf, np.nan


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
    add(
        "paper",
        "The paper's constants: k 2, α 1e-4 undivided, β ¾, window 5; values as large as unscaled pixels make them.",
        (2, 13, 3, 5),
        scale=150,
        **paper,
        **across,
    )
    add(
        "caffe",
        "Caffe's constants: k 1, α 1e-4 divided by the window.",
        (2, 13, 3, 5),
        scale=300,
        torch_agrees=True,
        **{**paper, "k": 1.0, "dividesAlphaByWindow": True},
        **across,
    )
    add(
        "strong",
        "α 0.7, so that the sum of squares matters as much as k.",
        (3, 11, 4, 7),
        scale=2,
        torch_agrees=True,
        **{**paper, "alpha": 0.7, "dividesAlphaByWindow": True},
        **across,
    )
    add("undivided", "The same constants with α undivided.", (3, 11, 4, 7), scale=2, **{**paper, "alpha": 0.7}, **across)
    add(
        "two-groups",
        "The authors' code: windows end at the edge of a tower; α divided.",
        (2, 14, 3, 5),
        scale=2,
        **{**paper, "alpha": 0.7, "dividesAlphaByWindow": True},
        extent="acrossChannels",
        groups=2,
    )
    add(
        "three-groups-wide-window",
        "Windows of 9 channels in groups of 5: a window is wider than its group, and α is divided by 9 all the same.",
        (1, 15, 2, 7),
        scale=2,
        k=1.0,
        alpha=0.9,
        beta=0.75,
        window=9,
        dividesAlphaByWindow=True,
        extent="acrossChannels",
        groups=3,
    )
    add(
        "even-window",
        "A window of 4 channels holds two before and one behind.",
        (2, 9, 3, 5),
        scale=2,
        k=1.0,
        alpha=0.8,
        beta=0.75,
        window=4,
        dividesAlphaByWindow=True,
        **across,
    )
    add(
        "window-of-one",
        "A window of one channel.",
        (2, 7, 3, 5),
        scale=2,
        k=1.0,
        alpha=0.8,
        beta=0.75,
        window=1,
        dividesAlphaByWindow=True,
        **across,
    )
    add("one-image", "A batch of one image of one pixel.", (1, 37, 1, 1), scale=2, **{**paper, "alpha": 0.3}, **across)
    add("power-half", "β ½.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 0.5}, **across)
    add("power-one", "β 1.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 1.0}, **across)
    add("power-general", "β 0.6.", (2, 7, 3, 5), scale=2, **{**paper, "alpha": 0.3, "beta": 0.6}, **across)
    spatial = dict(k=2.0, beta=0.75, dividesAlphaByWindow=True, extent="spatial")
    add(
        "spatial-5",
        "The authors' second normalization of layer 2: 5×5 pixels of a channel, α 0.001 divided by 25.",
        (2, 3, 9, 7),
        scale=80,
        window=5,
        alpha=0.001,
        **spatial,
    )
    add(
        "spatial-3",
        "cuda-convnet's CIFAR-10 network: 3×3 pixels, k 1; α large enough to matter.",
        (3, 5, 4, 7),
        scale=2,
        window=3,
        alpha=0.9,
        **{**spatial, "k": 1.0},
    )
    add(
        "spatial-undivided",
        "α undivided over 3×3 pixels.",
        (2, 5, 4, 7),
        scale=2,
        window=3,
        alpha=0.2,
        **{**spatial, "dividesAlphaByWindow": False},
    )
    add(
        "spatial-even-window",
        "A window of 4×4 pixels holds two before and one behind in rows and columns.",
        (2, 3, 5, 7),
        scale=2,
        window=4,
        alpha=0.9,
        **spatial,
    )
    add(
        "spatial-beyond-image",
        "A window of 9×9 over an image of 3×5: α is divided by 81 all the same.",
        (1, 2, 3, 5),
        scale=2,
        window=9,
        alpha=2.5,
        **spatial,
    )

    def zeros(x, dy):
        x[0, 2:6, 1, 2] = 0

    add(
        "zero-window-without-k",
        "With k 0 a window of zeros is 0/0: NaN, and so are the gradients of what its sums hold.",
        (2, 7, 3, 5),
        scale=2,
        edit=zeros,
        k=0.0,
        alpha=0.5,
        beta=0.75,
        window=3,
        dividesAlphaByWindow=False,
        **across,
    )

    def nonfinite(x, dy):
        x[0, 3, 1, 2], x[1, 7, 0, 4], x[1, 0, 2, 0], dy[0, 6, 2, 3] = NAN, INF, -INF, NAN

    add(
        "nonfinite",
        "A NaN makes every output NaN whose window holds it; an infinity becomes NaN and the others in its windows 0.",
        (2, 11, 3, 5),
        edit=nonfinite,
        **paper,
        **across,
    )

    def nonfinite_spatial(x, dy):
        x[0, 1, 2, 2], x[1, 0, 4, 6] = NAN, INF

    add(
        "spatial-nonfinite",
        "The same over pixels; other channels are untouched.",
        (2, 3, 5, 7),
        edit=nonfinite_spatial,
        window=3,
        alpha=0.001,
        **spatial,
    )


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
        case.result(
            "output",
            output,
            exact(
                "a maximum is one of the values" + ("; the sign of 0 is that of the first of them" if signed_zeros else ""),
                signed_zeros,
            ),
        )
        if windows.overlaps() == 1:
            case.result("inputGradient", gradient, exact("windows do not overlap, so a gradient is copied or 0"))
        else:
            case.result(
                "inputGradient",
                gradient,
                sum_of_numbers(windows.overlaps(), "the gradients of the windows whose maximum a pixel is"),
                magnitude,
            )

    add("overlapping", "3×3 windows, stride 2, sizes rounded down.", (2, 5, 7, 9), Windows((3, 3), (2, 2)))
    add(
        "overlapping-ceil",
        "3×3 windows, stride 2, sizes rounded up: the last windows are cut at the image's edge.",
        (2, 5, 8, 10),
        Windows((3, 3), (2, 2), rounding="ceil"),
    )
    add(
        "overlapping-floor-remainder",
        "The same size rounded down: the last row and column are not read.",
        (2, 5, 8, 10),
        Windows((3, 3), (2, 2)),
    )
    add("one-image", "A batch of one; windows that do not overlap.", (1, 7, 9, 11), Windows((2, 2), (2, 2)))
    add("many-channels", "37 channels.", (3, 37, 5, 4), Windows((3, 3), (2, 2), rounding="ceil"))
    add("rows-and-columns", "Windows of 2×5 with strides 3×2.", (2, 3, 11, 13), Windows((2, 5), (3, 2)))
    add(
        "ceil-leaves-out-a-window",
        "Rounded up, a last window would start behind the image and is left out.",
        (2, 3, 7, 9),
        Windows((2, 3), (4, 5), rounding="ceil"),
    )
    add("stride-one", "Windows at every pixel: nine of them overlap.", (2, 3, 5, 7), Windows((3, 3)))
    negative = lambda numbers, shape: numbers.distinct(*shape, signs=(-1,))
    add(
        "padded-negative",
        "Negative numbers and uneven padding (1, 2, 2, 0: top, bottom, left, right): padding never wins.",
        (2, 3, 7, 8),
        Windows((3, 3), (2, 2), (1, 2, 2, 0)),
        negative,
    )
    add(
        "padded-ceil-negative",
        "The same rounded up: nor does what lies behind the padding win.",
        (2, 3, 8, 9),
        Windows((3, 4), (3, 3), (1, 0, 2, 1), "ceil"),
        negative,
    )
    few = lambda numbers, shape: numbers.integers(3, *shape).astype(np.float32)
    add("ties", "Many equal values.", (2, 5, 8, 7), Windows((3, 3), (2, 2), rounding="ceil"), few)
    add(
        "all-equal",
        "All values equal: the first of each window has the gradient.",
        (1, 2, 7, 5),
        Windows((3, 3), (2, 2)),
        lambda numbers, shape: np.full(shape, 0.5, np.float32),
    )

    def zeros(numbers, shape):
        values = np.where(numbers.mask(0.5, *shape) == 1, np.float32(0.0), np.float32(-0.0)).astype(np.float32)
        return np.where(numbers.mask(0.3, *shape) == 1, np.float32(-1), values).astype(np.float32)

    add(
        "signed-zeros",
        "0 and −0 are equal: the first of them is the result.",
        (2, 3, 7, 9),
        Windows((3, 3), (2, 2)),
        zeros,
        signed_zeros=True,
    )

    def nonfinite(numbers, shape):
        values = numbers.distinct(*shape)
        values[0, 1, 2, 2], values[0, 2, 6, 8], values[1, 0, 4, 4], values[1, 1, 0, 0] = NAN, INF, NAN, -INF
        values[1, 2] = -INF
        return values

    add(
        "nonfinite",
        "A NaN in a window is its maximum and passes no gradient on (PyTorch gives it to the NaN); a window of −∞ alone has the maximum −∞.",
        (2, 3, 7, 9),
        Windows((3, 3), (2, 2)),
        nonfinite,
        torch_agrees=False,
    )

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
                lambda t: F.avg_pool2d(
                    t, windows.size, windows.stride, (top, left), windows.rounding == "ceil", counts_padding
                ),
                [x],
                dy,
            )
            agree(output, expected)
            agree(gradient, dx)
        case.result(
            "output",
            output,
            sum_of_products(terms, "a window's values, each times or the sum divided by the divisor"),
            formulas.means(windows, counts_padding, np.abs(x)),
        )
        case.result(
            "inputGradient",
            gradient,
            sum_of_products(windows.overlaps(), "the gradients of the windows that hold a pixel, each divided by the divisor"),
            formulas.means_gradient(windows, counts_padding, shape, np.abs(dy)),
        )

    add(
        "overlapping-ceil",
        "cuda-convnet's: 3×3, stride 2, rounded up; a window cut at the edge is divided by the pixels that it has.",
        (2, 5, 8, 10),
        Windows((3, 3), (2, 2), rounding="ceil"),
        False,
    )
    add("overlapping-floor", "The same rounded down.", (2, 5, 8, 10), Windows((3, 3), (2, 2)), False)
    add(
        "padded-inputs-counted",
        "Padding 1; divided by the pixels that a window has.",
        (2, 3, 7, 9),
        Windows((3, 3), (2, 2), (1, 1, 1, 1)),
        False,
    )
    add(
        "padded-padding-counted",
        "Padding 1; divided by places in the image and its padding (Caffe, PyTorch's default).",
        (2, 3, 7, 9),
        Windows((3, 3), (2, 2), (1, 1, 1, 1)),
        True,
    )
    add(
        "padded-ceil",
        "Padding counts, what lies behind it does not: rounded up with padding 1.",
        (1, 3, 8, 10),
        Windows((3, 3), (2, 2), (1, 1, 1, 1), "ceil"),
        True,
    )
    add(
        "asymmetric-ceil",
        "Uneven padding (0, 2, 1, 0: top, bottom, left, right), rounded up, padding counted.",
        (2, 3, 7, 9),
        Windows((3, 4), (2, 3), (0, 2, 1, 0), "ceil"),
        True,
    )
    add("rows-and-columns", "Windows of 2×5, strides 3×2, a batch of one.", (1, 19, 11, 13), Windows((2, 5), (3, 2)), False)
    add("window-as-image", "One window over the whole image.", (3, 7, 5, 4), Windows((5, 4)), False)

    def nonfinite(x, dy):
        x[0, 1, 2, 2], x[1, 0, 4, 4], x[1, 0, 5, 4], dy[0, 2, 1, 1] = NAN, INF, -INF, INF

    add("nonfinite", "NaN and infinities follow from the formula.", (2, 3, 7, 9), Windows((3, 3), (2, 2)), False, nonfinite)
