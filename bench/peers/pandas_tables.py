"""Reads a table with pandas, and encodes and splits it with scikit-learn: the peer of `csv`.

The first line of output says "ready" and the versions, or "missing" and why. Then each line that it reads is a path; it answers with the seconds of reading the file, and of encoding its
columns and splitting its rows (numbers scaled, categories one-hot, a fifth held out).
"""
import sys
import time

try:
    import numpy
    import pandas
    import sklearn
    from sklearn.compose import ColumnTransformer
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit()

TARGET = "target"

print(f"ready pandas {pandas.__version__}, scikit-learn {sklearn.__version__}", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    table = pandas.read_csv(line.strip())
    read = time.perf_counter()
    labels = (table[TARGET] == "yes").to_numpy(numpy.int32)
    inputs = table.drop(columns=TARGET)
    numbers = inputs.select_dtypes("number").columns
    categories = inputs.columns.difference(numbers)
    training, test, *_ = train_test_split(inputs, labels, test_size=0.2, random_state=1, stratify=labels)
    encoder = ColumnTransformer(
        [("numbers", StandardScaler(), numbers), ("categories", OneHotEncoder(sparse_output=False, dtype=numpy.float32), categories)])
    encoder.fit_transform(training).astype(numpy.float32)
    encoder.transform(test).astype(numpy.float32)
    end = time.perf_counter()
    print(f"{read - start} {end - read}", flush=True)
    del table, inputs, training, test
