"""Lays out the tables of `public-tables`: takes Debian's packages and one of npm's to pieces, in the folder that is its one argument.

    /usr/bin/python3 bench/peers/public_tables.py FOLDER

It needs pandas, `npm`, `apt-get` and `dpkg-deb`, and installs nothing. CSV files are left as they come, byte for byte; ARFF and JSON become CSV. The
file tables.json says of each what is predicted: a number or a class, and how pandas has to be told to read it, where it has to.
"""
import csv
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pandas

NPM = ["vega-datasets@3.2.1"]
DEBIAN = ["python3-statsmodels", "python3-plotly", "python3-sklearn", "weka"]
PYTHON = "usr/lib/python3/dist-packages"
VEGA = "package/data"
STATSMODELS = f"{PYTHON}/statsmodels"
PLOTLY = "usr/share/python3-plotly/datasets"
WEKA = "usr/share/doc/weka/examples"
OPENML = f"{PYTHON}/sklearn/datasets/tests/data/openml"

# Name, source, what is predicted, whether that is a number, how pandas reads it.
TABLES = [
    ("penguins", f"{VEGA}/penguins.json", "Species", False, {}),
    ("titanic", f"{OPENML}/id_40945/data-v1-dl-16826755.arff.gz", "survived", False, {}),
    ("weather", f"{VEGA}/weather.csv", "weather", False, {}),
    ("birdstrikes", f"{VEGA}/birdstrikes.csv", "Effect Amount of damage", False, {}),
    ("credit", f"{WEKA}/credit-g.arff", "class", False, {}),
    ("soybean", f"{WEKA}/soybean.arff", "class", False, {}),
    ("votes", f"{STATSMODELS}/datasets/anes96/anes96.csv", "'vote'", False, {"sep": "\t"}),
    ("marriages", f"{STATSMODELS}/datasets/fair/fair.csv", "rate_marriage", False, {}),
    ("travel", f"{STATSMODELS}/datasets/modechoice/modechoice.csv", "choice", False, {"sep": ";"}),
    ("cars", f"{VEGA}/cars.json", "Miles_per_Gallon", True, {"index_col": 0}),
    ("movies", f"{VEGA}/movies.json", "IMDB Rating", True, {}),
    ("hours", f"{VEGA}/seattle-weather-hourly-normals.csv", "temperature", True, {}),
    ("tips", f"{PLOTLY}/tips.csv.gz", "tip", True, {}),
    ("countries", f"{PLOTLY}/gapminder.csv.gz", "lifeExp", True, {}),
    ("autos", f"{STATSMODELS}/gam/tests/results/autos.csv", "price", True, {}),
    ("pigs", f"{STATSMODELS}/regression/tests/results/dietox.csv", "Weight", True, {}),
    ("doctors", f"{STATSMODELS}/datasets/randhie/randhie.csv", "mdvis", True, {}),
]

# A boat was for those who survived, and a body found for those who did not.
TELLING = {"titanic": ["boat", "body"]}

# pandas' own index goes into the file, as people leave it there.
WITH_INDEX = {"cars"}


def unpack(folder):
    for package in NPM:
        archive = subprocess.check_output(["npm", "pack", "--silent", package], cwd=folder, text=True).split()[-1]
        subprocess.check_call(["tar", "xzf", archive], cwd=folder)
    subprocess.check_call(["apt-get", "download", "-qq", *DEBIAN], cwd=folder, stderr=subprocess.DEVNULL)
    for archive in glob.glob(os.path.join(folder, "*.deb")):
        subprocess.check_call(["dpkg-deb", "-x", archive, folder])


def read_arff(path):
    """The columns and rows of an ARFF file; None where it has a question mark."""
    with (pandas.io.common.get_handle(path, "r", compression="infer")) as handles:
        lines = [line.strip() for line in handles.handle if line.strip() and not line.startswith("%")]
    start = next(i for i, line in enumerate(lines) if line.lower() == "@data")
    names = [re.match(r"""@attribute\s+('[^']*'|"[^"]*"|\S+)""", line, re.IGNORECASE).group(1).strip("'\"")
             for line in lines[:start] if line.lower().startswith("@attribute")]
    rows = [list(csv.reader([line], quotechar="'" if "'" in line and '"' not in line else '"', escapechar="\\", skipinitialspace=True))[0]
            for line in lines[start + 1:]]
    return pandas.DataFrame([[None if value == "?" else value for value in row] for row in rows], columns=names)


def lay_out(source, name, target_folder):
    """The file's name in the folder."""
    if source.endswith((".csv", ".csv.gz")):
        file = name + source[source.index(".csv"):]
        shutil.copyfile(source, os.path.join(target_folder, file))
        return file
    table = pandas.read_json(source, convert_dates=False) if source.endswith(".json") else read_arff(source)
    file = f"{name}.csv"
    table.drop(columns=TELLING.get(name, [])).to_csv(os.path.join(target_folder, file), index=name in WITH_INDEX)
    return file


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as packages:
        unpack(packages)
        tables = [
            {"name": name, "file": lay_out(os.path.join(packages, source), name, folder), "target": target, "is_regression": is_regression,
             "pandas": options}
            for name, source, target, is_regression, options in TABLES]
    with open(os.path.join(folder, "tables.json"), "w", encoding="utf-8") as file:
        json.dump(tables, file, indent=1)
    print(f"{len(tables)} tables in {folder}")


main()
