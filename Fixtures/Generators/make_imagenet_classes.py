#!/usr/bin/env python3
"""Makes Sources/Datasets/ImageNet/ImageNetClassList.swift, the 1,000 classes of ILSVRC2012-2017 with their names.

    make_imagenet_classes.py INFO-FOLDER META-FILE OUTPUT-FILE

INFO-FOLDER is timm/data/_info of the package timm (1.0.31 was used), with imagenet_synsets.txt and
imagenet_synset_to_lemma.txt; META-FILE is torchvision/models/_meta.py of the package torchvision (0.29.2 was used). Both
come from PyPI; neither is imported. A class is called by its first lemma in WordNet; where two classes share it, by
torchvision's name. The lists must agree in order, and in the names of all other classes. Needs nothing but Python's
standard library.
"""

import ast
import pathlib
import sys

HEADER = '''/// The classes of ILSVRC2012, as text: a WordNet id and a name a line, in the order of the ids.
///
/// Made by Fixtures/Generators/make_imagenet_classes.py. Ids and names are those of WordNet 3.0, Copyright 2006 by
/// Princeton University, all rights reserved; its licence permits use, copying and distribution with this notice and
/// without warranty: https://wordnet.princeton.edu/license-and-commercial-use.
enum ImageNetClassList {
  /// The thousand lines.
  static let text = """
'''


def categories(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "_IMAGENET_CATEGORIES":
            return ast.literal_eval(node.value)
    sys.exit(f"{path}: has no _IMAGENET_CATEGORIES")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    info, meta, output = map(pathlib.Path, sys.argv[1:])
    ids = (info / "imagenet_synsets.txt").read_text().split()
    lines = (info / "imagenet_synset_to_lemma.txt").read_text().splitlines()
    lemmas = {key: value.split(", ") for key, value in (line.split("\t") for line in lines)}
    others = categories(meta)
    if len(ids) != 1000 or ids != sorted(set(ids)) or len(others) != 1000 or len(set(others)) != 1000:
        sys.exit("the lists do not have 1,000 different classes in order")
    first = [lemmas[key][0] for key in ids]
    names = []
    for key, lemma, other in zip(ids, first, others):
        if lemma != other and first.count(lemma) == 1:
            sys.exit(f"{key}: the lists call it {lemma} and {other}")
        names.append(other)
    rows = [f"    {key} {name}\n" for key, name in zip(ids, names)]
    output.write_text(HEADER + "".join(rows) + '    """\n}\n')


main()
