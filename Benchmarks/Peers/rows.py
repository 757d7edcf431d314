"""The rows that other systems are timed on: names and work as `benchmarks --json` has them."""

import re
from dataclasses import dataclass

LAYERS = [("fc6", 9216, 4096), ("fc7", 4096, 4096), ("fc8", 4096, 1000)]

NAMES = (
    [f"forward/{network}/batch{batch}" for network in ("paper", "torchvision") for batch in (1, 8, 32, 128)]
    + [f"step/{network}/batch{batch}" for network in ("paper", "torchvision") for batch in (32, 128)]
    + ["gemm/float/1024x1024x1024", "gemm/float/2048x2048x2048", "gemm/float/1x4096x9216-fc6-forward"]
    + [f"gemm/float/{shape}"
       for name, inputs, outputs in LAYERS
       for shape in (f"128x{outputs}x{inputs}-{name}-forward", f"128x{inputs}x{outputs}-{name}-input-gradient",
                     f"{inputs}x{outputs}x128-{name}-weights-gradient")]
)


@dataclass
class Row:
    """A row's name, taken apart."""

    kind: str
    network: str | None = None
    batch: int = 0
    rows: int = 0
    columns: int = 0
    depth: int = 0
    use: str = ""

    def __init__(self, name):
        if name not in NAMES:
            raise SystemExit(f"{name} is none of the rows: {', '.join(NAMES)}")
        self.kind, second, third = name.split("/")
        if self.kind == "gemm":
            sizes, self.use = re.match(r"(\d+x\d+x\d+)-?(.*)", third).groups()
            self.rows, self.columns, self.depth = map(int, sizes.split("x"))
        else:
            self.network, self.batch = second, int(third.removeprefix("batch"))

    @property
    def is_single(self):
        """Whether the row only reads weights, so that bytes are its work."""
        return self.kind == "gemm" and self.rows == 1

    @property
    def unit(self):
        return "images/s" if self.kind != "gemm" else "GB/s" if self.is_single else "GFLOP/s"

    def rate(self, seconds):
        """The rate of a call that takes so long, in `unit`."""
        if self.kind != "gemm":
            return self.batch / seconds
        if self.is_single:
            return 4 * (self.depth * self.columns + self.depth + self.columns) / seconds / 1e9
        return 2 * self.rows * self.columns * self.depth / seconds / 1e9
