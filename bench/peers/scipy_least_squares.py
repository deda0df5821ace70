"""Fits the curves of NIST's Statistical Reference Datasets by scipy's curve_fit, from both starts of each.

    python3 scipy_least_squares.py nist.json [figures.json]

It needs scipy (written with 1.10). nist.json is that of tests/MiniGrad.Tests/Golden, where the figures of this program are kept as
least_squares.json. For each problem and start it gives, by curve_fit's methods lm (MINPACK), trf and dogbox, and by trf scaled by the
Jacobian: the evaluations of the model, the Jacobian not counted, and the digits to which all parameters agree with the certified ones, with
curve_fit's default tolerances; and the evaluations with the largest of the default and 1e-10, 1e-12 and 1e-14 that gives six digits, or
null. Jacobians are exact but for rounding, by complex steps. Without a second argument it prints them. With "-" it answers as a peer of the
benchmark: after a version, for each line "name start" a line with the median time of method lm in milliseconds.
"""

import json
import sys
import time
import warnings

try:
    import numpy as np
    import scipy
    from scipy.optimize import curve_fit
except ImportError as error:
    print(f"missing {error}", flush=True)
    sys.exit(0)

warnings.simplefilter("ignore")


def exponentials(x, b):
    return b[0] * np.exp(-b[1] * x) + b[2] * np.exp(-b[3] * x) + b[4] * np.exp(-b[5] * x)


def peaks(x, b):
    return b[0] * np.exp(-b[1] * x) + b[2] * np.exp(-((x - b[3]) / b[4]) ** 2) + b[5] * np.exp(-((x - b[6]) / b[7]) ** 2)


def cubics(x, b):
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])))


def oscillation(x, b):
    turn = 2 * np.pi * x
    return (
        b[0] + b[1] * np.cos(turn / 12) + b[2] * np.sin(turn / 12) + b[4] * np.cos(turn / b[3]) + b[5] * np.sin(turn / b[3])
        + b[7] * np.cos(turn / b[6]) + b[8] * np.sin(turn / b[6]))


def chwirut(x, b):
    return np.exp(-b[0] * x) / (b[1] + b[2] * x)


def saturation(x, b):
    return b[0] * (1 - np.exp(-b[1] * x))


MODELS = {
    "Misra1a": saturation,
    "Chwirut2": chwirut,
    "Chwirut1": chwirut,
    "Lanczos3": exponentials,
    "Gauss1": peaks,
    "Gauss2": peaks,
    "DanWood": lambda x, b: b[0] * x ** b[1],
    "Misra1b": lambda x, b: b[0] * (1 - (1 + b[1] * x / 2) ** -2),
    "Kirby2": lambda x, b: (b[0] + x * (b[1] + x * b[2])) / (1 + x * (b[3] + x * b[4])),
    "Hahn1": cubics,
    "Nelson": lambda x, b: b[0] - b[1] * x[0] * np.exp(-b[2] * x[1]),
    "MGH17": lambda x, b: b[0] + b[1] * np.exp(-x * b[3]) + b[2] * np.exp(-x * b[4]),
    "Lanczos1": exponentials,
    "Lanczos2": exponentials,
    "Gauss3": peaks,
    "Misra1c": lambda x, b: b[0] * (1 - (1 + 2 * b[1] * x) ** -0.5),
    "Misra1d": lambda x, b: b[0] * b[1] * x / (1 + b[1] * x),
    "Roszman1": lambda x, b: b[0] - b[1] * x - np.arctan(b[2] / (x - b[3])) / np.pi,
    "ENSO": oscillation,
    "MGH09": lambda x, b: b[0] * (x ** 2 + x * b[1]) / (x ** 2 + x * b[2] + b[3]),
    "Thurber": cubics,
    "BoxBOD": saturation,
    "Rat42": lambda x, b: b[0] / (1 + np.exp(b[1] - b[2] * x)),
    "MGH10": lambda x, b: b[0] * np.exp(b[1] / (x + b[2])),
    "Eckerle4": lambda x, b: b[0] / b[1] * np.exp(-0.5 * ((x - b[2]) / b[1]) ** 2),
    "Rat43": lambda x, b: b[0] / (1 + np.exp(b[1] - b[2] * x)) ** (1 / b[3]),
    "Bennett5": lambda x, b: b[0] * (b[1] + x) ** (-1 / b[2]),
}

METHODS = {
    "lm": {"method": "lm"},
    "trf": {"method": "trf"},
    "trf, scaled": {"method": "trf", "x_scale": "jac"},
    "dogbox": {"method": "dogbox"},
}


def data_of(problem):
    x, y = np.array(problem["x"]), np.array(problem["y"])
    return x if len(x) > 1 else x[0], np.log(y) if problem["name"] == "Nelson" else y


def fit(problem, start, options):
    """The parameters, and the evaluations of the model besides those for the Jacobian."""
    model = MODELS[problem["name"]]

    def jacobian(x, *b):
        columns = []
        for j in range(len(b)):
            moved = np.array(b, dtype=complex)
            moved[j] += 1e-30j
            columns.append(np.broadcast_to(model(x, moved).imag / 1e-30, np.shape(x)[-1:]))
        return np.stack(columns, 1)

    x, y = data_of(problem)
    found, _, info, _, _ = curve_fit(lambda x, *b: model(x, b), x, y, p0=start, jac=jacobian, full_output=True, **options)
    return found, int(info["nfev"])


def digits(found, certified):
    errors = np.abs(found - certified) / np.abs(certified)
    return float(max(0, min(11, -np.log10(max(1e-11, np.max(errors)))))) if np.all(np.isfinite(found)) else 0.0


def to_six_digits(problem, start, certified, options):
    for tolerance in (None, 1e-10, 1e-12, 1e-14):
        tolerances = {}
        if tolerance is not None:
            tolerances = {"ftol": tolerance, "xtol": tolerance, "gtol": 0 if options["method"] == "lm" else tolerance}
        found, evaluations = fit(problem, start, {**options, **tolerances})
        if digits(found, certified) >= 6:
            return evaluations
    return None


def figures(problem, place):
    start, certified = problem["starts"][place], np.array(problem["certified"])
    methods = {}
    for name, options in METHODS.items():
        try:
            found, evaluations = fit(problem, start, options)
            methods[name] = {"evaluations": evaluations, "digits": round(digits(found, certified), 2)}
            methods[name]["toSixDigits"] = to_six_digits(problem, start, certified, options)
        except (RuntimeError, ValueError, np.linalg.LinAlgError):
            methods.setdefault(name, None)
    return {"problem": problem["name"], "start": place + 1, "methods": methods}


def milliseconds(problem, place, rounds=5):
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        try:
            fit(problem, problem["starts"][place], METHODS["lm"])
        except RuntimeError:
            pass
        times.append(time.perf_counter() - began)
    return 1000 * sorted(times)[rounds // 2]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        problems = {problem["name"]: problem for problem in json.load(file)["problems"]}
    target = sys.argv[2] if len(sys.argv) > 2 else None
    if target == "-":
        print(f"ready scipy {scipy.__version__}", flush=True)
        for line in sys.stdin:
            name, place = line.split()
            print(f"{milliseconds(problems[name], int(place) - 1)}", flush=True)
        return
    runs = [figures(problem, place) for problem in problems.values() for place in range(2)]
    text = f'{{"scipy": "{scipy.__version__}", "runs": [\n' + ",\n".join(json.dumps(run) for run in runs) + "\n]}\n"
    if target is None:
        print(text, end="")
    else:
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
