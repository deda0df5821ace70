"""Measures PyTorch on sequences: training steps of an encoder and a decoder, and beam search by them.

python3 pytorch_sequences.py step --batch 32 --threads 1 [--attention | --one-hot]
python3 pytorch_sequences.py decode --sources 1000 --beam 5 --threads 2 --way loop

Each prints one line of JSON: what was measured, and the time as the minimum and the median over rounds, in microseconds for a step and in seconds for all
sources of a decoding. Where PyTorch, or OpenBLAS for its matrix products, is absent, the line says {"missing": why}.

The network of `step`: source tokens, embedded, through an LSTM, whose last state starts that of the decoder, an LSTM over the embedded target tokens; a
linear layer gives the logits. With attention, a decoder's output h is replaced by tanh(W [h, c] + b), c the encoder's outputs weighted by
softmax(h . output / sqrt(hidden)). With --one-hot it is Keras' example of addition: tokens as one-hot vectors, and the encoder's last output as the
decoder's input at every step. A step is forward, mean cross-entropy over batch and time, backward, Adam.

`decode` searches with the network of attention, of random weights: results have a fixed number of tokens, the end token being forbidden, so that the work is
always the same. Both ways add up the logarithms of probabilities and keep the best hypotheses of each source; the sum over the best of all sources is in the
output, and both ways have the same.
"""
import argparse
import json
import math
import os
import statistics
import sys
import time

BATCHES = 16
END = 0
START = 1


def arguments():
    parser = argparse.ArgumentParser(description="Measures PyTorch on sequences.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, source, vocabulary, embedding in (("step", 7, 16, 32), ("decode", 30, 64, 64)):
        command = commands.add_parser(name)
        command.add_argument("--threads", type=int, default=1)
        command.add_argument("--own-threads", type=int, default=1, help="PyTorch's own, beside those of its matrix products")
        command.add_argument("--rounds", type=int, default=9 if name == "step" else 3)
        command.add_argument("--source", type=int, default=source, help="tokens of a source")
        command.add_argument("--target", type=int, default=5 if name == "step" else 10, help="tokens of a result")
        command.add_argument("--vocabulary", type=int, default=vocabulary)
        command.add_argument("--embedding", type=int, default=embedding)
        command.add_argument("--hidden", type=int, default=128)
        if name == "step":
            command.add_argument("--batch", type=int, default=32)
            command.add_argument("--steps", type=int, default=50, help="steps of a round")
            kind = command.add_mutually_exclusive_group()
            kind.add_argument("--attention", action="store_true")
            kind.add_argument("--one-hot", action="store_true")
        else:
            command.add_argument("--sources", type=int, default=1000)
            command.add_argument("--beam", type=int, default=5)
            command.add_argument("--way", choices=("loop", "batched"), default="batched")
            command.add_argument("--chunk", type=int, default=100, help="sources of a batch")
    return parser.parse_args()


options = arguments()
# Shells may choose an older kind of processor for OpenBLAS, which chooses better itself.
os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ.pop("OPENBLAS_L2_SIZE", None)
os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)
# Two teams that spin while they wait take each other's processors: several times slower than one thread.
os.environ["OMP_NUM_THREADS"] = str(options.own_threads)
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)


class Network(nn.Module):
    def __init__(self, vocabulary, embedding, hidden, has_attention):
        super().__init__()
        self.source_embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.LSTM(embedding, hidden, batch_first=True)
        self.target_embedding = nn.Embedding(vocabulary, embedding)
        self.decoder = nn.LSTM(embedding, hidden, batch_first=True)
        self.combine = nn.Linear(2 * hidden, hidden) if has_attention else None
        self.output = nn.Linear(hidden, vocabulary)
        self.scale = 1 / math.sqrt(hidden)

    def encode(self, source):
        return self.encoder(self.source_embedding(source))

    def logits(self, decoded, encoded):
        """Of decoder outputs [sources, n, hidden], whatever the n are: steps of one result, or hypotheses at one step."""
        if self.combine is not None:
            # The product with the queries scaled, in one call.
            weights = torch.softmax(torch.bmm(decoded * self.scale, encoded.transpose(1, 2)), dim=2)
            decoded = torch.tanh(self.combine(torch.cat((torch.bmm(weights, encoded), decoded), dim=2)))
        return self.output(decoded)

    def forward(self, source, target):
        encoded, state = self.encode(source)
        decoded, _ = self.decoder(self.target_embedding(target), state)
        return self.logits(decoded, encoded)

    def step(self, tokens, h, c):
        """The decoder's next states, a row for each hypothesis."""
        cell = self.decoder
        return torch.lstm_cell(self.target_embedding(tokens), (h, c), cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, cell.bias_hh_l0)


class OneHotNetwork(nn.Module):
    def __init__(self, vocabulary, hidden):
        super().__init__()
        self.encoder = nn.LSTM(vocabulary, hidden, batch_first=True)
        self.decoder = nn.LSTM(hidden, hidden, batch_first=True)
        self.output = nn.Linear(hidden, vocabulary)

    def forward(self, source, target):
        """Of the target only the number of steps matters."""
        _, (h, _) = self.encoder(source)
        decoded, _ = self.decoder(h[0].unsqueeze(1).expand(-1, target.shape[1], -1))
        return self.output(decoded)


