#!/usr/bin/env python3
"""Makes the balanced subset of Fashion-MNIST that Fixtures/data/fashion-mnist holds.

    make_fashion_mnist_subset.py SOURCE-FOLDER OUTPUT-FOLDER

SOURCE-FOLDER holds the four original files, gzip-compressed. The subset is the first 1,000 training images and the first
200 test images of each class, in the order of the files. It is written as gzip-compressed IDX files of the same names, without
time and name in the gzip header, at level 9: the same zlib gives the same bytes. Needs nothing but Python's standard library.
"""

import gzip
import hashlib
import pathlib
import struct
import sys

CLASS_COUNT = 10
PARTS = [("train", 1000), ("t10k", 200)]


def read_idx(path, rank):
    data = gzip.decompress(path.read_bytes())
    zero, kind, found = struct.unpack(">HBB", data[:4])
    if (zero, kind, found) != (0, 8, rank):
        sys.exit(f"{path}: not an IDX file of unsigned bytes with {rank} dimensions")
    dimensions = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return dimensions, data[4 + 4 * rank :]


def write_idx(path, dimensions, elements):
    content = struct.pack(">HBB", 0, 8, len(dimensions)) + struct.pack(f">{len(dimensions)}I", *dimensions) + elements
    with open(path, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as archive:
            archive.write(content)
    compressed = path.read_bytes()
    print(f"{hashlib.sha256(compressed).hexdigest()}  {path.name}")
    print(f"{hashlib.sha256(content).hexdigest()}  {path.name.removesuffix('.gz')}")


def first_of_each_class(labels, per_class):
    taken = [0] * CLASS_COUNT
    chosen = []
    for index, label in enumerate(labels):
        if taken[label] < per_class:
            taken[label] += 1
            chosen.append(index)
    if taken != [per_class] * CLASS_COUNT:
        sys.exit(f"the files hold only {taken} images of the classes, not {per_class} of each")
    return chosen


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, output = map(pathlib.Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    for part, per_class in PARTS:
        images_name, labels_name = f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz"
        (_, rows, columns), images = read_idx(source / images_name, 3)
        _, labels = read_idx(source / labels_name, 1)
        chosen = first_of_each_class(labels, per_class)
        size = rows * columns
        pixels = b"".join(images[index * size : (index + 1) * size] for index in chosen)
        write_idx(output / images_name, (len(chosen), rows, columns), pixels)
        write_idx(output / labels_name, (len(chosen),), bytes(labels[index] for index in chosen))


if __name__ == "__main__":
    main()
