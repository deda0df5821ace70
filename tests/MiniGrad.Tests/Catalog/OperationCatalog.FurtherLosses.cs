using System.Numerics;
using MiniGrad.Losses;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly double[] quantiles = [0.1, 0.5, 0.8];

    private static IEnumerable<CatalogRow<T>> FurtherLosses<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Focal<T>("focal"),
        Focal<T>("focal weighted", isWeighted: true),
        Focal<T>("focal unfocused", gamma: 0, isWeighted: true),
        Focal<T>("focal weak none", gamma: 0.5, reduction: LossReduction.None),
        Focal<T>("focal ignoring weighted", isWeighted: true, ignored: 7),
        Focal<T>("focal ignoring sum", reduction: LossReduction.Sum, ignored: 2),
        Pairs<T>(
            "binary focal", "BinaryFocalWithLogits", (x, t) => Loss.BinaryFocalWithLogits(x, t), (x, t) => NaiveBinaryFocal(x, t, 2),
            CatalogRow<T>.Between(0.05, 0.95)),
        Pairs<T>(
            "binary focal weighted", "BinaryFocalWithLogits", (x, t) => Loss.BinaryFocalWithLogits(x, t, 1.5, alpha: 0.3),
            (x, t) => (0.3 * t + 0.7 * (1 - t)) * NaiveBinaryFocal(x, t, 1.5), CatalogRow<T>.Between(0.05, 0.95)),
        Pairs<T>(
            "quantile", "Quantile", (x, t) => Loss.Quantile(x, t, 0.8), (x, t) => NaiveQuantile(t - x, 0.8), kinks: (x, t) => [x - t]),
        new()
        {
            Name = "quantiles",
            Operation = "Quantile",
            Apply = inputs => Loss.Quantile(inputs[0], inputs[1], quantiles),
            Reference = inputs => NaiveArray.Scalar(Mean(
                [.. RowsOf(inputs[0]).SelectMany((row, i) => row.Select((x, q) => NaiveQuantile(inputs[1].Values[i] - x, quantiles[q])))])),
            Shapes = [[[4, 3], [4]], [[3], []], [[1, 3], [1]], [[2, 2, 3], [2, 2]], [[0, 3], [0]]],
            Kinks = inputs => RowsOf(inputs[0]).SelectMany((row, i) => row.Select(x => inputs[1].Values[i] - x)),
            Refused = [new([[4, 2], [4]]), new([[4, 3], [4, 3]]), new([[], []])],
        },
        Pairs<T>("log-cosh", "LogCosh", (x, t) => Loss.LogCosh(x, t), (x, t) => Math.Log(Math.Cosh(x - t))),
        Pairs<T>(
            "poisson", "Poisson", (x, t) => Loss.Poisson(x, t), (x, t) => Math.Exp(x) - t * x, CatalogRow<T>.Between(0, 5)),
        RowPairs<T>(
            "cosine distance", "CosineDistance", (x, t) => Loss.CosineDistance(x, t), (x, t) => 1 - NaiveCosine(x, t),
            CatalogRow<T>.Between(0.1, 2)),
        new()
        {
            Name = "cosine embedding",
            Operation = "CosineEmbedding",
            Apply = inputs => Loss.CosineEmbedding(inputs[0], inputs[1], inputs[2], margin: 0.1),
            Reference = inputs => NaiveArray.Scalar(Mean([.. EmbeddingCosines(inputs).Select((cosine, i) =>
                inputs[2].Values[i] > 0 ? 1 - cosine : Math.Max(0, cosine - 0.1))])),
            Shapes = [[[4, 3], [4, 3], [4]], [[3], [3], []], [[1, 2], [1, 2], [1]], [[2, 2, 3], [2, 2, 3], [2, 2]], [[0, 3], [0, 3], [0]]],
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(-2, 2), CatalogRow<T>.OneOf(-1, 1)],
            Kinks = inputs => EmbeddingCosines(inputs).Select(cosine => cosine - 0.1).Concat(
                RowsOf(inputs[0]).Concat(RowsOf(inputs[1])).Select(row => Length(row) - 0.3)),
            Differentiable = [0, 1],
            Refused =
            [
                new([[4, 3], [4, 2], [4]], "[4, 3]", "[4, 2]"), new([[4, 3], [4, 3], [3]], "[4, 3]", "[3]"), new([[], [], []], "[]"),
            ],
        },
        new()
        {
            Name = "signs",
            Operation = "CosineEmbedding",
            Apply = inputs => new SignsOperation<T>(inputs[0], "CosineEmbedding").Apply(),
            Reference = inputs => inputs[0],
            Shapes = elementwiseShapes,
            Draw = [CatalogRow<T>.OneOf(-1, 1)],
            Differentiable = [],
            Unrecorded = inputs => new SignsOperation<T>(inputs[0], "CosineEmbedding"),
        },
        Triplet<T>("triplet", swaps: false),
        Triplet<T>("triplet swapped", swaps: true),
    ];

    private static CatalogRow<T> Focal<T>(
        string name, double gamma = 2, bool isWeighted = false, LossReduction reduction = LossReduction.Mean, int? ignored = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Focal",
            Apply = inputs => Loss.Focal(
                inputs[0], Labels(inputs[0].Shape, ignored ?? LastLabel), gamma, isWeighted ? WeightsOfClasses<T>() : null, reduction,
                ignored),
            Reference = inputs => Reduced(
                inputs[0], isWeighted, reduction,
                (row, label) =>
                {
                    double entropy = LogSumExp(row) - row[label];
                    return (isWeighted ? classWeights[label] : 1) * Math.Pow(1 - Math.Exp(-entropy), gamma) * entropy;
                },
                row => ignored is not null && Label(row) == LastLabel ? 0 : 1),
            Shapes = scoreShapes,
            Refused = ignored is null ? RefusedScores(isWeighted) : isWeighted ? RefusedScores(isWeighted) : [new([[]])],
        };

    private static CatalogRow<T> Triplet<T>(string name, bool swaps) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
    {
        Name = name,
        Operation = "Triplet",
        Apply = inputs => Loss.Triplet(inputs[0], inputs[1], inputs[2], margin: 0.7, swaps),
        Reference = inputs => NaiveArray.Scalar(Mean([.. Distances(inputs).Select(row =>
            Math.Max(0, row.Near - (swaps ? Math.Min(row.Far, row.Other) : row.Far) + 0.7))])),
        Shapes = [[[4, 3], [4, 3], [4, 3]], [[3], [3], [3]], [[1, 1], [1, 1], [1, 1]], [[2, 2, 3], [2, 2, 3], [2, 2, 3]],
            [[0, 3], [0, 3], [0, 3]]],
        Kinks = inputs => Distances(inputs).SelectMany(row => (double[])
        [
            row.Near - 0.1, row.Far - 0.1, row.Other - 0.1, row.Far - row.Other,
            row.Near - (swaps ? Math.Min(row.Far, row.Other) : row.Far) + 0.7,
        ]),
        Refused = [new([[4, 3], [4, 2], [4, 3]], "[4, 3]", "[4, 2]"), new([[4, 3], [4, 3], [3]], "[4, 3]", "[3]"), new([[], [], []], "[]")],
    };

    private static IEnumerable<(double Near, double Far, double Other)> Distances(IReadOnlyList<NaiveArray> inputs) =>
        RowsOf(inputs[0]).Zip(RowsOf(inputs[1]), RowsOf(inputs[2])).Select(
            row => (Distance(row.First, row.Second), Distance(row.First, row.Third), Distance(row.Second, row.Third)));

    private static IEnumerable<double> EmbeddingCosines(IReadOnlyList<NaiveArray> inputs) =>
        RowsOf(inputs[0]).Zip(RowsOf(inputs[1]), NaiveCosine);

    private static double NaiveCosine(double[] x, double[] t) => x.Zip(t, (a, b) => a * b).Sum() / (Length(x) * Length(t));

    private static double Length(double[] x) => Math.Sqrt(x.Sum(value => value * value));

    private static double Distance(double[] x, double[] t) => Length([.. x.Zip(t, (a, b) => a - b)]);

    private static double NaiveQuantile(double error, double quantile) => error > 0 ? quantile * error : (quantile - 1) * error;

    private static double NaiveBinaryFocal(double x, double t, double gamma) =>
        Math.Pow(Logistic(x) * (1 - t) + (1 - Logistic(x)) * t, gamma) * NaiveBinaryCrossEntropy(x, t);
}
