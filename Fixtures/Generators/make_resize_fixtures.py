#!/usr/bin/env python3
"""Prints the numbers that Tests/DatasetsTests/Resizing and Tests/DatasetsTests/Statistics expect.

    make_resize_fixtures.py

Needs numpy and Pillow up to 12.1: from 12.2 on, Pillow resamples columns first where images shrink much more in height than
in width, and samples may then differ by 1. Images are made by a formula that the tests have too; results of some size are
given as their FNV-1a hash of 64 bits.
"""

import numpy
import PIL
from PIL import Image

# width, height, channels, new width, new height, box (left, top, right, bottom) or None.
SMALL = [
    (5, 4, 3, 3, 2, None),
    (3, 2, 3, 5, 3, None),
    (7, 5, 1, 4, 3, (0.5, 0.25, 6.75, 4.5)),
    (1, 1, 3, 2, 2, None),
    (9, 1, 1, 2, 1, None),
]
LARGE = [
    (500, 375, 3, 341, 256, None),
    (375, 500, 3, 256, 341, None),
    (500, 375, 1, 341, 256, None),
    (64, 48, 3, 341, 256, None),
    (256, 256, 3, 224, 224, None),
    (341, 256, 3, 341, 200, None),
    (341, 256, 3, 300, 256, None),
    (500, 375, 3, 227, 227, (10.5, 20.25, 400.125, 300.75)),
    (33, 17, 3, 16, 16, (1.5, 2.5, 30.25, 16.0)),
    (700, 700, 3, 1, 1, None),
    (513, 514, 1, 2, 2, None),
    (4, 3, 3, 200, 100, None),
    (2000, 7, 3, 5, 6, None),
]


def samples(width, height, channels):
    """Sample i is a mix of i's bits: no pattern that a wrong stride would keep."""
    index = numpy.arange(width * height * channels, dtype=numpy.uint64)
    mixed = (index * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)
    values = ((mixed >> numpy.uint64(24)) ^ (mixed >> numpy.uint64(11))).astype(numpy.uint8)
    return values.reshape((height, width, channels) if channels == 3 else (height, width))


def fnv(values):
    hashed = 0xCBF29CE484222325
    for value in values.tobytes():
        hashed = ((hashed ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return hashed


def resized(case):
    width, height, channels, new_width, new_height, box = case
    image = Image.fromarray(samples(width, height, channels))
    return numpy.array(image.resize((new_width, new_height), Image.BILINEAR, box=box))


def main():
    if tuple(map(int, PIL.__version__.split(".")[:2])) > (12, 1):
        raise SystemExit("needs Pillow up to 12.1")
    print("small:")
    for case in SMALL:
        print(case, resized(case).reshape(-1).tolist())
    print("large:")
    for case in LARGE:
        print(case, f"0x{fnv(resized(case)):016X}")
    print("statistics of four images of 3×2, samples in this order:")
    images = samples(3, 8, 3).reshape(4, 2, 3, 3).astype(numpy.float64)
    pixels = images.reshape(-1, 3)
    covariance = numpy.cov(pixels.T, bias=True)
    values, vectors = numpy.linalg.eigh(covariance)
    print("mean image", images.mean(0).reshape(-1).tolist())
    print("mean colour", pixels.mean(0).tolist())
    print("covariance", covariance.reshape(-1).tolist())
    print("eigenvalues", values[::-1].tolist())
    for vector in vectors.T[::-1]:
        print("eigenvector", (vector * numpy.sign(vector[numpy.abs(vector).argmax()])).tolist())


if __name__ == "__main__":
    main()
