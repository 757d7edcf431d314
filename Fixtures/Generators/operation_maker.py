"""What the cases of operations share: how they are numbered, and gradients by PyTorch in Float64."""

import numpy as np
import torch

from golden import Case

SCRIPT = "make_operation_cases.py"

OPERATIONS = [
    "matrix-multiply", "convolution", "locally-connected", "fully-connected", "response-normalization", "max-pooling",
    "average-pooling", "rectifier", "dropout", "softmax", "softmax-cross-entropy", "top-k",
]  # fmt: skip


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
