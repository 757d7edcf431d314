"""The networks of 2012 and of torchvision as PyTorch modules, layer for layer those of Sources/Networks/Presets."""

import torch
from torch import nn


class LocalResponseNorm(nn.LocalResponseNorm):
    """Response normalization that is exported as ONNX's operator LRN.

    torch.onnx writes PyTorch's own as nine operators, which ONNX Runtime runs more slowly than the one it has.
    """

    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return _ExportedNorm.apply(x, self.size, self.alpha, self.beta, self.k)
        return super().forward(x)


class _ExportedNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, size, alpha, beta, k):
        return nn.functional.local_response_norm(x, size, alpha, beta, k)

    @staticmethod
    def symbolic(g, x, size, alpha, beta, k):
        return g.op("LRN", x, size_i=size, alpha_f=alpha, beta_f=beta, bias_f=k).setType(x.type())


def paper(classes=1000):
    """conv1's rule of rounding up is two rows and columns of zeros behind the image, here as a padding of its own."""

    def norm():
        # PyTorch divides alpha by the window, the paper does not.
        return LocalResponseNorm(5, 5e-4, 0.75, 2.0)

    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    return nn.Sequential(
        nn.ZeroPad2d((0, 3, 0, 3)), nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(True), norm(), pool(),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(True), norm(), pool(),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(True),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(True), pool(), nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(0.5),
        nn.Linear(4096, classes))


def torchvision(classes=1000):
    def pool():
        return nn.MaxPool2d(3, 2)

    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(True), pool(),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(True), pool(),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(True), pool(), nn.Flatten(), nn.Dropout(0.5),
        nn.Linear(9216, 4096), nn.ReLU(True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(True),
        nn.Linear(4096, classes))


NETWORKS = {"paper": paper, "torchvision": torchvision}