def measure_step():
    torch.manual_seed(1)
    o = options
    model = OneHotNetwork(o.vocabulary, o.hidden) if o.one_hot else Network(o.vocabulary, o.embedding, o.hidden, o.attention)
    rule = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = []
    for _ in range(BATCHES):
        source, start, target = (torch.randint(o.vocabulary, (o.batch, steps)) for steps in (o.source, o.target, o.target))
        batches.append((functional.one_hot(source, o.vocabulary).float() if o.one_hot else source, start, target.flatten()))

    def step(turn):
        source, start, target = batches[turn % BATCHES]
        rule.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(model(source, start).flatten(0, 1), target)
        loss.backward()
        rule.step()

    def steps():
        for turn in range(o.steps):
            step(turn)

    return times(steps, 1e6 / o.steps, o.rounds)


def measure_decoding():
    torch.manual_seed(1)
    o = options
    model = Network(o.vocabulary, o.embedding, o.hidden, True).eval()
    with torch.no_grad():
        # Far from the uniform distribution that PyTorch's small weights give, as a network that has learned.
        for parameter in model.parameters():
            parameter.mul_(3)
    sources = torch.randint(2, o.vocabulary, (o.sources, o.source))

    def loop():
        with torch.no_grad():
            return [search_one(model, source) for source in sources]

    def batched():
        with torch.inference_mode():
            return [result for chunk in sources.split(o.chunk) for result in search_many(model, chunk)]

    measured = times(loop if o.way == "loop" else batched, 1, o.rounds)
    results = measured.pop("result")
    return {**measured, "logProbability": sum(hypotheses[0][0] for hypotheses in results)}


def search_one(model, source):
    """The hypotheses of one source as pairs of a score and tokens, the best first: the loop as it is usually written."""
    encoded, (h, c) = model.encode(source.unsqueeze(0))
    h, c = h[0], c[0]
    tokens = torch.full((1,), START)
    scores = torch.zeros(1, 1)
    results = torch.empty(1, 0, dtype=torch.long)
    for _ in range(options.target):
        h, c = model.step(tokens, h, c)
        logits = model.logits(h.unsqueeze(0), encoded)[0]
        logits[:, END] = -math.inf
        totals = scores + torch.log_softmax(logits, dim=1)
        best, places = totals.flatten().topk(options.beam)
        parents = torch.div(places, options.vocabulary, rounding_mode="floor")
        tokens = places % options.vocabulary
        scores = best.unsqueeze(1)
        h, c = h.index_select(0, parents), c.index_select(0, parents)
        results = torch.cat((results.index_select(0, parents), tokens.unsqueeze(1)), dim=1)
    return list(zip(scores[:, 0].tolist(), results.tolist()))


def search_many(model, sources):
    """The same for many sources at once."""
    count, beam = sources.shape[0], options.beam
    encoded, (h, c) = model.encode(sources)
    h, c = h[0], c[0]
    tokens = torch.full((count,), START)
    scores = torch.zeros(count, 1, 1)
    first = (torch.arange(count) * beam).unsqueeze(1)
    history = []
    for _ in range(options.target):
        h, c = model.step(tokens, h, c)
        width = scores.shape[1]
        logits = model.logits(h.view(count, width, -1), encoded)
        logits[:, :, END] = -math.inf
        totals = torch.log_softmax(logits, dim=2).add_(scores)
        best, places = totals.view(count, -1).topk(beam, dim=1)
        parents = torch.div(places, options.vocabulary, rounding_mode="floor")
        chosen = places % options.vocabulary
        # One hypothesis a source before the first step, the width of the beam after it.
        rows = (parents + (first if width > 1 else first // beam)).flatten()
        tokens, scores = chosen.flatten(), best.unsqueeze(2)
        h, c = h.index_select(0, rows), c.index_select(0, rows)
        history.append((parents, chosen))
    results, places = [], torch.arange(beam).expand(count, beam)
    for parents, chosen in reversed(history):
        results.append(chosen.gather(1, places))
        places = parents.gather(1, places)
    results.reverse()
    return [list(zip(*pair)) for pair in zip(scores[:, :, 0].tolist(), torch.stack(results, dim=2).tolist())]


def times(action, factor, rounds):
    """The least and the median time of a round, after one to warm up, and what the last one returned."""
    action()
    measured = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = action()
        measured.append((time.perf_counter() - start) * factor)
    return {"minimum": min(measured), "median": statistics.median(measured), "result": result}


def lacks_a_fast_library():
    """Whether PyTorch multiplies matrices by the reference BLAS, twenty times slower than by OpenBLAS. Only builds on a shared BLAS can."""
    if "BLAS_INFO=generic" not in torch.__config__.show():
        return False
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return "openblas" not in maps.read()


def main():
    if lacks_a_fast_library():
        print(json.dumps({"missing": "it has no OpenBLAS to multiply matrices with"}), flush=True)
        return
    torch.set_num_threads(options.own_threads)
    torch.set_flush_denormal(True)
    measured = measure_step() if options.command == "step" else measure_decoding()
    measured.pop("result", None)
    settings = {name: value for name, value in vars(options).items() if name != "command"}
    print(json.dumps({"measured": options.command, "version": torch.__version__, **settings, **measured}), flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
