#!/usr/bin/env python3
"""Makes Tests/ImageCodecsTests/JPEG/GoldenJPEGs.swift: small JPEG files, and the CRC-32 of what others decode them to.

    make_golden_jpegs.py OUTPUT-FILE

Needs cjpeg and djpeg of libjpeg-turbo 2.1 (djpeg's pixels with `-dct int` are the expected ones; at -scale 1/2, 1/4 and 1/8,
too) and, for files of four components, Pillow, whose conversion to RGB is expected. The picture is made here, by arithmetic.
"""

import base64
import io
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import zlib

from PIL import Image

WIDTH, HEIGHT = 27, 21
SCALES = ["1/1", "1/2", "1/4", "1/8"]

CASES = [
    ("gray", ["-grayscale"]),
    ("gray, progressive", ["-grayscale", "-progressive"]),
    ("4:4:4", ["-sample", "1x1"]),
    ("4:2:2", ["-sample", "2x1"]),
    ("4:2:0", ["-sample", "2x2"]),
    ("4:4:0", ["-sample", "1x2"]),
    ("4:1:1", ["-sample", "4x1"]),
    ("4:1:0", ["-sample", "4x2,1x1,1x1"]),
    ("3 × 1", ["-sample", "3x1,1x1,1x1"]),
    ("luma with fewer samples than chroma", ["-sample", "1x1,2x2,1x1"]),
    ("all components different", ["-sample", "2x2,1x2,2x1"]),
    ("RGB", ["-rgb"]),
    ("restarts each 2 MCUs", ["-sample", "2x1", "-restart", "2B"]),
    ("progressive 4:2:0", ["-sample", "2x2", "-progressive"]),
    ("progressive 4:4:4 with restarts", ["-sample", "1x1", "-progressive", "-restart", "3B"]),
    ("sequential in three scans", ["-sample", "2x2", "-scans", "1;0;2;"]),
    ("sequential in two scans", ["-sample", "2x1", "-scans", "0;1 2;", "-restart", "1B"]),
    ("16-bit quantization tables", ["-quality", "1", "-sample", "2x2"]),
    ("quality 100", ["-quality", "100", "-sample", "2x2"]),
]


def picture(width, height):
    samples, state = bytearray(), 1
    for y in range(height):
        for x in range(width):
            for channel in range(3):
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                value = (x * (9 + 4 * channel) + y * (13 - 5 * channel) + 60 * channel) & 511
                value = 511 - value if value > 255 else value
                value = (3 * value + (state >> 16) % 256) // 4 if x > 14 else value
                samples.append(240 - 80 * channel if (x - 8) ** 2 + (y - 9) ** 2 < 30 else value)
    return bytes(samples)


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def decoded(path, scale):
    output = run("djpeg", "-dct", "int", "-pnm", "-scale", scale, str(path))
    _, size, _, pixels = output.split(b"\n", 3)
    return pixels


def four_components(transform, progressive):
    rgb = picture(WIDTH, HEIGHT)
    key = bytes((7 * i) % 256 for i in range(WIDTH * HEIGHT))
    samples = b"".join(rgb[3 * i : 3 * i + 3] + key[i : i + 1] for i in range(WIDTH * HEIGHT))
    stream = io.BytesIO()
    Image.frombytes("CMYK", (WIDTH, HEIGHT), samples).save(stream, "JPEG", quality=60, optimize=True, progressive=progressive)
    data = bytearray(stream.getvalue())
    data[data.index(b"Adobe") + 11] = transform
    return bytes(data)


def main(output):
    entries = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "source.ppm"), pathlib.Path(folder, "target.jpg")
        source.write_bytes(b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + picture(WIDTH, HEIGHT))
        for name, options in CASES:
            if "-scans" in options:
                script = pathlib.Path(folder, "script")
                place = options.index("-scans") + 1
                script.write_text(options[place])
                options = options[:place] + [str(script)] + options[place + 1 :]
            quality = [] if "-quality" in options else ["-quality", "60"]
            run("cjpeg", *quality, "-optimize", *options, "-outfile", str(target), str(source))
            entries.append((name, target.read_bytes(), [zlib.crc32(decoded(target, scale)) for scale in SCALES]))
        for name, transform, progressive in [("CMYK", 0, False), ("YCCK", 2, False), ("YCCK, progressive", 2, True)]:
            data = four_components(transform, progressive)
            entries.append((name, data, [zlib.crc32(Image.open(io.BytesIO(data)).convert("RGB").tobytes())]))
    lines = [
        "/// Small JPEG files of 27 × 21 pixels, and what libjpeg-turbo 2.1.5, or for four components Pillow 13, decodes them to.",
        "///",
        "/// Made by `Fixtures/Generators/make_golden_jpegs.py`.",
        "enum GoldenJPEGs {",
        "  struct File: CustomTestStringConvertible, Sendable {",
        "    let testDescription: String",
        "    /// CRC-32 of the pixels at full size and, if known, at a half, a quarter and an eighth of each side.",
        "    let checks: [UInt32]",
        "    let base64: String",
        "  }",
        "",
        "  static let files: [File] = [",
    ]
    for name, data, checks in entries:
        numbers = ", ".join(f"0x{check:08x}" for check in checks)
        lines += ["    File(", f'      testDescription: "{name}",', f"      checks: [{numbers}],", "      base64: \"\"\""]
        lines += ["        " + line + "\\" for line in textwrap.wrap(base64.b64encode(data).decode(), 104)]
        lines[-1] = lines[-1][:-1]
        lines += ["        \"\"\"),"]
    lines += ["  ]", "}"]
    text = "\n".join(lines) + "\n"
    pathlib.Path(output).write_text("import Testing\n\n" + text)


if __name__ == "__main__":
    main(sys.argv[1])
