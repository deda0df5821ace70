"""Computes the logarithm of h(z) = phi(z) + z Phi(z), of which expected improvement is made, and its derivative Phi(z) / h(z), with
at least 50 digits.

Run from anywhere as

    python3 log_improvement.py

It needs mpmath (written with 1.2) and writes log_improvement.json beside itself: rows of z, log h and its derivative. The numbers z are
exact doubles; what is computed is written with the digits that give the nearest double when read back.
"""

import json
import pathlib

from mpmath import erfc, exp, log, mp, mpf, pi, sqrt

# h loses about as many digits as z^2 has to cancellation; the rest is for 50 that are right.
mp.dps = 100


def row(z):
    x = mpf(z)
    density = exp(-x * x / 2) / sqrt(2 * pi)
    share = erfc(-x / sqrt(mpf(2))) / 2
    h = density + x * share
    return [z, float(log(h)), float(share / h)]


def points():
    values = [-10_000 + 97 * i for i in range(103)]
    values += [-100 + i * 0.71875 for i in range(130)]
    values += [-12 + i / 32 for i in range(22 * 32 + 1)]
    # Where methods change, and around 0.
    values += [sign * (center + offset) for center in (0.0, 1.0, 2.5) for offset in (1e-12, 1e-6, -1e-6) for sign in (-1, 1)]
    return sorted({float(value) for value in values} | {-10_000.0, -1.0, 0.0, 10.0})


if __name__ == "__main__":
    rows = [row(z) for z in points()]
    path = pathlib.Path(__file__).with_name("log_improvement.json")
    path.write_text("[\n" + ",\n".join(json.dumps(values, separators=(",", ":")) for values in rows) + "\n]\n", encoding="utf-8")
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")
