#!/usr/bin/env python3
"""Makes Fixtures/operations: every operation and each of its conventions, forward and all gradients.

    make_operation_cases.py [FIXTURES]

The oracle is PyTorch in Float64 where it has the operation, and where both have it the NumPy formula must agree; what PyTorch
does not have, or does otherwise, comes from formulas.py. Extents are pairwise different within a case where the operation
allows it, and rarely a multiple of 6, 16, 32 or 64, so that axes exchanged and tiles cut short show.
"""

import sys

from golden import write_from_arguments
from operation_elements import dropout, rectifier, softmax, softmax_cross_entropy, top_k
from operation_maker import Maker
from operation_products import convolution, fully_connected, locally_connected, matrix_multiply
from operation_windows import average_pooling, max_pooling, response_normalization


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
