"""Fits scikit-learn's multi-layer perceptron to tables that public_tables.py laid out, one fit at a time, on request: the peer of `public-tables`.

The one argument is the folder. The first line of output says "ready" and the versions, or "missing" and why. Then every line of input asks for one fit
and is answered by one line; rows are counted from 0 and separated by commas:

    TABLE SEED TRAINING TEST      as in "tips 3 0,2,3,5 1,4"
    ROWS SCORE SECONDS

ROWS are those of the whole table. The score is the accuracy, or R² of numbers, on the test rows. The time is that of encoding and fitting.

Columns become features as people usually have it: missing numbers are replaced by the mean, numbers scaled to mean 0 and standard deviation 1; text is
one-hot, a missing one a category of its own, and left out where more than half of the rows have one that no other row has; of dates there are year, month,
day, day of the week and hour, as numbers. Targets that are numbers are scaled too. The perceptrons are as they come.
"""
import json
import os
import sys
import time
import warnings

try:
    import numpy
    import pandas
    import sklearn
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)

# A date has a digit and something between its parts.
DATE = r"\d.*[-/: ]|[-/: ].*\d"
PARTS = ["year", "month", "day", "dayofweek", "hour"]


def with_date_parts(inputs):
    for name in inputs.columns[inputs.dtypes == object]:
        texts = inputs[name].dropna().astype(str)
        if not texts.str.contains(DATE).all():
            continue
        dates = pandas.to_datetime(inputs[name], errors="coerce")
        if dates.isna().sum() > inputs[name].isna().sum():
            continue
        parts = pandas.DataFrame({f"{name} {part}": getattr(dates.dt, part) for part in PARTS})
        inputs = pandas.concat([inputs.drop(columns=name), parts], axis=1)
    return inputs


def load(folder, entry):
    table = pandas.read_csv(os.path.join(folder, entry["file"]), **entry["pandas"])
    inputs = with_date_parts(table.drop(columns=entry["target"]))
    free = [name for name in inputs.columns[inputs.dtypes == object]
            if (inputs[name].value_counts() == 1).sum() * 2 > inputs[name].notna().sum()]
    return inputs.drop(columns=free), table[entry["target"]]


def fit(entry, inputs, targets, seed, training, test):
    start = time.perf_counter()
    is_number = (inputs.dtypes != object) & (inputs.dtypes != bool)
    encoder = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), inputs.columns[is_number]),
        ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False), inputs.columns[~is_number])])
    model = (TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler()) if entry["is_regression"]
             else MLPClassifier(random_state=seed))
    pipeline = make_pipeline(encoder, model).fit(inputs.iloc[training], targets.iloc[training])
    seconds = time.perf_counter() - start
    return pipeline.score(inputs.iloc[test], targets.iloc[test]), seconds


def main():
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    warnings.filterwarnings("ignore", category=UserWarning)  # of categories that no training row has, and of guessed dates
    folder = sys.argv[1]
    with open(os.path.join(folder, "tables.json"), encoding="utf-8") as file:
        entries = {entry["name"]: entry for entry in json.load(file)}
    tables = {}
    print(f"ready pandas {pandas.__version__}, scikit-learn {sklearn.__version__}", flush=True)
    for line in sys.stdin:
        name, seed, *parts = line.split()
        if name not in tables:
            tables[name] = load(folder, entries[name])
        inputs, targets = tables[name]
        training, test = (numpy.array(part.split(","), dtype=int) for part in parts)
        print(len(inputs), *fit(entries[name], inputs, targets, int(seed), training, test), flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
