"""Cases of operations on elements and on rows of scores."""

import numpy as np
import torch
import torch.nn.functional as F

import formulas
from golden import bounded, exact
from operation_maker import agree, doubled, with_gradients

INF, NAN = np.inf, np.nan
COPIED = "values are copied or replaced, never computed"

PROBABILITY = (
    "relative: a rounded difference x − m moves its exponential by |x − m| units, which the magnitude p·(1 + |x − m| + "
    "Σ p·|x − m|) holds; the sum of {} exponentials is rounded K times; 8 for exponential, division and terms of second order"
)


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
    edges = [
        0.0,
        -0.0,
        INF,
        -INF,
        NAN,
        2.0**-149,
        -(2.0**-149),
        2.0**-127,
        -(2.0**-127),
        2.0**-126,
        3.4028234e38,
        -3.4028234e38,
        1.0,
    ]
    add(
        "edges",
        "±0, NaN and −∞ become +0 with gradient 0 (PyTorch keeps NaN and −0); denormals and ∞ stay.",
        lambda n: np.array([edges], np.float32),
        lambda n: np.abs(n.uniform(1, len(edges))) + np.float32(0.5),
    )

    def gradients(numbers):
        return np.array([[NAN, INF, -INF, 2.0**-149, -0.0, NAN, INF]], np.float32)

    add(
        "gradient-edges",
        "NaN and ∞ among the output gradients do not pass where x ≤ 0.",
        lambda n: np.array([[-1, -1, 0, -2, -3, 1, 2]], np.float32),
        gradients,
    )


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
        bound = (
            exact("the factor is a power of 2")
            if is_exact
            else bounded(4, "the rate, one minus it, its reciprocal and the product are rounded once each")
        )
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

    add(
        "scaled-in-training",
        "Caffe, PyTorch, darknet: kept values (mask 1) are doubled in training.",
        (5, 37),
        0.5,
        "training",
        "training",
    )
    add(
        "scaled-in-training-by-third",
        "The same with a probability of 0.3 of dropping: factor 1/0.7.",
        (3, 5, 4, 7),
        0.3,
        "training",
        "training",
    )
    add("scaled-in-testing", "The paper: kept values stay as they are in training.", (5, 37), 0.5, "testing", "training")
    add("testing-pass-of-paper", "The paper: in testing all values are halved.", (3, 29), 0.5, "testing", "testing")
    add("testing-pass-of-paper-by-third", "In testing all values are multiplied by 0.7.", (3, 29), 0.3, "testing", "testing")
    add("testing-pass-of-caffe", "Scaled in training, so testing changes nothing.", (1, 29), 0.3, "training", "testing")
    add("nothing-dropped", "A probability of 0.", (1, 11), 0.0, "training", "training")

    def nonfinite(x, mask, dy):
        x[0, :4], mask[0, :4] = [NAN, INF, NAN, INF], [0, 0, 1, 1]
        dy[1, :4], mask[1, :4] = [NAN, -INF, NAN, -INF], [0, 0, 1, 1]

    add(
        "nonfinite",
        "0 times NaN or an infinity is NaN: dropping hides neither.",
        (2, 9),
        0.5,
        "training",
        "training",
        nonfinite,
    )


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
    add(
        "large-scores",
        "Scores of ±10,000: only differences matter, and nothing overflows.",
        lambda n: (n.uniform(4, 9, scale=3) + np.array([[1e4], [-1e4], [0], [5e3]], np.float32)).astype(np.float32),
    )
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

    add(
        "nonfinite",
        "A NaN or +∞ among the scores, or −∞ alone, makes the whole row NaN; the last row is untouched.",
        nonfinite,
        torch_agrees=False,
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
            expected, (dx,) = with_gradients(
                lambda t: F.cross_entropy(t, torch.tensor(chosen), reduction="none"), [x], np.full(images, scale)
            )
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
    add(
        "equal-scores",
        "All scores equal: the loss is the logarithm of the number of classes.",
        lambda n: np.zeros((3, 10), np.float32),
    )
    add(
        "confident",
        "Two classes with scores ±10,000: losses of 0 and 20,000, both exactly.",
        lambda n: np.array([[1e4, -1e4], [1e4, -1e4], [-1e4, 1e4]], np.float32),
        labels=[0, 1, 1],
    )
    add("one-class", "One class: loss 0.", lambda n: n.uniform(2, 1), labels=[0, 0])

    def infinite(numbers):
        x = numbers.uniform(3, 5, scale=2)
        x[0, 2], x[1, 1] = -INF, -INF
        return x

    add(
        "minus-infinity",
        "A score of −∞ costs ∞ where it is the label's, and nothing elsewhere.",
        infinite,
        labels=[2, 3, 0],
        torch_agrees=False,
    )

    def nonfinite(numbers):
        x = numbers.uniform(4, 5, scale=2)
        x[0, 1], x[1, 4], x[2, :] = NAN, INF, -INF
        return x

    add(
        "nonfinite",
        "A NaN or +∞ among the scores, or −∞ alone, makes the image's loss, probabilities and gradients NaN; the last image is untouched.",
        nonfinite,
        labels=[0, 4, 2, 1],
        torch_agrees=False,
    )


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
