"""The random numbers of Sources/Tensors/RandomStream.swift in NumPy: Philox4x32-10 by counting, so both sides can draw the
same initial weights and the same dropout masks.

    key      = mix(seed ^ mix(purpose << 32 ^ index)), low and high word; mix is the finalizer of SplitMix64
    word i   = word i mod 4 of the block with counter (i div 4: low, high; step: low, high)
    uniform  = word · 2⁻³²

Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

import numpy as np

INITIALIZATION = 1
DROPOUT = 3
VERIFICATION = 5

_MASK = (1 << 64) - 1


def _mix(value):
    z = (value + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


class RandomStream:
    """The stream of a seed, a purpose, and up to two indices within it."""

    def __init__(self, seed, purpose, index=0, step=0):
        mixed = _mix(seed ^ _mix(purpose << 32 ^ index))
        self.key = (mixed & 0xFFFFFFFF, mixed >> 32)
        self.step = step

    def words(self, count, first=0):
        """Words first … first + count − 1, as unsigned 32-bit numbers in an array of 64 bits."""
        low = np.uint64(0xFFFFFFFF)
        shift = np.uint64(32)
        start = first // 4
        blocks = np.arange(start, (first + count + 3) // 4, dtype=np.uint64)
        c0, c1 = blocks & low, blocks >> shift
        c2 = np.full_like(blocks, self.step & 0xFFFFFFFF)
        c3 = np.full_like(blocks, self.step >> 32)
        k0, k1 = self.key
        for _ in range(10):
            p0 = np.uint64(0xD2511F53) * c0
            p1 = np.uint64(0xCD9E8D57) * c2
            c0, c1, c2, c3 = (
                (p1 >> shift) ^ c1 ^ np.uint64(k0),
                p1 & low,
                (p0 >> shift) ^ c3 ^ np.uint64(k1),
                p0 & low,
            )
            k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
            k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
        words = np.stack([c0, c1, c2, c3], axis=1).reshape(-1)
        return words[first - 4 * start : first - 4 * start + count]

    def uniforms(self, count, first=0):
        """Numbers in [0, 1), multiples of 2⁻³²."""
        return self.words(count, first).astype(np.float64) * 2.0**-32


def dropout_keeps(seed, layer, step, rate, shape):
    """Which values dropout keeps, as Sources/Operations/Dropout draws it: 1 for those whose uniform number is not below the
    rate. `shape` is that of the library's order, N, then channels last."""
    stream = RandomStream(seed, DROPOUT, index=layer, step=step)
    return (stream.uniforms(int(np.prod(shape))) >= rate).astype(np.uint8).reshape(shape)
