using System.Numerics;
using MiniGrad.Losses;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private const int LastLabel = 2;

    private static readonly double[] classWeights = [0.5, 1, 2];
    private static readonly double[] positiveWeight = [0.5, 1, 2, 3];

    private static readonly int[][][] scoreShapes = [[[4, 3]], [[3]], [[1, 3]], [[2, 2, 3]], [[0, 3]]];
    private static readonly int[][][] pairsOfLosses =
        [[[3, 4], [3, 4]], [[], []], [[1], [1]], [[37], [37]], [[2, 3, 4], [2, 3, 4]], [[0], [0]]];

    private static IEnumerable<CatalogRow<T>> Losses<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        CrossEntropy<T>("cross-entropy"),
        CrossEntropy<T>("cross-entropy weighted", isWeighted: true),
        CrossEntropy<T>("cross-entropy smoothed", smoothing: 0.1),
        CrossEntropy<T>("cross-entropy weighted smoothed", isWeighted: true, smoothing: 0.1),
        CrossEntropy<T>("cross-entropy none", reduction: LossReduction.None),
        CrossEntropy<T>("cross-entropy sum", reduction: LossReduction.Sum),
        CrossEntropy<T>("cross-entropy ignoring", ignored: 2),
        CrossEntropy<T>("cross-entropy ignoring no class", ignored: 7),
        CrossEntropy<T>("cross-entropy ignoring none", ignored: 2, reduction: LossReduction.None),
        CrossEntropy<T>("cross-entropy ignoring sum smoothed", smoothing: 0.1, ignored: 2, reduction: LossReduction.Sum),
        CrossEntropy<T>("cross-entropy ignoring weighted smoothed", isWeighted: true, smoothing: 0.1, ignored: 7),
        CrossEntropy<T>("cross-entropy masked", isMasked: true),
        CrossEntropy<T>("cross-entropy masked weighted ignoring", isWeighted: true, isMasked: true, ignored: 7),
        CrossEntropy<T>("cross-entropy masked sum", isMasked: true, reduction: LossReduction.Sum),
        new()
        {
            Name = "counted total",
            Operation = "CrossEntropy",
            Apply = inputs => new CountedTotalOperation<T>(inputs[0]).Apply(),
            Reference = inputs => inputs[0],
            Shapes = [[[]]],
        },
        RowPairs<T>(
            "cross-entropy probabilities", "CrossEntropy", (x, p) => Loss.CrossEntropy(x, p),
            (x, p) => x.Zip(p, (score, target) => -target * (score - LogSumExp(x))).Sum(), CatalogRow<T>.Between(-2, 2)),
        Pairs<T>(
            "binary cross-entropy", "BinaryCrossEntropyWithLogits", (x, t) =>
                Loss.BinaryCrossEntropyWithLogits(x, t), NaiveBinaryCrossEntropy,
            CatalogRow<T>.Between(0.05, 0.95)),
        new()
        {
            Name = "binary cross-entropy none",
            Operation = "BinaryCrossEntropyWithLogits",
            Apply = inputs => Loss.BinaryCrossEntropyWithLogits(inputs[0], inputs[1], reduction: LossReduction.None),
            Reference = inputs => new NaiveArray(inputs[0].Sizes, [.. inputs[0].Values.Zip(inputs[1].Values, NaiveBinaryCrossEntropy)]),
            Shapes = pairsOfLosses,
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(0.05, 0.95)],
            Refused = [new([[3, 4], [4, 4]])],
        },
        new()
        {
            Name = "binary cross-entropy weighted",
            Operation = "BinaryCrossEntropyWithLogits",
            Apply = inputs => Loss.BinaryCrossEntropyWithLogits(
                inputs[0], inputs[1], Tensor.Create<T>([.. positiveWeight.Select(T.CreateChecked)], [4])),
            Reference = inputs => NaiveArray.Scalar(NaiveArray.Positions(inputs[0].Sizes).Average(i =>
                -positiveWeight[i[^1]] * inputs[1][i] * Math.Log(Logistic(inputs[0][i])) - (1 - inputs[1][i]) * Math.Log(
                    1 - Logistic(inputs[0][i])))),
            Shapes = [[[3, 4], [3, 4]], [[4], [4]], [[2, 3, 4], [2, 3, 4]]],
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(0.05, 0.95)],
            Refused = [new([[3, 4], [4, 4]]), new([[3, 5], [3, 5]], "[4]", "[3, 5]")],
        },
        NegativeLogLikelihood<T>("negative log-likelihood", isWeighted: false),
        NegativeLogLikelihood<T>("negative log-likelihood weighted", isWeighted: true),
        Pairs<T>("mean squared error", "MeanSquaredError", (x, t) => Loss.MeanSquaredError(x, t), (x, t) => (x - t) * (x - t)),
        Pairs<T>(
            "mean absolute error", "MeanAbsoluteError", (x, t) => Loss.MeanAbsoluteError(x, t), (x, t) => Math.Abs(x - t), kinks: (x, t) =>
                [x - t]),
        Pairs<T>("huber", "Huber", (x, t) => Loss.Huber(x, t), (x, t) => NaiveHuber(x - t, 1), kinks: (x, t) => [Math.Abs(x - t) - 1]),
        Pairs<T>("huber delta", "Huber", (x, t) => Loss.Huber(x, t, 0.4), (x, t) => NaiveHuber(x - t, 0.4), kinks: (x, t) =>
            [Math.Abs(x - t) - 0.4]),
        RowPairs<T>(
            "kullback-leibler", "KullbackLeiblerDivergence", (q, p) => Loss.KullbackLeiblerDivergence(q, p),
            (q, p) =>
                q.Zip(p, (logPrediction, target) => target * (Math.Log(target) - logPrediction)).Sum(), CatalogRow<T>.Between(-3, -0.1)),
        Pairs<T>(
            "hinge", "Hinge", (x, t) => Loss.Hinge(x, t), (x, t) => Math.Max(0, 1 - x * t), CatalogRow<T>.OneOf(-1, 1), (x, t) =>
                [1 - x * t], [0]),
    ];

    /// <summary>The mean of a function of each prediction and its target.</summary>
    private static CatalogRow<T> Pairs<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>, Tensor<T>> apply, Func<double, double, double> reference,
        Func<Random, double>? target = null, Func<double, double, double[]>? kinks = null, int[]? differentiable = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs => NaiveArray.Scalar(Mean([.. inputs[0].Values.Zip(inputs[1].Values, reference)])),
            Shapes = pairsOfLosses,
            Draw = [CatalogRow<T>.Between(-2, 2), target ?? CatalogRow<T>.Between(-2, 2)],
            Kinks = inputs => kinks is null ? [] : inputs[0].Values.Zip(inputs[1].Values, kinks).SelectMany(kink => kink),
            Differentiable = differentiable,
            Refused = [new([[3, 4], [3]]), new([[3, 1], [1, 3]]), new([[2], [1, 2]])],
        };

    /// <summary>The mean of a function of each row of predictions and its row of target probabilities.</summary>
    private static CatalogRow<T> RowPairs<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>, Tensor<T>> apply, Func<double[], double[], double> reference,
        Func<Random, double> prediction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs => NaiveArray.Scalar(Mean([.. RowsOf(inputs[0]).Zip(RowsOf(inputs[1]), reference)])),
            Shapes = [[[4, 3], [4, 3]], [[3], [3]], [[1, 1], [1, 1]], [[2, 2, 3], [2, 2, 3]], [[0, 3], [0, 3]]],
            Draw = [prediction, CatalogRow<T>.Between(0.05, 1)],
            Refused = [new([[4, 3], [3, 4]]), new([[4, 3], [4]]), new([[], []], "[]")],
        };

    private static CatalogRow<T> CrossEntropy<T>(
        string name, bool isWeighted = false, double smoothing = 0, LossReduction reduction = LossReduction.Mean, int? ignored = null,
        bool isMasked = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "CrossEntropy",
            Apply = inputs => Loss.CrossEntropy(
                inputs[0], Labels(inputs[0].Shape, ignored ?? LastLabel), isWeighted ? WeightsOfClasses<T>() : null, smoothing, reduction,
                ignored, isMasked ? Mask<T>(inputs[0].Shape) : null),
            Reference = inputs => Reduced(inputs[0], isWeighted, reduction, (row, label) => row.Select((score, c) =>
                -((c == label ? 1 - smoothing : 0) + smoothing / row.Length) * (isWeighted ? classWeights[c]
                    : 1) * (score - LogSumExp(row))).Sum(),
                row => (ignored is not null && Label(row) == LastLabel ? 0 : 1) * (isMasked ? MaskOf(row) : 1)),
            Shapes = scoreShapes,
            Refused = ignored is null ? RefusedScores(isWeighted) : isWeighted ? RefusedScores(isWeighted) : [new([[]])],
        };

    private static CatalogRow<T> NegativeLogLikelihood<T>(string name, bool isWeighted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "NegativeLogLikelihood",
            Apply = inputs => Loss.NegativeLogLikelihood(inputs[0], Labels(inputs[0].Shape), isWeighted ? WeightsOfClasses<T>() : null),
            Reference = inputs => Reduced(
                inputs[0], isWeighted, LossReduction.Mean, (row, label) => -row[label] * (isWeighted ? classWeights[label] : 1)),
            Shapes = scoreShapes,
            Draw = [CatalogRow<T>.Between(-3, -0.1)],
            Refused = RefusedScores(isWeighted),
        };

    private static Refusal[] RefusedScores(bool isWeighted) =>
        isWeighted ? [new([[]]), new([[4, 4]], "[4]", "[3]")] : [new([[]]), new([[4, 2]], "label 2", "0 to 1")];

    /// <summary>The labels 0, 2, 1, 2, and from the start again, one for each row of scores.</summary>
    private static IndexTensor Labels(Shape scores, int last = LastLabel)
    {
        Shape rows = scores.SkipLast(1).ToArray();
        IEnumerable<int> labels = Enumerable.Range(0, rows.ElementCount).Select(Label);
        return IndexTensor.Create([.. labels.Select(label => label == LastLabel ? last : label)], rows);
    }

    /// <summary>1, 0.5, 0, 1, and from the start again, one for each row of scores.</summary>
    private static Tensor<T> Mask<T>(Shape scores) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape rows = scores.SkipLast(1).ToArray();
        return Tensor.Create<T>([.. Enumerable.Range(0, rows.ElementCount).Select(MaskOf).Select(T.CreateChecked)], rows);
    }

    private static double MaskOf(int row) => (row % 4) switch { 1 => 0.5, 2 => 0, _ => 1 };

    private static int Label(int row) => (row % 4) switch { 0 => 0, 2 => 1, _ => 2 };

    private static Tensor<T> WeightsOfClasses<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create<T>([.. classWeights.Select(T.CreateChecked)], [3]);

    /// <summary>The losses of the rows, their sum, or their mean by the weights of their labels.</summary>
    private static NaiveArray Reduced(
        NaiveArray scores, bool isWeighted, LossReduction reduction, Func<double[], int, double> lossOfRow,
        Func<int, double>? counts = null)
    {
        double[] losses = [.. RowsOf(scores).Select((row, i) => lossOfRow(row, Label(i)) * (counts?.Invoke(i) ?? 1))];
        if (reduction == LossReduction.None) return new NaiveArray(scores.Sizes[..^1], losses);
        double totalWeight = losses.Select((_, i) => (isWeighted ? classWeights[Label(i)] : 1) * (counts?.Invoke(i) ?? 1)).Sum();
        return NaiveArray.Scalar(reduction == LossReduction.Sum ? losses.Sum() : losses.Sum() / totalWeight);
    }

    private static IEnumerable<double[]> RowsOf(NaiveArray x) => x.Values.Chunk(x.Sizes[^1]);

    private static double NaiveBinaryCrossEntropy(double x, double t) => -t * Math.Log(Logistic(x)) - (1 - t) * Math.Log(1 - Logistic(x));

    private static double NaiveHuber(double error, double delta) =>
        Math.Abs(error) <= delta ? error * error / 2 : delta * (Math.Abs(error) - delta / 2);
}
