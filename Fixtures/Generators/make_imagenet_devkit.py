#!/usr/bin/env python3
"""Makes Fixtures/data/imagenet-devkit, a small kit in the form of ImageNet's (ILSVRC2012_devkit_t12).

    make_imagenet_devkit.py OUTPUT-FOLDER

Five classes and two inner nodes; the numbers of classes (ILSVRC2012_ID) are not in the order of their WordNet ids, as in
the kit itself. Writes meta.mat (compressed, as MATLAB writes it), meta-plain.mat (not compressed),
ILSVRC2012_validation_ground_truth.txt, and ILSVRC2012_devkit_t12.tar.gz with the first and the third. Needs scipy (1.17.1
was used); the same versions of scipy and zlib give the same bytes.
"""

import gzip
import io
import pathlib
import sys
import tarfile

import numpy
import scipy.io

# Number, WordNet id, words, gloss, children, height, training images.
SYNSETS = [
    (1, "n02119789", "kit fox, Vulpes macrotis", "small grey fox of southwestern United States", [], 0, 1300),
    (2, "n01440764", "tench, Tinca tinca", "freshwater dace-like game fish of Europe and western Asia", [], 0, 1300),
    (3, "n02100735", "English setter", "an English breed having a plumed tail", [], 0, 1300),
    (4, "n01443537", "goldfish, Carassius auratus", "small golden or orange-red freshwater fishes", [], 0, 1300),
    (5, "n07930864", "cup", "a punch served in a pitcher instead of a punch bowl", [], 0, 1300),
    (6, "n02512053", "fish", "any of various mostly cold-blooded aquatic vertebrates", [2, 4], 1, 0),
    (7, "n00001740", "entity", "that which is perceived to have its own existence; na\u00efvely, anything", [1, 3, 5, 6], 2, 0),
]
VALIDATION = [4, 1, 5, 2, 3, 2, 1, 4, 5, 3]


def meta(compressed):
    names = ["ILSVRC2012_ID", "WNID", "words", "gloss", "num_children", "children", "wordnet_height", "num_train_images"]
    synsets = numpy.zeros((len(SYNSETS), 1), dtype=[(name, object) for name in names])
    for row, (number, wnid, words, gloss, children, height, images) in enumerate(SYNSETS):
        synsets[row, 0] = (
            float(number), wnid, words, gloss, float(len(children)), numpy.array([children], dtype=float), float(height),
            float(images))
    file = io.BytesIO()
    scipy.io.savemat(file, {"synsets": synsets}, do_compression=compressed)
    # The header's text, 116 bytes, has the date.
    return b"MATLAB 5.0 MAT-file".ljust(116) + file.getvalue()[116:]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    truth = "".join(f"{number}\n" for number in VALIDATION).encode()
    files = {"meta.mat": meta(True), "meta-plain.mat": meta(False), "ILSVRC2012_validation_ground_truth.txt": truth}
    archive = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", mtime=0, fileobj=archive) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for name in ["ILSVRC2012_devkit_t12", "ILSVRC2012_devkit_t12/data"]:
                member = tarfile.TarInfo(name)
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(member)
            for name in ["meta.mat", "ILSVRC2012_validation_ground_truth.txt"]:
                member = tarfile.TarInfo(f"ILSVRC2012_devkit_t12/data/{name}")
                member.size = len(files[name])
                tar.addfile(member, io.BytesIO(files[name]))
    files["ILSVRC2012_devkit_t12.tar.gz"] = archive.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


main()
