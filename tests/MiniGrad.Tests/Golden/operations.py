"""One case for each row of the catalog of operations, under the same name.

A row's function is written with PyTorch's own function where there is one that means the same as MiniGrad's, and from PyTorch's
operations where there is none. Labels, class weights, axes and the like are settings of a row, not inputs.
"""

from random import Random

import torch
import torch.nn.functional as F

from inputs import apart, distinct, either, log_probabilities, probabilities, repeated, tied, uniform

LABELS = torch.tensor([0, 2, 1, 2])
LABELS_OUTSIDE = torch.tensor([0, 7, 1, 7])
CLASS_WEIGHTS = torch.tensor([0.5, 1, 2], dtype=torch.float64)
POSITIVE_WEIGHT = torch.tensor([0.5, 1, 2, 3], dtype=torch.float64)
ROWS = torch.tensor([[0, 4], [4, 2]])

MATRIX = uniform((3, 4))
CUBE = uniform((2, 3, 4))
AROUND_ZERO = uniform((3, 4), away_from=(0,))
POSITIVE = uniform((3, 4), 0.2, 3)
LOGITS = uniform((4, 3))


def scatter_add_rows(x):
    return torch.zeros(5, 3, dtype=x.dtype).index_add(0, ROWS.flatten(), x.reshape(4, 3))


def focal(x, gamma, weights=None, reduction="mean"):
    """By its formula: PyTorch has none. The mean is weighted by classes, as that of the cross-entropy."""
    entropies = F.cross_entropy(x, LABELS, reduction="none")
    rows = torch.ones_like(entropies) if weights is None else weights.to(x)[LABELS]
    losses = rows * (1 - (-entropies).exp()) ** gamma * entropies
    return losses.sum() / rows.sum() if reduction == "mean" else losses


def binary_focal(x, t, gamma, alpha=None):
    """By its formula, as torchvision's sigmoid_focal_loss."""
    p = x.sigmoid()
    losses = F.binary_cross_entropy_with_logits(x, t, reduction="none") * (1 - (p * t + (1 - p) * (1 - t))) ** gamma
    return (losses if alpha is None else losses * (alpha * t + (1 - alpha) * (1 - t))).mean()


def rms_norm(x, epsilon):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt()


def compare(comparison):
    return lambda a, b: comparison(a, b).to(a.dtype)


