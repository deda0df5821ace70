"""Writes SobolTable.cs: what Joe and Kuo's direction numbers follow from, read out of the sequence as scipy generates it.

Run as

    python3 sobol.py

(Debian: python3-scipy). A row holds a dimension's primitive polynomial, without its first and last coefficient, and its first direction
integers. The polynomial is the one of the least degree by whose recurrence the other direction numbers follow.
"""
import pathlib

import numpy as np
from scipy.stats import qmc

DIMENSIONS = 256
BITS = 26

points = qmc.Sobol(DIMENSIONS, scramble=False, bits=30)


def point(index):
    points.reset()
    points.fast_forward(index)
    return np.round(points.random(1)[0] * 2.0**30).astype(np.int64)


# In the order of Gray's code point 2^k differs from the sum of the directions up to k − 1 by direction k.
directions = [point(1)]
for k in range(1, BITS):
    directions.append(point(1 << k) ^ directions[-1])
directions = np.array(directions)


def follows(column, degree, inner):
    for i in range(degree, BITS):
        value = column[i - degree] ^ (column[i - degree] >> degree)
        for j in range(1, degree):
            if inner >> (degree - 1 - j) & 1:
                value ^= column[i - j]
        if value != column[i]:
            return False
    return True


rows = []
for dimension in range(1, DIMENSIONS):
    column = [int(value) for value in directions[:, dimension]]
    degree, inner = next(
        (degree, inner) for degree in range(1, 14) for inner in range(1 << (degree - 1)) if follows(column, degree, inner))
    rows.append([inner] + [column[i] >> (29 - i) for i in range(degree)])

lines = ["namespace MiniGrad.Search;", "", "internal static class SobolTable", "{",
         "    /// <summary>For each dimension but the first its polynomial and its first direction integers. Made by sobol.py.</summary>",
         "    public static ushort[][] Rows { get; } =", "    ["]
line = "       "
for row in rows:
    text = " [" + ", ".join(map(str, row)) + "],"
    if len(line) + len(text) > 139:
        lines.append(line)
        line = "       "
    line += text
lines += [line, "    ];", "}", ""]
pathlib.Path(__file__).with_name("SobolTable.cs").write_text("\n".join(lines))
