#!/usr/bin/env python3
"""Makes Fixtures/preparation: crop, mirror, resize, ten views, mean image, colour, standardization.

    make_preparation_cases.py [FIXTURES]

Resized pixels are Pillow's (bilinear, antialiased). Pillow from 12.2 on resamples columns first where images shrink much more in
height than in width, and samples may then differ by 1; the sizes here are not such, so versions agree. The rest is NumPy.
"""

import sys

import numpy as np
from PIL import Image

from golden import Case, bounded, exact, write_from_arguments

SCRIPT = "make_preparation_cases.py"
BYTES = exact("pixels are copied, or 0")

# The components of ImageNet's colours in the authors' released code, largest first: σ on the scale of 0–255, and vectors.
DEVIATIONS = np.array([121.78006099, 37.09388853, 19.72083305])
VECTORS = np.array(
    [[-0.56351045, -0.5761844, -0.59200296], [-0.71257945, -0.02354167, 0.70119634], [0.41795513, -0.81698062, 0.39731118]]
)


class Maker:
    def __init__(self):
        self.cases = []

    def case(self, transform, name, description, parameters, oracle="numpy"):
        case = Case(
            f"preparation/{transform}/{name}", transform, description, parameters, SCRIPT, 6000 + len(self.cases), oracle
        )
        self.cases.append(case)
        return case