# Name: (function, inputs). An input in a tuple of its own has no gradient.
OPERATIONS = {
    # Arithmetic
    "add": (torch.add, [MATRIX, MATRIX]),
    "subtract": (torch.sub, [MATRIX, MATRIX]),
    "multiply": (torch.mul, [MATRIX, MATRIX]),
    "divide": (torch.div, [MATRIX, uniform((3, 4), away_from=(0,), margin=0.5)]),
    "add broadcast": (torch.add, [uniform((3, 1)), uniform((4,))]),
    "subtract broadcast": (torch.sub, [uniform((3, 1)), uniform((4,))]),
    "multiply broadcast": (torch.mul, [uniform((3, 1)), uniform((4,))]),
    "divide broadcast": (torch.div, [uniform((3, 1)), uniform((4,), away_from=(0,), margin=0.5)]),
    "negate": (torch.neg, [MATRIX]),
    # Elementary
    "exp": (torch.exp, [MATRIX]),
    "log": (torch.log, [POSITIVE]),
    "log1p": (torch.log1p, [uniform((3, 4), -0.7, 3)]),
    "sqrt": (torch.sqrt, [POSITIVE]),
    "square": (torch.square, [MATRIX]),
    "abs": (torch.abs, [AROUND_ZERO]),
    "sign": (torch.sign, [AROUND_ZERO]),
    "clamp": (lambda x: x.clamp(-0.5, 0.8), [uniform((3, 4), away_from=(-0.5, 0.8))]),
    "power scalar": (lambda x: x.pow(2.5), [POSITIVE]),
    "power integer": (lambda x: x.pow(3), [AROUND_ZERO]),
    "power tensor": (torch.pow, [uniform((3, 4), 0.3, 2), uniform((4,))]),
    "log2": (torch.log2, [POSITIVE]),
    "log10": (torch.log10, [POSITIVE]),
    "expm1": (torch.expm1, [MATRIX]),
    "erf": (torch.erf, [MATRIX]),
    "reciprocal": (torch.reciprocal, [uniform((3, 4), 0.3, 3)]),
    "floor": (torch.floor, [uniform((3, 4), away_from=(-2, -1, 0, 1, 2))]),
    "ceiling": (torch.ceil, [uniform((3, 4), away_from=(-2, -1, 0, 1, 2))]),
    "round": (torch.round, [uniform((3, 4), away_from=(-1.5, -0.5, 0.5, 1.5))]),
    "truncate": (torch.trunc, [uniform((3, 4), away_from=(-2, -1, 1, 2))]),
    "remainder": (torch.remainder, [either((3, 4), -1.7, 0.45), either((3, 4), -0.8, 1.25)]),
    # Trigonometry
    "sin": (torch.sin, [uniform((3, 4), -4, 4)]),
    "cos": (torch.cos, [uniform((3, 4), -4, 4)]),
    "tan": (torch.tan, [uniform((3, 4), -1.2, 1.2)]),
    "asin": (torch.asin, [uniform((3, 4), -0.9, 0.9)]),
    "acos": (torch.acos, [uniform((3, 4), -0.9, 0.9)]),
    "atan": (torch.atan, [MATRIX]),
    "atan2": (torch.atan2, [AROUND_ZERO, AROUND_ZERO]),
    "sinh": (torch.sinh, [MATRIX]),
    "cosh": (torch.cosh, [MATRIX]),
    "asinh": (torch.asinh, [MATRIX]),
    "acosh": (torch.acosh, [uniform((3, 4), 1.3, 4)]),
    "atanh": (torch.atanh, [uniform((3, 4), -0.9, 0.9)]),
    # Comparison. torch.maximum, too, gives each of two equal elements half of the gradient.
    "maximum": (torch.maximum, [MATRIX, apart((3, 4))]),
    "maximum ties": (torch.maximum, [MATRIX, tied((3, 4))]),
    "minimum": (torch.minimum, [MATRIX, apart((3, 4))]),
    "where": (lambda mask, a, b: torch.where(mask != 0, a, b), [(either((3, 4), 0, 1),), MATRIX, uniform((4,))]),
    "greater": (compare(torch.gt), [(MATRIX,), (tied((3, 4)),)]),
    "greater or equal": (compare(torch.ge), [(MATRIX,), (tied((3, 4)),)]),
    "less": (compare(torch.lt), [(MATRIX,), (tied((3, 4)),)]),
    "less or equal": (compare(torch.le), [(MATRIX,), (tied((3, 4)),)]),
    "equal": (compare(torch.eq), [(MATRIX,), (tied((3, 4)),)]),
    "not equal": (compare(torch.ne), [(MATRIX,), (tied((3, 4)),)]),
    # Products. W of a linear map is stored (in, out).
    "matmul": (torch.matmul, [MATRIX, uniform((4, 5))]),
    "matmul vector matrix": (torch.matmul, [uniform((4,)), uniform((4, 5))]),
    "matmul matrix vector": (torch.matmul, [MATRIX, uniform((4,))]),
    "matmul vectors": (torch.matmul, [uniform((4,)), uniform((4,))]),
    "matmul batched": (torch.matmul, [CUBE, uniform((2, 4, 5))]),
    "matmul batched broadcast": (torch.matmul, [uniform((2, 1, 3, 4)), uniform((3, 4, 5))]),
    "matmul batch by matrix": (torch.matmul, [CUBE, uniform((4, 5))]),
    "linear": (lambda x, w, b: x @ w + b, [MATRIX, uniform((4, 5)), uniform((5,))]),
    "linear batched": (lambda x, w, b: x @ w + b, [CUBE, uniform((4, 5)), uniform((5,))]),
    # Arrangement
    "reshape": (lambda x: x.reshape(2, 6), [MATRIX]),
    "transpose": (lambda x: x.t(), [MATRIX]),
    "permute": (lambda x: x.permute(2, 0, 1), [CUBE]),
    "broadcast to": (lambda x: x.expand(2, 3, 4), [uniform((3, 1))]),
    "sum to": (lambda x: x.sum_to_size(3, 1), [CUBE]),
    "slice": (lambda x: x[:, 1:3], [MATRIX]),
    "pad": (lambda x: F.pad(x, (0, 0, 1, 2)), [MATRIX]),
    "concatenate": (lambda a, b: torch.cat((a, b), 1), [MATRIX, uniform((3, 2))]),
    "stack": (lambda a, b: torch.stack((a, b), 1), [MATRIX, MATRIX]),
    "gather rows": (lambda table: table[ROWS], [uniform((5, 3))]),
    "gather numbered rows": (lambda table, numbers: F.embedding(numbers.long(), table), [uniform((5, 3)), (either((2, 4), 1, 3),)]),
    "scatter add rows": (scatter_add_rows, [uniform((2, 2, 3))]),
    "expand dimension": (lambda x: x.unsqueeze(1), [MATRIX]),
    "squeeze": (lambda x: x.squeeze(1), [uniform((3, 1, 4))]),
    "flatten": (torch.flatten, [CUBE]),
    # Reductions. torch.amax shares the gradient among equal elements, torch.max along an axis does not.
    "sum": (torch.sum, [CUBE]),
    "sum axis": (lambda x: x.sum(1), [CUBE]),
    "sum axes keep": (lambda x: x.sum((0, -1), keepdim=True), [CUBE]),
    "mean": (torch.mean, [CUBE]),
    "mean axis": (lambda x: x.mean(1), [CUBE]),
    "max": (torch.amax, [distinct((2, 3, 4))]),
    "max axis": (lambda x: x.amax(1), [distinct((2, 3, 4))]),
    "min axis": (lambda x: x.amin(-1), [distinct((2, 3, 4))]),
    "max ties": (lambda x: x.amax(1), [repeated((2, 3, 4))]),
    "variance": (lambda x: x.var(), [CUBE]),
    "variance axis": (lambda x: x.var(-1, unbiased=False), [CUBE]),
    "norm": (torch.linalg.vector_norm, [CUBE]),
    "norm axis": (lambda x: torch.linalg.vector_norm(x, dim=1), [CUBE]),
    "norm of order 1": (lambda x: torch.linalg.vector_norm(x, 1, dim=1), [uniform((2, 3, 4), away_from=(0,))]),
    "norm of order 3": (lambda x: torch.linalg.vector_norm(x, 3), [uniform((2, 3, 4), away_from=(0,))]),
    "norm of order 1.5": (lambda x: torch.linalg.vector_norm(x, 1.5, dim=1), [uniform((2, 3, 4), away_from=(0,))]),
    "norm of infinite order": (lambda x: torch.linalg.vector_norm(x, float("inf"), dim=1), [distinct((2, 3, 4))]),
    "standard deviation": (lambda x: x.std(), [CUBE]),
    "standard deviation axis": (lambda x: x.std(-1, unbiased=False), [CUBE]),
    "log-sum-exp": (lambda x: x.logsumexp(-1), [CUBE]),
    "log-sum-exp axis": (lambda x: x.logsumexp(0), [CUBE]),
    "cumulative sum": (lambda x: x.cumsum(-1), [CUBE]),
    "cumulative sum axis": (lambda x: x.cumsum(0), [CUBE]),
    "cumulative product": (lambda x: x.cumprod(-1), [uniform((2, 3, 4), away_from=(0,))]),
    "cumulative product axis": (lambda x: x.cumprod(0), [uniform((2, 3, 4), away_from=(0,))]),
    "cumulative product zeros": (lambda x: x.cumprod(1), [repeated((2, 4, 3))]),
    "product": (torch.prod, [uniform((2, 3), away_from=(0,))]),
    "product axis": (lambda x: x.prod(1), [uniform((2, 3, 4), away_from=(0,))]),
    "product axes keep": (lambda x: x.prod(0, keepdim=True).prod(-1, keepdim=True), [uniform((2, 3, 2), away_from=(0,))]),
    "product zeros": (lambda x: x.prod(1), [repeated((3, 4, 2))]),
    # Activations
    "sigmoid": (torch.sigmoid, [MATRIX]),
    "tanh": (torch.tanh, [MATRIX]),
    "relu": (torch.relu, [AROUND_ZERO]),
    "leaky relu": (lambda x: F.leaky_relu(x, 0.01), [AROUND_ZERO]),
    "leaky relu steep": (lambda x: F.leaky_relu(x, 0.3), [AROUND_ZERO]),
    "elu": (F.elu, [AROUND_ZERO]),
    "elu alpha": (lambda x: F.elu(x, 1.5), [AROUND_ZERO]),
    "selu": (F.selu, [AROUND_ZERO]),
    "gelu": (F.gelu, [MATRIX]),
    "silu": (F.silu, [MATRIX]),
    "softplus": (F.softplus, [MATRIX]),
    "softmax": (lambda x: x.softmax(-1), [MATRIX]),
    "softmax axis 0": (lambda x: x.softmax(0), [MATRIX]),
    "log-softmax": (lambda x: x.log_softmax(-1), [MATRIX]),
    "log-softmax axis 0": (lambda x: x.log_softmax(0), [MATRIX]),
    # Normalization. Root mean square normalisation is by its formula: PyTorch 1.13 has none.
    "batch normalise": (lambda x: F.batch_norm(x, None, None, training=True, eps=0.1), [uniform((5, 4))]),
    "batch normalise scaled shifted": (
        lambda x, scale, shift: F.batch_norm(x, None, None, scale, shift, training=True, eps=0.01), [uniform((5, 4)), uniform((4,)), uniform((4,))]),
    "layer normalise": (lambda x: F.layer_norm(x, (4,), eps=0.1), [MATRIX]),
    "layer normalise scaled shifted": (
        lambda x, scale, shift: F.layer_norm(x, (4,), scale, shift, eps=0.01), [MATRIX, uniform((4,)), uniform((4,))]),
    "rms normalise": (lambda x: rms_norm(x, 0.1), [MATRIX]),
    "rms normalise scaled": (lambda x, scale: rms_norm(x, 0.1) * scale, [MATRIX, uniform((4,))]),
    # Losses. Classes are along the last axis.
    "cross-entropy": (lambda x: F.cross_entropy(x, LABELS), [LOGITS]),
    "cross-entropy weighted": (lambda x: F.cross_entropy(x, LABELS, CLASS_WEIGHTS.to(x)), [LOGITS]),
    "cross-entropy smoothed": (lambda x: F.cross_entropy(x, LABELS, label_smoothing=0.1), [LOGITS]),
    "cross-entropy weighted smoothed": (lambda x: F.cross_entropy(x, LABELS, CLASS_WEIGHTS.to(x), label_smoothing=0.1), [LOGITS]),
    "cross-entropy none": (lambda x: F.cross_entropy(x, LABELS, reduction="none"), [LOGITS]),
    "cross-entropy sum": (lambda x: F.cross_entropy(x, LABELS, reduction="sum"), [LOGITS]),
    "cross-entropy ignoring": (lambda x: F.cross_entropy(x, LABELS, ignore_index=2), [LOGITS]),
    "cross-entropy ignoring no class": (lambda x: F.cross_entropy(x, LABELS_OUTSIDE, ignore_index=7), [LOGITS]),
    "cross-entropy ignoring none": (lambda x: F.cross_entropy(x, LABELS, ignore_index=2, reduction="none"), [LOGITS]),
    "cross-entropy ignoring sum smoothed": (
        lambda x: F.cross_entropy(x, LABELS, ignore_index=2, reduction="sum", label_smoothing=0.1), [LOGITS]),
    "cross-entropy ignoring weighted smoothed": (
        lambda x: F.cross_entropy(x, LABELS_OUTSIDE, CLASS_WEIGHTS.to(x), ignore_index=7, label_smoothing=0.1), [LOGITS]),
    "cross-entropy probabilities": (F.cross_entropy, [LOGITS, probabilities((4, 3))]),
    "binary cross-entropy": (F.binary_cross_entropy_with_logits, [MATRIX, uniform((3, 4), 0.05, 0.95)]),
    "binary cross-entropy none": (
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), [MATRIX, uniform((3, 4), 0.05, 0.95)]),
    "binary cross-entropy weighted": (
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=POSITIVE_WEIGHT.to(x)), [MATRIX, uniform((3, 4), 0.05, 0.95)]),
    "negative log-likelihood": (lambda x: F.nll_loss(x, LABELS), [log_probabilities((4, 3))]),
    "negative log-likelihood weighted": (lambda x: F.nll_loss(x, LABELS, CLASS_WEIGHTS.to(x)), [log_probabilities((4, 3))]),
    "mean squared error": (F.mse_loss, [MATRIX, MATRIX]),
    "mean absolute error": (F.l1_loss, [MATRIX, apart((3, 4))]),
    "huber": (F.huber_loss, [MATRIX, apart((3, 4), (-1, 0, 1))]),
    "huber delta": (lambda x, t: F.huber_loss(x, t, delta=0.4), [MATRIX, apart((3, 4), (-0.4, 0, 0.4))]),
    "kullback-leibler": (lambda x, t: F.kl_div(x, t, reduction="batchmean"), [log_probabilities((4, 3)), probabilities((4, 3))]),
    "focal": (lambda x: focal(x, 2), [LOGITS]),
    "focal weighted": (lambda x: focal(x, 2, CLASS_WEIGHTS), [LOGITS]),
    "focal weak none": (lambda x: focal(x, 0.5, reduction="none"), [LOGITS]),
    "binary focal": (lambda x, t: binary_focal(x, t, 2), [MATRIX, uniform((3, 4), 0.05, 0.95)]),
    "binary focal weighted": (lambda x, t: binary_focal(x, t, 1.5, 0.3), [MATRIX, uniform((3, 4), 0.05, 0.95)]),
    "quantile": (lambda x, t: torch.maximum(0.8 * (t - x), -0.2 * (t - x)).mean(), [MATRIX, apart((3, 4))]),
    "log-cosh": (lambda x, t: (x - t).cosh().log().mean(), [MATRIX, MATRIX]),
    "poisson": (F.poisson_nll_loss, [MATRIX, uniform((3, 4), 0, 5)]),
    "cosine distance": (lambda x, t: (1 - F.cosine_similarity(x, t, dim=-1)).mean(), [LOGITS, probabilities((4, 3))]),
    "hinge": (lambda x, t: (1 - x * t).relu().mean(), [uniform((3, 4), away_from=(-1, 1)), (either((3, 4), -1, 1),)]),
}


