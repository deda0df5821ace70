"""Learning rates: PyTorch's schedulers over 1,000 steps, and its reduction on a plateau over sequences of 300 measures.

A schedule's rate at step t is the one that the optimizer has after t steps of the scheduler. The settings of each stand in the test
that uses the figures, under the same name.
"""

import math
import warnings
from random import Random

import torch
from torch.optim import lr_scheduler as torch_schedulers

# Every step at the start, then some: what is between them follows the same formula.
STEPS = [*range(60), *range(60, 1000, 7), 999]
MEASURES = 300


def sequence(optimizer, parts, milestones):
    return torch_schedulers.SequentialLR(optimizer, [part(optimizer) for part in parts], milestones)


def cyclic(**settings):
    return lambda o: torch_schedulers.CyclicLR(o, cycle_momentum=False, **settings)


def one_cycle(**settings):
    return lambda o: torch_schedulers.OneCycleLR(o, cycle_momentum=False, **settings)


# The name, the optimizer's rate, and what makes the scheduler of an optimizer.
SCHEDULES = {
    "constant": (0.05, lambda o: torch_schedulers.LambdaLR(o, lambda t: 1.0)),
    "inverse time": (0.5, lambda o: torch_schedulers.LambdaLR(o, lambda t: 1 / (t + 1))),
    "inverse time, general": (0.5, lambda o: torch_schedulers.LambdaLR(o, lambda t: (1 + 3 * t / 50) ** -0.75)),
    "step decay": (0.1, lambda o: torch_schedulers.StepLR(o, 30, 0.7)),
    "multi-step": (0.1, lambda o: torch_schedulers.MultiStepLR(o, [10, 55, 400], 0.3)),
    "exponential": (0.1, lambda o: torch_schedulers.ExponentialLR(o, 0.99)),
    "polynomial": (0.1, lambda o: torch_schedulers.PolynomialLR(o, 900, 2.5)),
    "polynomial, a line": (0.1, lambda o: torch_schedulers.PolynomialLR(o, 40)),
    "linear": (0.3, lambda o: torch_schedulers.LinearLR(o, 1.0, 0.01, 700)),
    "linear, rising": (0.3, lambda o: torch_schedulers.LinearLR(o, 0.25, 1.0, 45)),
    "cosine": (0.2, lambda o: torch_schedulers.CosineAnnealingLR(o, 999, 0.001)),
    "warm restarts": (0.2, lambda o: torch_schedulers.CosineAnnealingWarmRestarts(o, 13, 1, 0.01)),
    "warm restarts, growing": (0.2, lambda o: torch_schedulers.CosineAnnealingWarmRestarts(o, 7, 2)),
    "one cycle": (0.1, one_cycle(max_lr=0.4, total_steps=1000)),
    "one cycle, linear": (0.1, one_cycle(max_lr=0.4, total_steps=1000, pct_start=0.4321, anneal_strategy="linear", div_factor=10, final_div_factor=100)),
    "one cycle, three phases": (0.1, one_cycle(max_lr=0.4, total_steps=1000, pct_start=0.213, three_phase=True)),
    "one cycle, three linear phases": (0.1, one_cycle(max_lr=0.4, total_steps=1000, anneal_strategy="linear", three_phase=True)),
    "triangular": (0.1, cyclic(base_lr=0.01, max_lr=0.1, step_size_up=20)),
    "triangular, halving": (0.1, cyclic(base_lr=0.01, max_lr=0.1, step_size_up=9, step_size_down=31, mode="triangular2")),
    "triangular, exponential": (0.1, cyclic(base_lr=0.01, max_lr=0.1, step_size_up=40, step_size_down=10, mode="exp_range", gamma=0.998)),
    "Noam": (1.0, lambda o: torch_schedulers.LambdaLR(o, lambda t: 2 * 64**-0.5 * min((t + 1) ** -0.5, (t + 1) * 120**-1.5))),
    "sequence": (0.1, lambda o: sequence(
        o, [lambda o: torch_schedulers.ConstantLR(o, 0.5, 5000), lambda o: torch_schedulers.StepLR(o, 11, 0.5),
            lambda o: torch_schedulers.ExponentialLR(o, 0.995)], [25, 300])),
    "warm-up": (0.1, lambda o: sequence(
        o, [lambda o: torch_schedulers.LinearLR(o, 0.2, 1.0, 35), lambda o: torch_schedulers.ExponentialLR(o, 0.99)], [35])),
}

