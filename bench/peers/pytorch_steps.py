"""Measures PyTorch's training steps and one-row inference, a round at a time, on request.

Started by `peers` of bench/MiniGrad.Benchmarks, which also sets the number of threads in the environment. The first line of output says
"ready" and the version, or "missing" and why. Then every line of input asks for one round, and is answered by one line:

    STEPS ROWS LAYERS ACTIVATION BATCH OPTIMIZER      as in "300 2000 784,128,10 relu 64 adam"
    MICROSECONDS_PER_STEP MICROSECONDS_PER_ROW

Between rounds it waits for input, and it ends with it.
"""
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)

BATCHES = 16
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU}
OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-3),
}


def network(sizes, activation):
    modules = [nn.Linear(sizes[0], sizes[1])]
    for inputs, outputs in zip(sizes[1:], sizes[2:]):
        modules += [ACTIVATIONS[activation](), nn.Linear(inputs, outputs)]
    return nn.Sequential(*modules)


def random_batches(sizes, batch):
    """Inputs from 0 to 1; of one output, yes or no at random, else a random class."""
    for _ in range(BATCHES):
        inputs = torch.rand(batch, sizes[0])
        yield inputs, torch.randint(2, (batch, 1)).float() if sizes[-1] == 1 else torch.randint(sizes[-1], (batch,))


def microseconds(action, count):
    """The time of one call, after a fifth as many to warm up."""
    for turn in range(max(3, count // 5)):
        action(turn)
    start = time.perf_counter_ns()
    for turn in range(count):
        action(turn)
    return (time.perf_counter_ns() - start) / 1000 / count


def measure(steps, rows, sizes, activation, batch, optimizer):
    # A fresh model every time: one that has learned its batches by heart has gradients of almost nothing, which take longer to compute with.
    torch.manual_seed(1)
    batches = list(random_batches(sizes, batch))
    model = network(sizes, activation)
    rule = OPTIMIZERS[optimizer](model.parameters())
    loss_of = functional.binary_cross_entropy_with_logits if sizes[-1] == 1 else functional.cross_entropy

    def step(turn):
        inputs, targets = batches[turn % BATCHES]
        rule.zero_grad(set_to_none=True)
        loss_of(model(inputs), targets).backward()
        rule.step()

    step_time = microseconds(step, steps)
    row = torch.rand(1, sizes[0])
    with torch.no_grad():
        return step_time, microseconds(lambda turn: model(row), rows)


def lacks_a_fast_library():
    """Whether PyTorch multiplies matrices by the reference BLAS, twenty times slower than by OpenBLAS. Only builds on a shared BLAS can."""
    if "BLAS_INFO=generic" not in torch.__config__.show():
        return False
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return "openblas" not in maps.read()


def main():
    if lacks_a_fast_library():
        print("missing it has no OpenBLAS to multiply matrices with", flush=True)
        return
    torch.set_num_threads(1)  # its own threads; those of its matrix products are OpenBLAS's
    torch.set_flush_denormal(True)
    print("ready PyTorch", torch.__version__, flush=True)
    for line in sys.stdin:
        steps, rows, sizes, activation, batch, optimizer = line.split()
        times = measure(int(steps), int(rows), [int(size) for size in sizes.split(",")], activation, int(batch), optimizer)
        print(*times, flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
