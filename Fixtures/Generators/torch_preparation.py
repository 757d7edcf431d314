"""Preparation of images for the PyTorch candidate: what Fixtures/README.md says of crops, resizing and numbers, in PyTorch.

Images are bytes in the order H, W, C. Resizing is Pillow's arithmetic, written from its definition: Pillow itself is the oracle.
"""

import math

import torch

TRANSFORMS = ("crop", "mirror", "resize", "ten-views", "mean", "standardize", "colour")

# Bits of a resampling coefficient behind the point.
BITS = 22


def half(pixels, rounding):
    """Pixels before the middle part: ⌊n / 2⌋ with `down`; with `toEven` halves go to the even number."""
    return pixels // 2 if rounding == "down" else round(pixels / 2)


def window(image, row, column, height, width):
    """A rectangle of the image; black beside it."""
    rows, columns = torch.arange(row, row + height), torch.arange(column, column + width)
    inside = ((rows >= 0) & (rows < image.shape[0]))[:, None] & ((columns >= 0) & (columns < image.shape[1]))[None, :]
    part = image[rows.clamp(0, image.shape[0] - 1)][:, columns.clamp(0, image.shape[1] - 1)]
    return part * inside[:, :, None]


def centre(image, height, width, rounding):
    """The middle of the image."""
    return window(image, half(image.shape[0] - height, rounding), half(image.shape[1] - width, rounding), height, width)


def coefficients(count, begin, end, size):
    """The matrix count × size that resamples the range begin..<end of `size` pixels: triangles, rounded to BITS bits."""
    scale = (end - begin) / count
    support = max(scale, 1.0)
    matrix = torch.zeros(count, size, dtype=torch.int64)
    for place in range(count):
        middle = begin + (place + 0.5) * scale
        first, last = max(int(middle - support + 0.5), 0), min(int(middle + support + 0.5), size)
        weights = [max(0.0, 1 - abs((pixel - middle + 0.5) / support)) for pixel in range(first, last)]
        total = sum(weights)
        for pixel, weight in zip(range(first, last), weights):
            matrix[place, pixel] = math.floor(weight / total * (1 << BITS) + 0.5)
    return matrix


def resample(image, matrix):
    """Columns of pixels by the matrix, each rounded to a byte."""
    sums = torch.einsum("oh,hwc->owc", matrix, image) + (1 << (BITS - 1))
    return (sums >> BITS).clamp(0, 255)


def resize(image, height, width, region=None):
    """Rows first are those of the width, as in Pillow."""
    left, top, right, bottom = region or (0, 0, image.shape[1], image.shape[0])
    wide = resample(image.transpose(0, 1), coefficients(width, left, right, image.shape[1])).transpose(0, 1)
    return resample(wide, coefficients(height, top, bottom, image.shape[0]))


def resized(image, p):
    if "shorterSide" not in p:
        region = p.get("region")
        return resize(image, p["height"], p["width"], region and [region[key] for key in ("left", "top", "right", "bottom")])
    side, short = p["shorterSide"], min(image.shape[:2])
    # The longer side in proportion, its fraction dropped.
    image = resize(image, side * image.shape[0] // short, side * image.shape[1] // short)
    return centre(image, side, side, p["square"]) if "square" in p else image


def ten_views(image, p):
    height, width = p["height"], p["width"]
    bottom, right = image.shape[0] - height, image.shape[1] - width
    middle = (half(bottom, p["centre"]), half(right, p["centre"]))
    places = [(0, 0), (0, right), (bottom, 0), (bottom, right), middle]
    views = torch.stack([window(image, *place, height, width) for place in places])
    return torch.cat([views, views.flip(2)])


def subtracted(image, p, mean_image, scale, precision):
    """What is subtracted from pixels on the scale of the range, H, W, C or C."""
    if p["centring"] == "none":
        return torch.zeros(image.shape[2], dtype=precision)
    if p["centring"] != "meanImage":
        factor = p["range"] if p["centring"] == "standardized" else scale
        return torch.tensor(p["mean"], dtype=precision) * factor
    crop = p["crop"]
    (rows, columns), (height, width) = mean_image.shape[:2], (crop["height"], crop["width"])
    if p["position"] == "centre":
        return centre(mean_image, height, width, "down") * scale
    row = min(max(crop["row"] + half(rows - image.shape[0], "down"), 0), rows - height)
    column = min(max(crop["column"] + half(columns - image.shape[1], "down"), 0), columns - width)
    part = mean_image[row : row + height, column : column + width]
    return (part.flip(1) if p["mirrored"] else part) * scale


def colours(p, precision):
    """The offset of each channel, and what all is divided by."""
    if "colour" not in p:
        return 0.0, 1.0
    colour = p["colour"]
    values = torch.tensor(colour["eigenvalues"], dtype=precision)
    paper = colour["convention"] == "eigenvalues"
    factors = torch.tensor(colour["alphas"], dtype=precision) * (values / 255 if paper else values.sqrt())
    offset = factors @ torch.tensor(colour["eigenvectors"], dtype=precision)
    return offset, 1.0 if paper else 1 + colour["deviation"]


def numbers(image, p, mean_image, precision):
    crop, scale = p["crop"], p["range"] / 255
    pixels = window(image, crop["row"], crop["column"], crop["height"], crop["width"]).to(precision)
    if p["mirrored"]:
        pixels = pixels.flip(1)
    offset, divisor = colours(p, precision)
    values = (pixels + offset) * scale - subtracted(image, p, mean_image, scale, precision)
    if p["centring"] == "standardized":
        values = values / (torch.tensor(p["deviation"], dtype=precision) * p["range"])
    values = values / divisor
    return (values.flip(2) if p["channels"] == "bgr" else values).permute(2, 0, 1)


def preparation_case(case, tensors, precision):
    """The results of a preparation case."""
    p, image = case["parameters"], tensors["image"].to(torch.int64)
    match case["operation"]:
        case "crop" if "centre" in p:
            pixels = centre(image, p["height"], p["width"], p["centre"])
        case "crop":
            pixels = window(image, p["row"], p["column"], p["height"], p["width"])
        case "mirror":
            pixels = image.flip(1)
        case "resize":
            pixels = resized(image, p)
        case "ten-views":
            pixels = ten_views(image, p)
        case _:
            return {"output": numbers(image, p, tensors.get("meanImage"), precision)}
    return {"pixels": pixels.to(precision)}
