#!/usr/bin/env python3
"""Makes Fixtures/images: pictures to decode, what they decode to, and what is wrong with those that must be refused.

    make_image_fixtures.py CORPORA-FOLDER OUTPUT-FOLDER

CORPORA-FOLDER has the test files of others: go-image (src/image of Go 1.19), libpng (contrib/pngsuite and contrib/testpngs of
libpng 1.6) and libjpeg-turbo (testimages), as Debian's sources have them. OUTPUT-FOLDER keeps its README.md; all else in it is
made anew. Needs cjpeg, djpeg and jpegtran of libjpeg-turbo 2.1, NumPy and Pillow, and the licence texts that Debian installs in
/usr/share/doc. The same versions give the same bytes.

Expected pixels are never those of the decoder under test:
- JPEG: `djpeg -dct int`, of progressive files that lack scans after `jpegtran` made them sequential, for djpeg would smooth
  them; CMYK and YCCK: Pillow, converted to RGB; orientation: Pillow's ImageOps.exif_transpose.
- PNG: the decoder in this file (zlib and NumPy, straight from the standard), held against Pillow where Pillow has 8 bits.
"""

import io
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 61, 47
LIBPNG_LICENSE = "/usr/share/doc/libpng16-16/copyright"
LIBJPEG_TURBO_LICENSE = "/usr/share/doc/libjpeg-turbo-progs/copyright"

# MARK: the manifest


class Manifest:
    """Rows of expected.tsv; README.md says what its columns are."""

    COLUMNS = "path options outcome reason reference width height channels crc32 picture mean greatest".split()

    def __init__(self):
        self.rows = []

    def add(self, path, **values):
        row = dict.fromkeys(self.COLUMNS, "-") | {"path": path} | {key: str(value) for key, value in values.items()}
        assert set(row) == set(self.COLUMNS), row
        self.rows.append(row)

    def refused(self, path, reason, options="-"):
        self.add(path, options=options, outcome="refused", reason=reason)

    def exact(self, path, pixels, options="-", outcome="decodes"):
        height, width, channels = pixels.shape
        self.add(path, options=options, outcome=outcome, reference="exact", width=width, height=height,
                 channels=channels, crc32=f"{zlib.crc32(pixels.tobytes()):08x}")

    def bounded(self, path, pixels, picture, options="-", outcome="decodes", mean=1, greatest=4):
        height, width, channels = pixels.shape
        self.add(path, options=options, outcome=outcome, reference="bounds", width=width, height=height,
                 channels=channels, picture=picture, mean=mean, greatest=greatest)

    def write(self, path):
        rows = sorted(self.rows, key=lambda row: (row["path"], row["options"]))
        lines = ["\t".join(self.COLUMNS)] + ["\t".join(row[column] for column in self.COLUMNS) for row in rows]
        path.write_text("\n".join(lines) + "\n")


def array(image):
    """An image's samples as height × width × channels."""
    samples = np.asarray(image)
    return samples[:, :, None] if samples.ndim == 2 else samples


def stanza(path, name):
    """A licence out of a Debian copyright file."""
    lines = pathlib.Path(path).read_text().splitlines()
    start = max(index for index, line in enumerate(lines)
                if line == f"License: {name}" and index + 1 < len(lines) and lines[index + 1].startswith(" "))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith(" ")), len(lines))
    return "\n".join("" if line.strip() == "." else line.removeprefix(" ") for line in lines[start + 1 : end]) + "\n"


# MARK: PNG, from the standard


