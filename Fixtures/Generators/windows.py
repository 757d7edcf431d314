"""How windows lie over an image (Sources/Operations/Geometry/WindowGeometry.swift)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Windows:
    """Size, stride, padding (top, bottom, left, right), and what happens to a remainder."""

    size: tuple
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)
    rounding: str = "floor"

    def counts(self, height, width):
        """Rows and columns of windows over an image."""
        top, bottom, left, right = self.padding
        return (
            self._count(height, self.size[0], self.stride[0], top, bottom),
            self._count(width, self.size[1], self.stride[1], left, right),
        )

    def _count(self, size, window, stride, before, behind):
        room = size + before + behind - window
        if self.rounding == "floor":
            count = room // stride + 1
        else:
            count = -(-room // stride) + 1
            # A window that would start behind the image and the padding before it is left out.
            while count > 1 and (count - 1) * stride >= size + before:
                count -= 1
        assert count > 0, "no window fits"
        return count

    def spans(self, height, width):
        """For each window's rows, and for each window's columns: the first and the one past the last, padding included."""
        rows, columns = self.counts(height, width)
        top, _, left, _ = self.padding
        return (
            [(p * self.stride[0] - top, p * self.stride[0] - top + self.size[0]) for p in range(rows)],
            [(q * self.stride[1] - left, q * self.stride[1] - left + self.size[1]) for q in range(columns)],
        )

    def borders(self, height, width):
        """What must be added around the image (removed, if negative) so that the windows fill it exactly, in the order left,
        right, top, bottom of torch.nn.functional.pad."""
        rows, columns = self.counts(height, width)
        top, _, left, _ = self.padding
        bottom = (rows - 1) * self.stride[0] + self.size[0] - height - top
        right = (columns - 1) * self.stride[1] + self.size[1] - width - left
        return left, right, top, bottom

    def overlaps(self):
        """The most windows that hold one place."""
        return -(-self.size[0] // self.stride[0]) * -(-self.size[1] // self.stride[1])

    def parameters(self, size_name):
        """As case.json has it."""
        top, bottom, left, right = self.padding
        return {
            size_name: list(self.size),
            "stride": list(self.stride),
            "padding": {"top": top, "bottom": bottom, "left": left, "right": right},
            "rounding": self.rounding,
        }

    @staticmethod
    def of(parameters):
        """From case.json, or from a layer's conventions."""
        padding = parameters["padding"]
        return Windows(
            tuple(parameters["filter"] if "filter" in parameters else parameters["window"]),
            tuple(parameters["stride"]),
            (padding["top"], padding["bottom"], padding["left"], padding["right"]),
            parameters["rounding"],
        )
