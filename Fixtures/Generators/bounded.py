"""Layers of networks in Float64 with the error that a computation in Float32 may be expected to have.

A `Bounded` is a value and, element by element, the standard deviation of the error of a Float32 implementation, with
roundings taken as independent and of mean zero (Higham and Mary, A new approach to probabilistic rounding error analysis,
2019). A sum of n products in any order has n roundings of partial sums, which are at most as large as the result or as the
root of the sum of squares grows to; what came in with an error adds the root of Σ σ²w². Maxima and ReLU add nothing;
normalization is bounded by its derivative. `bound` is eight standard deviations: worst-case bounds of seven layers exceed
the values themselves and would see nothing.
"""

import torch
import torch.nn.functional as functional

UNIT = 2.0**-24


class Bounded:
    def __init__(self, value, error=None):
        self.value = value.double()
        self.error = torch.zeros_like(self.value) if error is None else error

    def map(self, function):
        """The same rearrangement of values and errors."""
        return Bounded(function(self.value), function(self.error))

    @property
    def bound(self):
        return 8 * self.error

    def bilinear(self, operation, weight, bias, terms):
        """operation(x, w) + bias, a sum of that many products."""
        value = operation(self.value, weight) + bias
        squares = operation(self.value**2, weight**2) + bias**2
        local = terms * UNIT**2 * torch.maximum(squares, value**2)
        return Bounded(value, (operation(self.error**2, weight**2) + local).sqrt())

    def convolution(self, weight, bias, stride, pads, groups=1):
        """pads: top, left, bottom, right."""
        top, left, bottom, right = pads

        def operation(x, w):
            return functional.conv2d(functional.pad(x, (left, right, top, bottom)), w, stride=stride, groups=groups)

        terms = weight[0].numel()
        return self.bilinear(operation, weight, bias.reshape(1, -1, 1, 1), terms)

    def linear(self, weight, bias):
        return self.bilinear(lambda x, w: x @ w.T, weight, bias, weight.shape[1])

    def relu(self):
        return Bounded(self.value.relu(), self.error)

    def scaled(self, factor):
        return Bounded(self.value * factor, self.error * abs(factor) + UNIT * (self.value * factor).abs())

    def max_pool(self, size, stride, pads):
        top, left, bottom, right = pads

        def pooled(x, filling):
            return functional.max_pool2d(functional.pad(x, (left, right, top, bottom), value=filling), size, stride)

        return Bounded(pooled(self.value, -torch.inf), pooled(self.error, 0))

    def average_pool(self, size, stride, pads, counts_padding):
        top, left, bottom, right = pads

        def sums(x):
            ones = torch.ones(x.shape[1], 1, *size, dtype=torch.float64)
            return functional.conv2d(
                functional.pad(x, (left, right, top, bottom)), ones, stride=stride, groups=x.shape[1])

        counts = size[0] * size[1] if counts_padding else sums(torch.ones_like(self.value))
        value = sums(self.value) / counts
        local = size[0] * size[1] * UNIT**2 * torch.maximum(sums(self.value**2) / counts**2, value**2)
        return Bounded(value, (sums(self.error**2) / counts**2 + local).sqrt())

    def normalization(self, size, alpha, beta, k):
        """Across channels, α not divided by the window's size."""
        half = size // 2

        def sums(x):
            padded = functional.pad(x, (0, 0, 0, 0, half, size - 1 - half))
            return sum(padded[:, i : i + x.shape[1]] for i in range(size))

        return self.normalized(sums, alpha, beta, k, size)

    def spatial_normalization(self, size, alpha, beta, k):
        half = size // 2

        def sums(x):
            ones = torch.ones(x.shape[1], 1, size, size, dtype=torch.float64)
            padding = (half, size - 1 - half, half, size - 1 - half)
            return functional.conv2d(functional.pad(x, padding), ones, groups=x.shape[1])

        return self.normalized(sums, alpha, beta, k, size * size)

    def normalized(self, sums, alpha, beta, k, terms):
        scale = k + alpha * sums(self.value**2)
        value = self.value * scale**-beta
        change = (4 * alpha**2 * sums((self.value * self.error) ** 2) + terms * UNIT**2 * scale**2).sqrt()
        # The power and the quotient: a few roundings, and a library's power within four units.
        error = (
            self.error * scale**-beta
            + self.value.abs() * beta * scale ** (-beta - 1) * change
            + 6 * UNIT * value.abs()
        )
        return Bounded(value, error)