def picture(case, height, width, channels, smooth=False):
    """Noise; or waves with noise, where a resized image is to look like one."""
    noise = case.numbers.integers(256, height, width, channels)
    if smooth:
        h, w, c = np.mgrid[0:height, 0:width, 0:channels]
        noise = (noise // 4 + (95 + 95 * np.sin(h / 3 + c) * np.cos(w / 4 - c)).astype(np.int64)) & 255
    image = noise.astype(np.uint8)
    case.input("image", image)
    return image


def window(image, row, column, height, width):
    """A rectangle of the image; black beside it."""
    result = np.zeros((height, width, image.shape[2]), image.dtype)
    for h in range(height):
        for w in range(width):
            if 0 <= row + h < image.shape[0] and 0 <= column + w < image.shape[1]:
                result[h, w] = image[row + h, column + w]
    return result


def half(pixels, rounding):
    """Pixels before the middle part. `down`: ⌊n / 2⌋; `toEven`: halves go to the even number."""
    return pixels // 2 if rounding == "down" else round(pixels / 2)


def crops(make):
    def add(name, description, size, place, channels=3):
        row, column, height, width = place
        case = make.case("crop", name, description, {"row": row, "column": column, "height": height, "width": width})
        image = picture(case, *size, channels)
        case.result("pixels", window(image, *place).astype(np.float64), BYTES)

    add("inside", "A rectangle within the image.", (13, 17), (3, 5, 7, 9))
    add("upper-left", "The first rows and columns.", (13, 17), (0, 0, 5, 11))
    add("lower-right", "The last rows and columns, gray.", (13, 17), (8, 6, 5, 11), channels=1)
    add("beyond", "A rectangle that reaches beyond the image above and to the right: black there.", (9, 11), (-2, 5, 7, 10))
    add("outside", "A rectangle beside the image: all black.", (5, 7), (1, 9, 3, 4))

    def centre(name, size, output, rounding, description):
        case = make.case("crop", name, description, {"height": output[0], "width": output[1], "centre": rounding})
        image = picture(case, *size, 3)
        place = (half(size[0] - output[0], rounding), half(size[1] - output[1], rounding), *output)
        case.result("pixels", window(image, *place).astype(np.float64), BYTES)

    centre("centre-down", (14, 18), (11, 13), "down", "The middle; of 3 and 5 pixels left over, 1 and 2 are before (Caffe).")
    centre(
        "centre-to-even",
        (14, 18),
        (11, 13),
        "toEven",
        "The middle; of 3 and 5 pixels left over, 2 and 2 are before (torchvision).",
    )
    centre(
        "centre-larger",
        (5, 8),
        (8, 13),
        "down",
        "The image in the middle of a larger black one; of −3 and −5 rows and columns left over, −2 and −3 are before.",
    )


def mirrors(make):
    for name, description, size in [
        ("colour", "Left and right exchanged; the order of colours stays.", (7, 11, 3)),
        ("gray", "An even number of gray columns.", (5, 8, 1)),
        ("one-column", "One column is its own mirror image.", (5, 1, 3)),
    ]:
        case = make.case("mirror", name, description, {})
        image = picture(case, *size)
        case.result("pixels", image[:, ::-1].astype(np.float64), BYTES)


def resizes(make):
    bound = exact(
        "Pillow's integer arithmetic, coefficients rounded to 22 bits, rows and columns each rounded to bytes, is part of the definition"
    )

    def pillow(image, width, height, box=None):
        squeezed = image[:, :, 0] if image.shape[2] == 1 else image
        resized = np.array(Image.fromarray(squeezed).resize((width, height), Image.Resampling.BILINEAR, box=box))
        return resized.reshape(height, width, image.shape[2])

    def add(name, description, size, output, box=None):
        height, width = output
        parameters = {"height": height, "width": width, "filter": "bilinear, antialiased"}
        if box:
            parameters["region"] = dict(zip(("left", "top", "right", "bottom"), box))
        case = make.case("resize", name, description, parameters, "pillow")
        image = picture(case, *size, smooth=True)
        case.result("pixels", pillow(image, width, height, box).astype(np.float64), bound)

    add("smaller", "Shrunk by different factors.", (47, 61, 3), (29, 33))
    add("larger", "Grown by different factors.", (9, 13, 3), (22, 31))
    add("gray", "Gray, grown in rows and shrunk in columns.", (19, 37, 1), (45, 21))
    add("same-size", "The same size: nothing changes.", (7, 11, 3), (7, 11))
    add("one-pixel", "The mean of all pixels, nearly.", (11, 13, 3), (1, 1))
    add("region", "A part of the image whose edges lie between pixels.", (31, 43, 3), (13, 17), (3.5, 2.25, 40.125, 29.75))

    def shorter(name, description, size, side, square):
        parameters = {"shorterSide": side, "filter": "bilinear, antialiased"}
        if square:
            parameters["square"] = "down"
        case = make.case("resize", name, description, parameters, "pillow")
        image = picture(case, *size, smooth=True)
        short = min(size[:2])
        height, width = (side, side * size[1] // short) if size[0] <= size[1] else (side * size[0] // short, side)
        resized = pillow(image, width, height)
        if square:
            resized = resized[half(height - side, "down") :][:side, half(width - side, "down") :][:, :side]
        case.result("pixels", resized.astype(np.float64), bound)

    shorter(
        "shorter-side", "The shorter side to 25; the longer one in proportion, its fraction dropped.", (37, 53, 3), 25, False
    )
    shorter("shorter-side-upright", "The same of an image higher than wide.", (53, 37, 3), 25, False)
    shorter(
        "shorter-side-square",
        "The paper's: the shorter side to 25, then the square in the middle, one pixel less before than behind.",
        (37, 54, 3),
        25,
        True,
    )


def ten_views(make):
    def add(name, description, size, output, rounding):
        height, width = output
        parameters = {"height": height, "width": width, "centre": rounding}
        case = make.case("ten-views", name, description, parameters)
        image = picture(case, *size)
        bottom, right = size[0] - height, size[1] - width
        places = [(0, 0), (0, right), (bottom, 0), (bottom, right), (half(bottom, rounding), half(right, rounding))]
        views = [window(image, *place, height, width) for place in places]
        views += [view[:, ::-1] for view in views]
        case.result("pixels", np.stack(views).astype(np.float64), BYTES)

    order = "Upper left, upper right, lower left, lower right, centre, then the mirror images of these in the same order. "
    add("down", order + "Of 5 rows and 3 columns left over, 2 and 1 are before the centre.", (12, 14, 3), (7, 11), "down")
    add("to-even", order + "Of 5 rows and 3 columns left over, 2 and 2 are before the centre.", (12, 14, 3), (7, 11), "toEven")
    add("gray", order + "Gray; views as wide as the image.", (9, 7, 1), (4, 7), "down")


# Numbers from pixels


def numbers(make, transform, name, description, size, crop, *, mirrored=False, channels="rgb", range=255, mean=None, mean_image=None,
            deviation=None, colour=None):  # fmt: skip
    """value = ((pixel + offset) · range/255 − mean) / deviation / divisor, in the network's order C,H,W.

    mean: a colour on the scale of 0–255, or with `deviation` of 0–1. mean_image: (rows, columns, position).
    colour: (convention, alphas).
    """
    row, column, height, width = crop
    parameters = {
        "crop": {"row": row, "column": column, "height": height, "width": width}, "mirrored": mirrored, "channels": channels,
        "range": range,
    }  # fmt: skip
    case = make.case(transform, name, description, parameters)
    image = picture(case, *size)
    pixels = window(image, *crop).astype(np.float64)
    offset = size_of_offset = np.zeros(3 if size[2] == 3 else 1)
    subtracted = np.zeros_like(pixels)
    divided, divisor = np.ones(image.shape[2]), 1.0
    scale = range / 255
    parameters["centring"] = "none"
    if mean_image:
        rows, columns, position = mean_image
        values = (case.numbers.uniform(rows, columns, size[2], scale=60) + np.float32(120)).astype(np.float32)
        case.input("meanImage", values)
        parameters.update(centring="meanImage", position=position)
        if position == "matched":
            # Middles on each other; at the edge the nearest part.
            first = np.clip(row + half(rows - size[0], "down"), 0, rows - height)
            first_column = np.clip(column + half(columns - size[1], "down"), 0, columns - width)
        else:
            first, first_column = half(rows - height, "down"), half(columns - width, "down")
        subtracted = values[first : first + height, first_column : first_column + width].astype(np.float64) * scale
    elif deviation is not None:
        parameters.update(centring="standardized", mean=mean, deviation=deviation)
        subtracted = subtracted + np.array(mean) * range
        divided = np.array(deviation) * range
    elif mean is not None:
        parameters.update(centring="meanColour", mean=mean)
        subtracted = subtracted + np.array(mean) * scale
    if colour:
        convention, alphas = colour
        parameters["colour"] = {
            "convention": convention, "alphas": alphas, "deviation": 0.1, "eigenvalues": (DEVIATIONS**2).tolist(),
            "eigenvectors": VECTORS.tolist(),
        }  # fmt: skip
        factors = DEVIATIONS**2 / 255 if convention == "eigenvalues" else DEVIATIONS
        parts = VECTORS * (np.array(alphas) * factors)[:, None]
        offset, size_of_offset = parts.sum(0), np.abs(parts).sum(0)
        divisor = 1.1 if convention == "standardDeviations" else 1.0
    if mirrored:
        pixels = pixels[:, ::-1]
        # A matched mean follows its pixels; the centre's does not.
        if mean_image and mean_image[2] == "matched":
            subtracted = subtracted[:, ::-1]
    values = ((pixels + offset) * scale - subtracted) / divided / divisor
    sizes = ((pixels + size_of_offset) * scale + np.abs(subtracted)) / divided / divisor
    order = (2, 1, 0) if channels == "bgr" else tuple(np.arange(size[2]))
    bound = bounded(
        20,
        "constants (scale, mean, deviation, divisor) are rounded, and products, differences and quotients: 11; 9 for the offset's three "
        "products of three factors; the magnitude is the sum of the absolute terms",
    )
    case.result(
        "output", values[:, :, order].transpose(2, 0, 1), bound, np.ascontiguousarray(sizes[:, :, order].transpose(2, 0, 1))
    )


def means(make):
    def add(name, description, **options):
        numbers(make, "mean", name, description, (14, 17, 3), (1, 4, 9, 11), **options)

    add(
        "matched",
        "A mean image of the frame's size, subtracted where the crop lies (Caffe, the paper).",
        mean_image=(14, 17, "matched"),
    )
    add(
        "matched-mirrored", "The same, mirrored: every pixel keeps its own mean.", mean_image=(14, 17, "matched"), mirrored=True
    )
    add("centre", "The centre of the mean image, wherever the crop lies (the authors' code).", mean_image=(14, 17, "centre"))
    add(
        "centre-mirrored",
        "The same, mirrored: the mean is not mirrored with the pixels.",
        mean_image=(14, 17, "centre"),
        mirrored=True,
    )
    add(
        "matched-bgr",
        "Blue, green, red, as Caffe has it; the mean image is in the image's order, red first.",
        mean_image=(14, 17, "matched"),
        channels="bgr",
    )
    add(
        "matched-unit-range",
        "Pixels from 0 to 1; the mean image is on the scale of 0–255 and scaled with them.",
        mean_image=(14, 17, "matched"),
        range=1,
    )
    add("of-crops-size", "A mean image of the crop's size is subtracted as it is.", mean_image=(9, 11, "matched"))
    add(
        "larger-than-frame",
        "A mean image larger than the frame: their middles lie on each other.",
        mean_image=(19, 20, "matched"),
    )
    add("colour", "A mean for each colour.", mean=[123.675, 116.28, 103.53])
    add(
        "colour-bgr-mirrored",
        "A mean for each colour, in the image's order, red first; the input is blue first and mirrored.",
        mean=[123.675, 116.28, 103.53],
        channels="bgr",
        mirrored=True,
    )


def standardizations(make):
    add = lambda *arguments, **options: numbers(make, "standardize", *arguments, **options)
    imagenet = dict(mean=[0.485, 0.456, 0.406], deviation=[0.229, 0.224, 0.225])
    add(
        "torchvision",
        "torchvision's: pixels from 0 to 1, minus each channel's mean, over its deviation.",
        (9, 13, 3),
        (0, 0, 9, 13),
        range=1,
        **imagenet,
    )
    add(
        "torchvision-cropped-mirrored",
        "The same of a mirrored crop.",
        (12, 15, 3),
        (2, 1, 9, 13),
        range=1,
        mirrored=True,
        **imagenet,
    )
    add(
        "gray",
        "One channel, Fashion-MNIST's constants.",
        (11, 14, 1),
        (0, 0, 11, 14),
        channels="gray",
        range=1,
        mean=[0.2860],
        deviation=[0.3530],
    )
    add("scaled-alone", "Nothing subtracted: 255 becomes 1 (darknet).", (7, 10, 3), (0, 0, 7, 10), range=1)


def colours(make):
    add = lambda name, description, **options: numbers(make, "colour", name, description, (12, 15, 3), (1, 3, 7, 11), **options)
    alphas = [0.0625, -0.171875, 0.09375]
    mean = [127.305, 119.715, 104.913]
    rule = " The offset is Σ p·α·λ/255 with λ on the scale of 0–255 squared."
    add(
        "eigenvalues",
        "The paper's: each component times its eigenvalue; nothing is clamped." + rule,
        colour=("eigenvalues", alphas),
    )
    add(
        "eigenvalues-mean",
        "The same with a mean colour, mirrored." + rule,
        colour=("eigenvalues", alphas),
        mean=mean,
        mirrored=True,
    )
    add(
        "eigenvalues-bgr",
        "The same for a network that reads blue first, pixels from 0 to 1." + rule,
        colour=("eigenvalues", alphas),
        mean=mean,
        channels="bgr",
        range=1,
    )
    rule = " The offset is Σ p·α·√λ; the input, mean subtracted, is divided by 1.1."
    add(
        "standard-deviations",
        "The authors' code: each component times its standard deviation." + rule,
        colour=("standardDeviations", alphas),
        mean=mean,
    )
    add(
        "standard-deviations-mean-image",
        "The same with the centre of a mean image, mirrored." + rule,
        colour=("standardDeviations", alphas),
        mean_image=(12, 15, "centre"),
        mirrored=True,
    )
    add(
        "zero",
        "Multiples of 0 change nothing, but the authors' code divides by 1.1 all the same.",
        colour=("standardDeviations", [0.0, 0.0, 0.0]),
        mean=mean,
    )


def cases():
    make = Maker()
    for transform in (crops, mirrors, resizes, ten_views, means, standardizations, colours):
        transform(make)
    return make.cases


if __name__ == "__main__":
    write_from_arguments(sys.argv, "preparation", cases())
