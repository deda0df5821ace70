"""Optuna's storages for the command `studies`: trials of two numbers, chosen at random, that report twice and take no time. Prints its
version, then answers each line:

make N     makes N trials; milliseconds of asking (with its choice) and of telling (with the reports), the medians
fill N     adds N complete trials, past the interface, in one transaction; how many there are
open       opens the storage again and reads all trials; milliseconds

usage: optuna_studies.py URL NAME
"""
import datetime
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import optuna
    import sqlalchemy
    from optuna.storages._rdb import models
    if sys.argv[1].startswith("postgresql"):
        import psycopg2
except ImportError as reason:
    print(f"missing {reason}", flush=True)
    sys.exit(0)

optuna.logging.set_verbosity(optuna.logging.ERROR)


def study():
    return optuna.create_study(storage=sys.argv[1], study_name=sys.argv[2], sampler=optuna.samplers.RandomSampler(), load_if_exists=True)


def make(study, count):
    asks, tells = [], []
    for _ in range(count):
        start = time.perf_counter()
        trial = study.ask()
        x, y = trial.suggest_float("x", -5, 5), trial.suggest_float("y", -5, 5)
        asked = time.perf_counter()
        value = x * x + y * y
        trial.report(value + 2, 1)
        trial.report(value + 1, 2)
        study.tell(trial, value)
        asks.append(asked - start)
        tells.append(time.perf_counter() - asked)
    return f"{statistics.median(asks) * 1e3} {statistics.median(tells) * 1e3}"


def fill(study, count):
    storage = study._storage._backend
    distribution = optuna.distributions.distribution_to_json(optuna.distributions.FloatDistribution(-5, 5))
    now = datetime.datetime.now()
    with storage.scoped_session() as session:
        first = len(study.trials)
        last = session.query(sqlalchemy.func.max(models.TrialModel.trial_id)).scalar() or 0
        ids = [last + 1 + i for i in range(count)]
        session.bulk_insert_mappings(models.TrialModel, [
            {"trial_id": id, "number": first + i, "study_id": study._study_id, "state": optuna.trial.TrialState.COMPLETE,
             "datetime_start": now, "datetime_complete": now} for i, id in enumerate(ids)])
        session.bulk_insert_mappings(models.TrialValueModel, [
            {"trial_id": id, "objective": 0, "value": float(i), "value_type": models.TrialValueModel.TrialValueType.FINITE}
            for i, id in enumerate(ids)])
        session.bulk_insert_mappings(models.TrialParamModel, [
            {"trial_id": id, "param_name": name, "param_value": 1.5, "distribution_json": distribution} for id in ids for name in "xy"])
        session.bulk_insert_mappings(models.TrialIntermediateValueModel, [
            {"trial_id": id, "step": step, "intermediate_value": 1.5,
             "intermediate_value_type": models.TrialIntermediateValueModel.TrialIntermediateValueType.FINITE}
            for id in ids for step in (1, 2)])
        session.commit()
        if sys.argv[1].startswith("postgresql"):
            session.execute(sqlalchemy.text(f"SELECT setval(pg_get_serial_sequence('trials', 'trial_id'), {ids[-1]})"))
            session.commit()
    return f"{first + count}"


def main():
    current = study()
    print(f"ready Optuna {optuna.__version__}", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "make":
            answer = make(current, int(arguments[0]))
        elif command == "fill":
            answer = fill(current, int(arguments[0]))
        else:
            start = time.perf_counter()
            current = study()
            count = len(current.trials)
            answer = f"{(time.perf_counter() - start) * 1e3} {count}"
        print(answer, flush=True)


main()