REPEATING = torch.tensor([[0, 1, 0], [0, 2, 0], [0, 3, 0]])
DISTINCT = torch.tensor([[0, 1], [1, 2], [2, 3]])
ONE_FOR_EACH_ROW = torch.tensor([[2], [0], [1]])
SQUARE = uniform((3, 3), -1, 1)
SQUARES = uniform((2, 2, 2), -1, 1)
SIDES = uniform((3, 2), -1, 1)


def heavy(x):
    return x + 3 * torch.eye(x.shape[-1], dtype=x.dtype)


def definite(x):
    return x @ x.mT + 2 * torch.eye(x.shape[-1], dtype=x.dtype)


def triangular(is_upper, is_transposed):
    """A system with a triangle of a matrix, or with that transposed."""

    def solve(a, b):
        triangle = heavy(a).triu() if is_upper else heavy(a).tril()
        return torch.linalg.solve_triangular(triangle.mT if is_transposed else triangle, b, upper=is_upper != is_transposed)

    return solve


def contraction(notation):
    return lambda *operands: torch.einsum(notation, *operands)


OPERATIONS |= {
    # Ordering. Of equal elements the first comes first: stable=True.
    "sort": (lambda x: x.sort().values, [distinct((3, 4))]),
    "sort descending axis": (lambda x: x.sort(1, descending=True).values, [distinct((2, 3, 4))]),
    "top-k": (lambda x: x.topk(2).values, [distinct((3, 4))]),
    "top-k smallest axis": (lambda x: x.topk(2, 0, largest=False).values, [distinct((3, 4))]),
    "sort ties": (lambda x: torch.sort(x, stable=True, dim=1).values, [repeated((2, 3, 4))]),
    # Picking
    "gather": (lambda x: x.gather(1, REPEATING), [MATRIX]),
    "gather one for each row": (lambda x: x.gather(1, ONE_FOR_EACH_ROW).squeeze(1), [MATRIX]),
    "scatter": (lambda x, values: x.scatter(1, DISTINCT, values), [MATRIX, uniform((3, 2))]),
    "scatter add": (lambda x, values: x.scatter_add(1, REPEATING, values), [MATRIX, uniform((3, 3))]),
    "one-hot product": (lambda x: x * F.one_hot(ROWS, 5).to(x.dtype), [uniform((2, 2, 5))]),
    "diagonal": (lambda x: x.diagonal(dim1=-2, dim2=-1), [CUBE]),
    "diagonal matrix": (torch.diag_embed, [uniform((2, 3))]),
    "trace": (torch.trace, [MATRIX]),
    "lower triangle": (torch.tril, [CUBE]),
    "lower triangle below": (lambda x: x.tril(-1), [CUBE]),
    "upper triangle": (torch.triu, [CUBE]),
    "upper triangle above": (lambda x: x.triu(2), [CUBE]),
    # Contractions
    "contract batches": (contraction("bij,bjk->bik"), [CUBE, uniform((2, 4, 5))]),
    "contract matrices": (contraction("ij,jk->ik"), [MATRIX, uniform((4, 5))]),
    "contract transposed": (contraction("ji,kj->ik"), [uniform((4, 3)), uniform((5, 4))]),
    "contract turned round": (contraction("ij,jk->ki"), [MATRIX, uniform((4, 5))]),
    "contract inner axes": (contraction("aibj,jci->cab"), [uniform((2, 2, 2, 3)), uniform((3, 2, 2))]),
    "contract batches mixed": (contraction("ibj,kbj->bki"), [uniform((2, 3, 2)), uniform((4, 3, 2))]),
    "contract outer": (contraction("i,j->ij"), [uniform((3,)), uniform((4,))]),
    "contract elementwise": (contraction("ij,ji->ij"), [MATRIX, uniform((4, 3))]),
    "contract rows": (contraction("bi,bi->b"), [MATRIX, MATRIX]),
    "contract to a number": (contraction("ij,ij->"), [MATRIX, MATRIX]),
    "contract with a number": (contraction(",ij->ji"), [uniform(()), MATRIX]),
    "contract with sums": (contraction("ijk,lj->l"), [uniform((2, 3, 2)), uniform((4, 3))]),
    "contract diagonals": (contraction("iij,jj->i"), [uniform((3, 3, 2)), uniform((2, 2))]),
    "contract capital letters": (contraction("aA,A->Aa"), [uniform((2, 3)), uniform((3,))]),
    "contract permutation": (contraction("ijk->kij"), [CUBE]),
    "contract sum": (contraction("ijk->j"), [CUBE]),
    "contract trace": (contraction("ii->"), [uniform((3, 3))]),
    "contract long diagonal": (contraction("iji->ji"), [uniform((3, 2, 3))]),
    "contract threefold diagonal": (contraction("iii->i"), [uniform((3, 3, 3))]),
    # Linear algebra
    "solve": (lambda a, b: torch.linalg.solve(heavy(a), b), [SQUARE, SIDES]),
    "solve vector": (lambda a, b: torch.linalg.solve(heavy(a), b), [SQUARE, uniform((3,), -1, 1)]),
    "solve batches": (lambda a, b: torch.linalg.solve(heavy(a), b), [SQUARES, uniform((2, 2, 3), -1, 1)]),
    "solve batches with one matrix": (lambda a, b: torch.linalg.solve(heavy(a), b), [SQUARE, uniform((2, 3, 2), -1, 1)]),
    "lower triangular solve": (triangular(is_upper=False, is_transposed=False), [SQUARE, SIDES]),
    "upper triangular solve": (triangular(is_upper=True, is_transposed=False), [SQUARE, SIDES]),
    "lower triangular solve transposed": (triangular(is_upper=False, is_transposed=True), [SQUARE, SIDES]),
    "upper triangular solve transposed": (triangular(is_upper=True, is_transposed=True), [SQUARE, SIDES]),
    "inverse": (lambda x: torch.linalg.inv(heavy(x)), [SQUARES]),
    "determinant": (lambda x: torch.linalg.det(heavy(x)), [SQUARES]),
    "log-determinant": (lambda x: torch.linalg.slogdet(heavy(x)).logabsdet, [SQUARES]),
    "cholesky": (lambda x: torch.linalg.cholesky(definite(x)), [SQUARES]),
}