def png_chunks(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    position = 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        yield data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        position += 12 + length


def unfilter(rows, height, row_length, distance):
    result = np.zeros((height, row_length), np.uint8)
    above = [0] * row_length
    for y in range(height):
        kind, line = rows[y * (row_length + 1)], list(rows[y * (row_length + 1) + 1 : (y + 1) * (row_length + 1)])
        for x in range(row_length):
            a = line[x - distance] if x >= distance else 0
            b = above[x]
            c = above[x - distance] if x >= distance else 0
            if kind == 4:
                estimates = [(abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c)]
                predicted = min(estimates)[2]
            else:
                predicted = [0, a, b, (a + b) // 2][kind]
            line[x] = (line[x] + predicted) & 255
        result[y] = line
        above = line
    return result


def png_samples(data):
    """Samples as stored (height × width × samples), depth, colour type, palette, tRNS."""
    parts = list(png_chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    palette = next((content for name, content in parts if name == b"PLTE"), b"")
    transparency = next((content for name, content in parts if name == b"tRNS"), None)
    rows = zlib.decompress(b"".join(content for name, content in parts if name == b"IDAT"))
    count = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    result = np.zeros((height, width, count), np.int64)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    for x, y, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        columns, lines = len(range(x, width, dx)), len(range(y, height, dy))
        if not columns or not lines:
            continue
        row_length = (columns * count * depth + 7) // 8
        used = (row_length + 1) * lines
        values = unfilter(rows[:used], lines, row_length, max(1, count * depth // 8)).astype(np.int64)
        rows = rows[used:]
        if depth == 16:
            values = values[:, 0::2] * 256 + values[:, 1::2]
        elif depth < 8:
            shifts = range(8 - depth, -1, -depth)
            values = np.stack([values >> shift & (1 << depth) - 1 for shift in shifts], 2).reshape(lines, -1)
        result[y::dy, x::dx] = values[:, : columns * count].reshape(lines, columns, count)
    return result, depth, kind, palette, transparency


def png_pixels(data, background=None):
    """8-bit gray or RGB; transparency dropped, or composited over an (r, g, b) of equal parts, rounded once."""
    samples, depth, kind, palette, transparency = png_samples(data)
    largest = (1 << depth) - 1
    alpha = np.full(samples.shape[:2], largest)
    if kind == 3:
        largest = 255
        colours = np.zeros((256, 3), np.int64)
        colours[: len(palette) // 3] = np.frombuffer(palette, np.uint8).reshape(-1, 3)
        alphas = np.full(256, 255)
        alphas[: len(transparency or b"")] = list(transparency or b"")
        samples, alpha = colours[samples[:, :, 0]], alphas[samples[:, :, 0]]
    elif kind in (4, 6):
        samples, alpha = samples[:, :, :-1], samples[:, :, -1]
    elif transparency is not None:
        key = np.frombuffer(transparency, ">u2").astype(np.int64) & largest
        alpha = np.where((samples == key).all(2), 0, largest)
    if background is None:
        return ((samples * 255 * 2 + largest) // (2 * largest)).astype(np.uint8)
    assert len(set(background)) == 1
    scaled = samples * 255 * alpha[:, :, None] + (largest - alpha[:, :, None]) * background[0] * largest
    return ((2 * scaled + largest * largest) // (2 * largest * largest)).astype(np.uint8)


def check_against_pillow(path, pixels):
    image = Image.open(path)
    if image.mode.startswith("I"):
        return
    _, depth, kind, _, _ = png_samples(path.read_bytes())
    if depth == 16:
        # Pillow takes the upper bytes of 16-bit colours.
        return
    mode = "L" if kind in (0, 4) else "RGB"
    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA").convert("RGB")
    assert (array(image.convert(mode)) == pixels).all(), path


def copy_png(source, folder, manifest, name=None, composited=False):
    name = name or source.name
    shutil.copyfile(source, folder / name)
    path = f"{folder.name}/{name}"
    data = source.read_bytes()
    pixels = png_pixels(data)
    check_against_pillow(source, pixels)
    manifest.exact(path, pixels)
    if composited:
        for level in (255, 77):
            manifest.exact(path, png_pixels(data, (level,) * 3), options=f"over={level}")


# MARK: JPEG, by the tools and by the byte


def picture():
    """Ramps, discs, strokes like those of letters, and noise, in RGB."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [x * 3 + y, 200 - x * 2 + y, 40 + y * 4 - x]
    rgb = np.stack(planes, 2).astype(np.int64)
    rgb[(x - 18) ** 2 + (y - 14) ** 2 < 90] = (220, 40, 30)
    rgb[(x - 47) ** 2 + (y - 33) ** 2 < 60] = (20, 60, 200)
    strokes = ((x % 6 < 2) & (y % 9 < 7) | (y % 9 == 3)) & (y > 30) & (x < 36)
    rgb[strokes] = (250, 250, 240)
    state = 1
    for row in range(24):
        for column in range(40, WIDTH):
            for channel in range(3):
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                rgb[row, column, channel] += (state >> 16) % 64 - 32
    return np.clip(rgb, 0, 255).astype(np.uint8)


def run(arguments, data, statuses=(0,)):
    result = subprocess.run(arguments, input=data, capture_output=True)
    assert result.returncode in statuses, (arguments, result)
    return result.stdout


def ppm(pixels):
    height, width, channels = pixels.shape
    return b"P%d\n%d %d\n255\n" % (5 if channels == 1 else 6, width, height) + pixels.tobytes()


def cjpeg(pixels, *arguments):
    return run(["cjpeg", "-dct", "int", *arguments], ppm(pixels))


def djpeg(data, tolerant=False):
    output = run(["djpeg", "-dct", "int", "-pnm"], data, (0, 2) if tolerant else (0,))
    return array(Image.open(io.BytesIO(output)))


def unsmoothed(data):
    """What the coefficients that are there decode to."""
    return djpeg(run(["jpegtran"], data, (0, 2)))


def segments(data):
    """(marker, content) up to and with SOS, then the rest of the file."""
    position, result = 2, []
    while True:
        marker = data[position + 1]
        (length,) = struct.unpack(">H", data[position + 2 : position + 4])
        result.append((marker, data[position + 4 : position + 2 + length]))
        position += 2 + length
        if marker == 0xDA:
            return result, data[position:]


def joined(parts, rest):
    body = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content for marker, content in parts)
    return b"\xff\xd8" + body + rest


def changed(data, change):
    """A file whose segments went through `change`, which gives each one's replacements."""
    parts, rest = segments(data)
    return joined([new for part in parts for new in change(*part)], rest)


def frame(data, change):
    """A file whose frame header's marker and content went through `change`."""
    return changed(data, lambda marker, content: [
        change(marker, bytearray(content)) if marker in (0xC0, 0xC1, 0xC2) else (marker, content)])


def with_sampling(data, *factors):
    def change(marker, content):
        for index, factor in enumerate(factors):
            content[7 + 3 * index] = factor
        return marker, bytes(content)

    return frame(data, change)


def with_wide_tables(data):
    """The same steps in 16 bits, for which the frame is no longer baseline."""
    def change(marker, content):
        if marker == 0xC0:
            marker = 0xC1
        elif marker == 0xDB:
            content = bytes([content[0] | 0x10]) + b"".join(struct.pack(">H", step) for step in content[1:])
        return [(marker, content)]

    return changed(data, change)


def with_orientation(data, orientation, order):
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, 1) + entry + struct.pack(order + "I", 0)
    parts, rest = segments(data)
    return joined([parts[0], (0xE1, b"Exif\0\0" + tiff)] + parts[1:], rest)


def with_bytes_between(data, filler):
    """`filler` before each marker up to the scan."""
    parts, rest = segments(data)
    pieces = [filler + b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content for marker, content in parts]
    return b"\xff\xd8" + b"".join(pieces) + rest


def four_components(planes, transform=None):
    """Pillow's CMYK file of these planes; with `transform`, its Adobe marker says so."""
    output = io.BytesIO()
    Image.fromarray(planes, "CMYK").save(output, "JPEG", quality=92)
    if transform is None:
        return output.getvalue()
    return changed(output.getvalue(), lambda marker, content: [
        (marker, content[:-1] + bytes([transform]) if marker == 0xEE else content)])


def cmyk_planes(rgb):
    ink = 255 - rgb.astype(np.int64)
    black = ink.min(2) * 3 // 4
    rest = (ink - black[:, :, None]) * 255 // (255 - black[:, :, None])
    return np.concatenate([rest, black[:, :, None]], 2).astype(np.uint8)


def make_jpegs(folder, manifest):
    folder.mkdir()
    (folder / "expected").mkdir()
    rgb = picture()
    gray = array(Image.fromarray(rgb).convert("L"))
    pictures = {}

    def keep(pixels, name):
        """The name of the expected picture with these pixels."""
        key = (pixels.shape, pixels.tobytes())
        if key not in pictures:
            pictures[key] = f"jpeg/expected/{name}.png"
            samples = pixels[:, :, 0] if pixels.shape[2] == 1 else pixels
            Image.fromarray(samples).save(folder / "expected" / f"{name}.png", optimize=True)
        return pictures[key]

    def add(name, data, pixels=None, mean=0, greatest=0, **more):
        (folder / f"{name}.jpg").write_bytes(data)
        pixels = djpeg(data) if pixels is None else pixels
        manifest.bounded(f"jpeg/{name}.jpg", pixels, keep(pixels, name), mean=mean, greatest=greatest, **more)

    def refuse(name, data, reason):
        (folder / f"{name}.jpg").write_bytes(data)
        manifest.refused(f"jpeg/{name}.jpg", reason)

    # Samplings: the first component's factors are the luminance's.
    samplings = {
        "444": "1x1", "422": "2x1", "420": "2x2", "440": "1x2", "411": "4x1", "410": "4x2", "441": "1x4", "3x1": "3x1",
        "1x3": "1x3", "3x2": "3x2", "luma-2x2-chroma-2x1": "2x2,2x1,2x1", "luma-2x2-chroma-1x2": "2x2,1x2,1x2",
        "luma-2x2-chroma-2x1-1x2": "2x2,2x1,1x2", "luma-1x1-chroma-2x2": "1x1,2x2,2x2", "luma-1x1-chroma-2x1": "1x1,2x1,2x1",
        "luma-2x1-chroma-1x2": "2x1,1x2,1x2", "chroma-of-two-sizes": "2x2,1x1,2x2",
    }
    for name, factors in samplings.items():
        add(f"sampling-{name}", cjpeg(rgb, "-quality", "85", "-sample", factors))
    for name in ("444", "422", "420", "440", "411", "luma-2x2-chroma-2x1"):
        add(f"progressive-{name}", cjpeg(rgb, "-quality", "85", "-progressive", "-sample", samplings[name]))
    add("gray", cjpeg(gray, "-quality", "85"))
    add("gray-progressive", cjpeg(gray, "-quality", "85", "-progressive"))
    add("gray-2x2", with_sampling(cjpeg(gray, "-quality", "85"), 0x22))
    add("gray-2x2-restart", with_sampling(cjpeg(gray, "-quality", "85", "-restart", "3B"), 0x22))
    add("gray-of-rgb", cjpeg(rgb, "-quality", "85", "-grayscale"))

    # Colour models.
    plain = cjpeg(rgb, "-quality", "85", "-sample", "2x2")
    full = cjpeg(rgb, "-quality", "85", "-sample", "1x1")
    stored = cjpeg(rgb, "-quality", "85", "-rgb", "-sample", "1x1")
    add("rgb", stored)
    add("rgb-by-component-names", changed(stored, lambda marker, content: [(marker, content)] if marker != 0xEE else []))
    add("ycbcr-without-jfif", changed(plain, lambda marker, content: [(marker, content)] if marker != 0xE0 else []))
    add("ycbcr-by-adobe", changed(plain, lambda marker, content: [
        (marker, content)] if marker != 0xE0 else [(0xEE, b"Adobe\0\x64\0\0\0\0\x01")]))
    planes = cmyk_planes(rgb)
    # Pillow inverts on writing; Y, Cb, Cr are those of 255 - ink, as the transform is inverted.
    ycc = np.asarray(Image.fromarray(255 - planes[:, :, :3]).convert("YCbCr"))
    ycck = np.concatenate([255 - ycc, planes[:, :, 3:]], 2)
    for name, data in (("cmyk", four_components(planes)), ("ycck", four_components(ycck, transform=2))):
        add(name, data, array(Image.open(io.BytesIO(data)).convert("RGB")))

    # Coding.
    with tempfile.TemporaryDirectory() as scratch:
        scans = pathlib.Path(scratch) / "scans"
        scans.write_text("0;\n1;\n2;\n")
        add("scans-of-one-component", cjpeg(rgb, "-quality", "85", "-scans", str(scans)))
        scans.write_text("1 2;\n0;\n")
        add("scans-chroma-first", cjpeg(rgb, "-quality", "85", "-restart", "2B", "-scans", str(scans)))
        scans.write_text("0 1 2: 0-0, 0, 1;\n0: 1-5, 0, 2;\n2: 1-63, 0, 1;\n1: 1-63, 0, 1;\n0: 6-63, 0, 2;\n"
                         "0: 1-63, 2, 1;\n0 1 2: 0-0, 1, 0;\n2: 1-63, 1, 0;\n1: 1-63, 1, 0;\n0: 1-63, 1, 0;\n")
        add("progressive-script", cjpeg(rgb, "-quality", "85", "-scans", str(scans)))
        scans.write_text("0;\n1;\n2;\n")
        separate = cjpeg(rgb, "-quality", "85", "-sample", "1x1", "-scans", str(scans))
    add("optimized", cjpeg(rgb, "-quality", "85", "-optimize"))
    add("restart-every-row", cjpeg(rgb, "-quality", "85", "-restart", "1"))
    add("restart-every-unit", cjpeg(rgb, "-quality", "85", "-restart", "1B"))
    add("restart-progressive", cjpeg(rgb, "-quality", "85", "-progressive", "-restart", "2B"))
    add("quality-1", cjpeg(rgb, "-quality", "1", "-baseline"))
    add("quality-100", cjpeg(rgb, "-quality", "100", "-sample", "1x1"))
    add("tables-of-16-bits", with_wide_tables(plain))
    add("tables-of-16-bits-past-255", cjpeg(rgb, "-quality", "5"))
    add("tables-together", together(plain))
    add("without-huffman-tables", changed(plain, lambda marker, content: [(marker, content)] if marker != 0xC4 else []),
        djpeg(plain))
    add("comments-and-unknown-segments", changed(plain, lambda marker, content: [
        (0xFE, b"comment \xff\xd9"), (0xEC, b""), (marker, content)]), djpeg(plain))

    # Bytes that do not belong.
    add("fill-bytes", with_bytes_between(plain, b"\xff\xff\xff"), djpeg(plain))
    add("stray-bytes", with_bytes_between(plain, b"\x00\x12\x34"), djpeg(plain))
    add("trailing-garbage", plain + b"\xff\xd8\xff\xe0garbage\xff" * 3, djpeg(plain))
    add("without-end", plain[:-2], djpeg(plain))
    add("garbage-before-end", plain[:-2] + b"\x01\x02\x03" + plain[-2:], djpeg(plain))

    # Sizes about a block and a unit.
    for width, height in ((1, 1), (8, 8), (9, 7), (16, 16), (17, 33), (1, 40), (40, 1)):
        part = np.ascontiguousarray(rgb[:height, :width])
        add(f"size-{width}x{height}", cjpeg(part, "-quality", "85", "-sample", "2x2"))

    # Orientation.
    small = np.ascontiguousarray(rgb[5:18, 9:30])
    upright = cjpeg(small, "-quality", "80", "-sample", "2x1")
    for order, label in (("<", "little"), (">", "big")):
        for orientation in range(1, 9):
            data = with_orientation(upright, orientation, order)
            marked = Image.fromarray(djpeg(upright))
            marked.getexif()[0x0112] = orientation
            turned = array(ImageOps.exif_transpose(marked)) if orientation > 1 else djpeg(upright)
            add(f"orientation-{orientation}-{label}-endian", data, turned)
    add("orientation-9", with_orientation(upright, 9, ">"), djpeg(upright))
    manifest.bounded("jpeg/orientation-6-big-endian.jpg", djpeg(upright), keep(djpeg(upright), "upright"),
                     options="as-stored", mean=0, greatest=0)

    # Files cut short: an error, or what there is, as djpeg has it.
    parts, rest = segments(plain)
    scan = len(plain) - len(rest)
    for name, length in (("in-tables", 100), ("before-scan", scan), ("after-a-third", scan + len(rest) // 3),
                         ("at-three-quarters", scan + len(rest) * 3 // 4), ("before-last-bytes", len(plain) - 5),
                         ("to-two-bytes", 2)):
        refuse(f"truncated-{name}", plain[:length], "truncated")
    for name in ("after-a-third", "at-three-quarters"):
        data = (folder / f"truncated-{name}.jpg").read_bytes()
        pixels = djpeg(data, tolerant=True)
        manifest.bounded(f"jpeg/truncated-{name}.jpg", pixels, keep(pixels, f"truncated-{name}"), options="partial",
                         outcome="partial", mean=0, greatest=0)
    progressive = cjpeg(rgb, "-quality", "85", "-progressive")
    refuse("truncated-progressive", progressive[: len(progressive) * 2 // 3], "truncated")
    pixels = unsmoothed(progressive[: len(progressive) * 2 // 3])
    manifest.bounded("jpeg/truncated-progressive.jpg", pixels, keep(pixels, "truncated-progressive"), options="partial",
                     outcome="partial", mean=0, greatest=0)
    end = separate.index(b"\xff\xda", separate.index(b"\xff\xda") + 2)
    refuse("truncated-after-first-scan", separate[:end], "truncated")
    restarted = cjpeg(rgb, "-quality", "85", "-restart", "1B")
    first = restarted.index(b"\xff\xd0")
    refuse("restart-markers-out-of-order", restarted[:first] + b"\xff\xd3" + restarted[first + 2 :], "malformed")

    # What is not decoded.
    refuse("arithmetic", cjpeg(rgb, "-quality", "85", "-arithmetic"), "unsupported")
    refuse("arithmetic-progressive", cjpeg(rgb, "-quality", "85", "-arithmetic", "-progressive"), "unsupported")
    for name, marker in (("lossless", 0xC3), ("hierarchical", 0xC5), ("lossless-arithmetic", 0xCB)):
        refuse(name, frame(plain, lambda _, content, marker=marker: (marker, bytes(content))), "unsupported")
    refuse("12-bits", frame(plain, lambda _, content: (0xC1, b"\x0c" + bytes(content[1:]))), "unsupported")
    refuse("height-0", frame(plain, lambda marker, content: (marker, bytes(content[:1]) + b"\0\0" + bytes(content[3:]))),
           "unsupported")

    # What breaks the rules.
    refuse("width-0", frame(plain, lambda marker, content: (marker, bytes(content[:3]) + b"\0\0" + bytes(content[5:]))),
           "malformed")
    refuse("too-large", frame(plain, lambda marker, content: (
        marker, bytes(content[:1]) + b"\xff\xdc\xff\xdc" + bytes(content[5:]))), "tooLarge")
    refuse("sampling-0", with_sampling(plain, 0x02), "malformed")
    refuse("sampling-5", with_sampling(plain, 0x51), "malformed")
    refuse("components-without-quantization", changed(plain, lambda marker, content: [
        (marker, content)] if marker != 0xDB else []), "malformed")
    refuse("too-many-codes", changed(plain, lambda marker, content: [
        (marker, content if marker != 0xC4 else content[:1] + b"\x03" + content[2:])]), "malformed")
    refuse("two-frames", changed(plain, lambda marker, content: [(marker, content)] * (2 if marker == 0xC0 else 1)),
           "malformed")
    refuse("scan-of-unknown-component", changed(plain, lambda marker, content: [
        (marker, content if marker != 0xDA else content[:1] + b"\x09" + content[2:])]), "malformed")
    refuse("segment-length-1", plain[:4] + b"\0\x01" + plain[6:], "malformed")
    (folder / "no-image.jpg").write_bytes(b"This is no image.\n")
    manifest.refused("jpeg/no-image.jpg", "unrecognized")
    (folder / "empty.jpg").write_bytes(b"")
    manifest.refused("jpeg/empty.jpg", "unrecognized")


def together(data):
    """All quantization tables in one segment, and all Huffman tables in another."""
    parts, rest = segments(data)
    for kind in (0xDB, 0xC4):
        tables = b"".join(content for marker, content in parts if marker == kind)
        first = next(index for index, (marker, _) in enumerate(parts) if marker == kind)
        parts = [part for index, part in enumerate(parts) if part[0] != kind or index == first]
        parts[first] = (kind, tables)
    return joined(parts, rest)


# MARK: the files of others


def copy_jpeg(source, folder, manifest):
    shutil.copyfile(source, folder / source.name)
    path = f"{folder.name}/{source.name}"
    if Image.open(source).mode == "CMYK":
        manifest.exact(path, array(Image.open(source).convert("RGB")))
    else:
        manifest.exact(path, djpeg(source.read_bytes()))


def copy_go(corpora, output, manifest):
    folder = output / "go-image"
    folder.mkdir()
    (folder / "LICENSE").write_text(stanza(corpora / "go-image/COPYRIGHT", "Go"))
    for source in sorted((corpora / "go-image/testdata").glob("*.jpeg")):
        if ".truncated." in source.name:
            # Scans are missing, but it has an end.
            shutil.copyfile(source, folder / source.name)
            manifest.exact(f"go-image/{source.name}", unsmoothed(source.read_bytes()))
        else:
            copy_jpeg(source, folder, manifest)
    for source in sorted((corpora / "go-image/testdata").glob("*.png")):
        copy_png(source, folder, manifest)
    refused = {"invalid-crc32.png": "checksumMismatch", "invalid-noend.png": "truncated",
               "invalid-trunc.png": "truncated", "invalid-zlib.png": "checksumMismatch"}
    for source in sorted((corpora / "go-image/png/testdata").glob("*.png")):
        if source.name in refused:
            shutil.copyfile(source, folder / source.name)
            manifest.refused(f"go-image/{source.name}", refused[source.name])
        elif source.name == "invalid-palette.png":
            # A palette index without a colour, which is black.
            shutil.copyfile(source, folder / source.name)
            manifest.exact(f"go-image/{source.name}", png_pixels(source.read_bytes()))
        else:
            copy_png(source, folder, manifest, composited=source.name == "benchNRGBA-gradient.png")
    shared = {path.name for path in (corpora / "libpng/pngsuite").glob("*.png")}
    for source in sorted((corpora / "go-image/png/testdata/pngsuite").glob("*.png")):
        if source.name not in shared:
            copy_png(source, folder, manifest, composited=source.name == "basn3p08-trns.png")


def copy_pngsuite(corpora, output, manifest):
    folder = output / "pngsuite"
    folder.mkdir()
    shutil.copyfile(corpora / "libpng/pngsuite/README", folder / "LICENSE")
    for source in sorted((corpora / "libpng/pngsuite").glob("**/*.png")):
        composited = source.name.startswith(("ft", "ift", "basn4", "basn6", "ibasn4", "ibasn6"))
        copy_png(source, folder, manifest, composited=composited)


def copy_testpngs(corpora, output, manifest):
    folder = output / "testpngs"
    folder.mkdir()
    (folder / "LICENSE").write_text(stanza(LIBPNG_LICENSE, "libpng"))
    for source in sorted((corpora / "libpng/testpngs").glob("*.png")):
        copy_png(source, folder, manifest, composited="alpha" in source.name or "tRNS" in source.name)
    reasons = {"bad_iCCP.png": "checksumMismatch", "badadler.png": "checksumMismatch", "badcrc.png": "checksumMismatch"}
    for source in sorted((corpora / "libpng/testpngs/crashers").glob("*.png")):
        shutil.copyfile(source, folder / source.name)
        if source.name == "empty_ancillary_chunks.png":
            # Pillow refuses it; for libpng what is wrong with ancillary chunks is no error.
            manifest.exact(f"testpngs/{source.name}", png_pixels(source.read_bytes()))
        else:
            # The others say that a chunk has 1 GiB.
            manifest.refused(f"testpngs/{source.name}", reasons.get(source.name, "truncated"))


def copy_libjpeg_turbo(corpora, output, manifest):
    folder = output / "libjpeg-turbo"
    folder.mkdir()
    (folder / "LICENSE").write_text(stanza(LIBJPEG_TURBO_LICENSE, "BSD-BY-LC-NE"))
    for source in sorted((corpora / "libjpeg-turbo").glob("*.jpg")):
        if source.name in ("testimgari.jpg", "testorig12.jpg"):
            shutil.copyfile(source, folder / source.name)
            manifest.refused(f"libjpeg-turbo/{source.name}", "unsupported")
        else:
            copy_jpeg(source, folder, manifest)


def main():
    corpora, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name in ("jpeg", "go-image", "pngsuite", "testpngs", "libjpeg-turbo"):
        shutil.rmtree(output / name, ignore_errors=True)
    manifest = Manifest()
    make_jpegs(output / "jpeg", manifest)
    copy_go(corpora, output, manifest)
    copy_pngsuite(corpora, output, manifest)
    copy_testpngs(corpora, output, manifest)
    copy_libjpeg_turbo(corpora, output, manifest)
    manifest.write(output / "expected.tsv")
    for path in output.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


if __name__ == "__main__":
    main()
