"""Operations straight from their formulas, in NumPy and Float64, for what PyTorch does not have or does otherwise.

Legend: N images, C channels, H×W pixels, windows P×Q of R×S; channels first.
"""

import numpy as np


def local_outputs(windows, groups, x, w, b):
    """Locally connected: y[n,k,p,q] = b[k,p,q] + Σ_{c,r,s} x[n, group(k)·C/g + c, …] · w[k,c,r,s,p,q]."""
    (images, channels, height, width), filters = x.shape, w.shape[0]
    rows, columns = windows.spans(height, width)
    y = np.zeros((images, filters, len(rows), len(columns)))
    for p, q, h, v, r, s in _taps(windows, height, width):
        for k in range(filters):
            first = k // (filters // groups) * (channels // groups)
            y[:, k, p, q] += x[:, first : first + channels // groups, h, v] @ w[k, :, r, s, p, q]
    return y if b is None else y + b


def local_gradients(windows, groups, x, w, dy):
    """Gradients of local_outputs by x, w and b."""
    (_, channels, height, width), filters = x.shape, w.shape[0]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for p, q, h, v, r, s in _taps(windows, height, width):
        for k in range(filters):
            first = k // (filters // groups) * (channels // groups)
            part = slice(first, first + channels // groups)
            dx[:, part, h, v] += np.outer(dy[:, k, p, q], w[k, :, r, s, p, q])
            dw[k, :, r, s, p, q] += dy[:, k, p, q] @ x[:, part, h, v]
    return dx, dw, dy.sum(0)


def _taps(windows, height, width):
    """Window p, q; pixel h, v; and place r, s of the pixel in the window; for all that meet."""
    rows, columns = windows.spans(height, width)
    for p, (top, bottom) in enumerate(rows):
        for q, (left, right) in enumerate(columns):
            for h in range(max(top, 0), min(bottom, height)):
                for v in range(max(left, 0), min(right, width)):
                    yield p, q, h, v, h - top, v - left


class Normalization:
    """y = x / s^β, s = k + α′ · Σ x² over a window: n channels of a group, or n×n pixels, from n/2 (rounded down) before."""

    def __init__(self, parameters):
        self.k, self.alpha, self.beta = parameters["k"], parameters["alpha"], parameters["beta"]
        self.window = parameters["window"]
        self.is_spatial = parameters["extent"] == "spatial"
        self.groups = parameters.get("groups", 1)
        if parameters["dividesAlphaByWindow"]:
            self.alpha /= self.terms

    @property
    def terms(self):
        return self.window**2 if self.is_spatial else self.window

    def window_of(self, shape, *place):
        """Index of the values in the window of a channel (across channels), or of a row and a column (spatial)."""
        before, n = self.window // 2, self.window
        if self.is_spatial:
            h, w = place
            return np.s_[:, :, max(h - before, 0) : max(h - before + n, 0), max(w - before, 0) : max(w - before + n, 0)]
        (c,), size = place, shape[1] // self.groups
        first = c // size * size
        return np.s_[:, max(c - before, first) : max(min(c - before + n, first + size), 0)]

    def places(self, shape):
        """Every channel (across channels), or every row and column (spatial), with the index of its own values."""
        if self.is_spatial:
            for h in range(shape[2]):
                for w in range(shape[3]):
                    yield (h, w), np.s_[:, :, h : h + 1, w : w + 1]
        else:
            for c in range(shape[1]):
                yield (c,), np.s_[:, c : c + 1]

    def sums(self, x):
        """s."""
        s = np.empty_like(x)
        axes = (2, 3) if self.is_spatial else (1,)
        for place, own in self.places(x.shape):
            s[own] = self.k + self.alpha * (x[self.window_of(x.shape, *place)] ** 2).sum(axes, keepdims=True)
        return s

    def outputs(self, x):
        return x / self.sums(x) ** self.beta

    def gradient(self, x, dy):
        """dx_i = Σ_j dy_j · ∂y_j/∂x_i, with ∂y_j/∂x_i = [i = j] / s_j^β − 2·α′·β · x_i · x_j / s_j^(β+1), i in the window of j."""
        s = self.sums(x)
        dx = dy / s**self.beta
        for place, own in self.places(x.shape):
            window = self.window_of(x.shape, *place)
            t = dy[own] * x[own] / s[own] ** (self.beta + 1)
            dx[window] -= 2 * self.alpha * self.beta * x[window] * t
        return dx

    def output_magnitude(self, x):
        """|y| · (1 + β·|ln s|)."""
        s = self.sums(x)
        return np.abs(x) / s**self.beta * (1 + self.beta * _log_size(s))

    def gradient_magnitude(self, x, dy):
        """The sum of the absolute terms of the gradient, each times 1 + its power · |ln s|."""
        s = self.sums(x)
        size = _log_size(s)
        total = np.abs(dy) / s**self.beta * (1 + self.beta * size)
        for place, own in self.places(x.shape):
            window = self.window_of(x.shape, *place)
            t = np.abs(dy[own] * x[own]) / s[own] ** (self.beta + 1) * (1 + (self.beta + 1) * size[own])
            total[window] += 2 * abs(self.alpha) * self.beta * np.abs(x[window]) * t
        return total


def _log_size(s):
    """|ln s|; 0 where s is infinite, because the results are 0 or NaN there."""
    return np.where(np.isfinite(s), np.abs(np.log(s)), 0)


def maxima(windows, x):
    """The maximum of each window; NaN if there is one in it. The first of equal values is the result, so that of 0 and −0
    the first one is."""
    rows, columns = windows.spans(*x.shape[2:])
    y = np.empty(x.shape[:2] + (len(rows), len(columns)))
    for index in np.ndindex(y.shape):
        values = _window(x, rows, columns, index).reshape(-1)
        y[index] = np.nan if np.isnan(values).any() else values[np.argmax(values)]
    return y


def maxima_gradient(windows, x, dy):
    """The gradient of an output goes to the first value of its window, in the order of rows and then columns, that equals the
    maximum; to none if the maximum is NaN."""
    rows, columns = windows.spans(*x.shape[2:])
    dx = np.zeros_like(x)
    for index in np.ndindex(dy.shape):
        values = _window(x, rows, columns, index)
        if not np.isnan(values).any():
            place = np.unravel_index(np.argmax(values), values.shape)
            _window(dx, rows, columns, index)[place] += dy[index]
    return dx


def means(windows, counts_padding, x):
    """The sum over each window, divided by the number of its places in the image, or in the image and the padding."""
    rows, columns = windows.spans(*x.shape[2:])
    y = np.empty(x.shape[:2] + (len(rows), len(columns)))
    divisors = mean_divisors(windows, counts_padding, *x.shape[2:])
    for index in np.ndindex(y.shape):
        y[index] = _window(x, rows, columns, index).sum() / divisors[index[2:]]
    return y


def means_gradient(windows, counts_padding, shape, dy):
    rows, columns = windows.spans(*shape[2:])
    dx = np.zeros(shape)
    divisors = mean_divisors(windows, counts_padding, *shape[2:])
    for index in np.ndindex(dy.shape):
        _window(dx, rows, columns, index)[...] += dy[index] / divisors[index[2:]]
    return dx


def mean_divisors(windows, counts_padding, height, width):
    top, bottom, left, right = windows.padding if counts_padding else (0, 0, 0, 0)
    rows, columns = windows.spans(height, width)
    return np.array(
        [
            [(min(b, height + bottom) - max(a, -top)) * (min(d, width + right) - max(c, -left)) for c, d in columns]
            for a, b in rows
        ],
        dtype=np.float64,
    )


def _window(x, rows, columns, index):
    """The part of the image in window p, q of image n and channel c, a view."""
    n, c, p, q = index
    (top, bottom), (left, right) = rows[p], columns[q]
    return x[n, c, max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]


def softmax(x):
    """e^(x − m) / Σ e^(x − m) over the last axis; all NaN if a score is NaN or +∞, or all are −∞."""
    shifted = x - x.max(-1, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / exponentials.sum(-1, keepdims=True)


def softmax_sensitivity(x):
    """1 + |x_k − m| + Σ_j p_j·|x_j − m|: by how many units a probability moves if every score moves by one relative unit."""
    p = softmax(x)
    distance = np.abs(x - x.max(-1, keepdims=True))
    shared = np.where(p > 0, p * np.where(p > 0, distance, 0), 0).sum(-1, keepdims=True)
    return 1 + np.where(np.isfinite(distance), distance, 0) + shared


def best_classes(scores, count):
    """The best classes of a row: falling scores, the lower class first of equal ones, NaN last."""
    numbers = [k for k in range(len(scores)) if not np.isnan(scores[k])]
    order = sorted(numbers, key=lambda k: (-scores[k], k)) + [k for k in range(len(scores)) if np.isnan(scores[k])]
    return order[: min(count, len(scores))]