PLATEAUS = {
    "defaults": {},
    "patient": {"patience": 18, "factor": 0.5},
    "impatient": {"patience": 0, "factor": 0.9},
    "absolute": {"patience": 4, "factor": 0.3, "threshold": 0.02, "threshold_mode": "abs"},
    "relative": {"patience": 4, "factor": 0.3, "threshold": 0.05},
    "cooldown": {"patience": 3, "factor": 0.5, "cooldown": 7},
    "impatient cooldown": {"patience": 0, "factor": 0.8, "cooldown": 2},
    "minimum": {"patience": 5, "factor": 0.4, "min_lr": 0.003},
    "larger is better": {"patience": 6, "factor": 0.5, "mode": "max"},
    "larger is better, absolute": {"patience": 6, "factor": 0.5, "mode": "max", "threshold": 0.05, "threshold_mode": "abs"},
}


def schedules():
    """What the file says once (steps, measures, reductions on plateaus), the name of its list, and the schedules' rates."""
    measures = sequences()
    head = {
        "steps": STEPS,
        "measures": measures,
        "plateaus": [plateau(f"{name}, {kind}", settings, kind, measures[kind]) for name, settings in PLATEAUS.items() for kind in kinds(settings)],
    }
    return head, "schedules", [{"name": name, "rates": rates(*schedule)} for name, schedule in SCHEDULES.items()]


def optimizer_with(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], rate)


def rates(rate, make_scheduler):
    optimizer = optimizer_with(rate)
    with warnings.catch_warnings():
        # About the order of calls, which is right, and an argument that SequentialLR passes itself.
        warnings.simplefilter("ignore")
        scheduler = make_scheduler(optimizer)
        all_rates = []
        for _ in range(STEPS[-1] + 1):
            all_rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    return [all_rates[step] for step in STEPS]


def kinds(settings):
    return "random", "rising" if settings.get("mode") == "max" else "falling"


def sequences():
    """Measures, all positive: noise alone, and a fall and a rise in stages with some noise on it."""
    random = Random("plateaus")
    stages = [math.exp(-3 * math.floor(t / 75) / 4) * (1 + 0.5 * math.exp(-(t % 75) / 8)) for t in range(MEASURES)]
    falling = [round(stage + random.uniform(0, 0.02), 4) for stage in stages]
    return {
        "random": [round(random.uniform(0.2, 1), 4) for _ in range(MEASURES)],
        "falling": falling,
        "rising": [round(2 - measure, 4) for measure in falling],
    }


def plateau(name, settings, kind, measures):
    """The steps (pairs of the measure's number and the new rate) at which a rate that starts at 0.1 is reduced."""
    optimizer = optimizer_with(0.1)
    scheduler = torch_schedulers.ReduceLROnPlateau(optimizer, eps=0, **settings)
    reductions, rate = [], 0.1
    for number, measure in enumerate(measures):
        scheduler.step(measure)
        if optimizer.param_groups[0]["lr"] != rate:
            rate = optimizer.param_groups[0]["lr"]
            reductions.append({"measure": number, "rate": rate})
    described = {
        "factor": scheduler.factor,
        "patience": scheduler.patience,
        "threshold": scheduler.threshold,
        "isAbsolute": scheduler.threshold_mode == "abs",
        "largerIsBetter": scheduler.mode == "max",
        "cooldown": scheduler.cooldown,
        "minimumRate": scheduler.min_lrs[0],
    }
    return {"name": name, "settings": described, "measures": kind, "reductions": reductions}