def cases():
    """The cases in the order of the rows."""
    return [case(name, *row) for name, row in OPERATIONS.items()]


def case(name, function, makers):
    """Inputs, weights, the output, and the gradients of sum(output * weights); null for an input without one."""
    random = Random(name)
    while True:
        inputs = []
        for maker in makers:
            is_constant = isinstance(maker, tuple)
            made = (maker[0] if is_constant else maker)(random, inputs)
            inputs.append(made.detach().clone().requires_grad_(not is_constant))
        weights = uniform(tuple(function(*inputs).shape), -1.5, 1.5, away_from=(0,))(random, inputs)
        output, gradients = evaluate(function, inputs, weights, torch.float64)
        single_output, single_gradients = evaluate(function, inputs, weights, torch.float32)
        if all(map(is_near, [single_output, *single_gradients], [output, *gradients])) and is_steady(function, inputs, weights, gradients):
            break
    return {
        "name": name,
        "inputs": [described(x) for x in inputs],
        "weights": flat(weights),
        "output": described(output),
        "gradients": [None if gradient is None else flat(gradient) for gradient in gradients],
    }


def evaluate(function, inputs, weights, precision):
    """The output and the gradients in respect of the inputs, computed in a precision."""
    inputs = [x.detach().to(precision).requires_grad_(x.requires_grad) for x in inputs]
    output = function(*inputs)
    if output.requires_grad:
        (output * weights.to(precision)).sum().backward()
    return output, [x.grad for x in inputs]


def is_near(single, double):
    """Whether single precision can tell the figures to begin with.

    Where large terms happen to cancel, their rounding is all that is left of the result, whoever computes it; such inputs say
    nothing about an implementation and are drawn again. The bound is a fifth of what the tests allow.
    """
    if double is None:
        return True
    scale = double.abs().clamp(min=1e-3 * double.abs().max())
    return bool(((single - double).abs() <= 2e-6 * scale).all())


def is_steady(function, inputs, weights, gradients):
    """Whether rounding the weights to single precision another way would leave the gradients as near as `is_near` asks for.

    PyTorch's own single precision may be right by luck where terms cancel; another order of the same sum is then wrong by rights.
    """
    random = Random("steadiness")
    for _ in range(16):
        rounding = 1 + 2.0**-24 * uniform(tuple(weights.shape), -1, 1)(random, []).to(torch.float64)
        if not all(map(is_near, evaluate(function, inputs, weights * rounding, torch.float64)[1], gradients)):
            return False
    return True


def described(tensor):
    return {"shape": list(tensor.shape), "values": flat(tensor)}


def flat(tensor):
    return tensor.detach().flatten().tolist()
