using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[][][] wholeShapes = [[[2, 3, 4]], [[]], [[1]], [[37]], [[5, 1]]];
    private static readonly int[][][] middleAxisShapes = [[[2, 3, 4]], [[3, 4]], [[1, 1]], [[2, 37]], [[2, 3, 1, 2]], [[70, 67]]];
    private static readonly int[][][] emptyWhole = [[[0]], [[2, 0, 3]]];
    private static readonly int[][][] emptyMiddle = [[[3, 0]], [[0, 3]], [[2, 0, 3]], [[2, 3, 0]], [[0, 0, 2]]];

    private static readonly Refusal noSecondAxis = new([[3]]);

    private static IEnumerable<CatalogRow<T>> Reductions<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Reduction<T>("sum", "Sum", x => x.Sum(), [], lane => lane.Sum(), [.. wholeShapes, .. emptyWhole]),
        Reduction<T>("sum axis", "Sum", x => x.Sum([1]), [1], lane => lane.Sum(), [.. middleAxisShapes, .. emptyMiddle],
            refused: noSecondAxis),
        Reduction<T>(
            "sum axes keep", "Sum", x => x.Sum([0, -1], keepDimensions: true), [0, -1], lane => lane.Sum(),
            [[[2, 3, 4]], [[2, 3]], [[2, 3, 2, 2]], [[1, 1]], [[0, 3, 2]], [[2, 0, 2]]], keep: true, refused: [new([[3]]), new([[]])]),
        Reduction<T>("mean", "Mean", x => x.Mean(), [], Mean, [.. wholeShapes, .. emptyWhole]),
        Reduction<T>("mean axis", "Mean", x => x.Mean([1]), [1], Mean, [.. middleAxisShapes, .. emptyMiddle], refused: noSecondAxis),
        Reduction<T>("max", "Max", x => x.Max(), [], lane => lane.Max(), wholeShapes, kink: GapBelowMaximum,
            refused: [new([[0]]), new([[2, 0]])]),
        Reduction<T>(
            "max axis", "Max", x => x.Max([1]), [1], lane => lane.Max(), [.. SmallMiddle, [[0, 3]], [[2, 3, 0]], [[0, 0, 2]]],
            kink: GapBelowMaximum, refused: [noSecondAxis, new([[3, 0]]), new([[2, 0, 3]])]),
        Reduction<T>(
            "min axis", "Min", x => x.Min([-1]), [-1], lane => lane.Min(), [.. SmallMiddle, [[3]], [[0, 3]], [[2, 0, 3]]],
            kink: lane => GapBelowMaximum([.. lane.Select(value => -value)]), refused: [new([[]]), new([[3, 0]])]),
        new()
        {
            Name = "max ties",
            Operation = "Max",
            Apply = inputs => inputs[0].Max([1]),
            Reference = inputs => inputs[0].Reduce([1], keep: false, lane => lane.Max()),
            Shapes = SmallMiddle,
            Draw = [CatalogRow<T>.OneOf(-0.5, 0.75)],
            GradientsOnKinks = (inputs, g) => [NaiveArray.Of(inputs[0].Sizes, i =>
            {
                double[] lane = [.. Enumerable.Range(0, inputs[0].Sizes[1]).Select(j => inputs[0][NaiveArray.With(i, 1, j)])];
                return inputs[0][i] < lane.Max() ? 0 : g[[i[0], .. i[2..]]] / lane.Count(value => value == lane.Max());
            })],
            Refused = [noSecondAxis],
        },
        Reduction<T>(
            "variance", "Variance", x => x.Variance(), [], lane => Variance(lane, 1), [[[2, 3, 4]], [[37]], [[2]]],
            refused: [new([[1]]), new([[]]), new([[2, 0]])]),
        Reduction<T>(
            "variance axis", "Variance", x => x.Variance([-1], correction: 0), [-1], lane => Variance(lane, 0),
            [[[2, 3, 4]], [[3, 1]], [[2]], [[0, 3]]], refused: [new([[]]), new([[3, 0]])]),
        Reduction<T>("norm", "Norm", x => x.Norm(), [], Norm, [.. wholeShapes, .. emptyWhole], kink: Norm),
        Reduction<T>("norm axis", "Norm", x => x.Norm([1]), [1], Norm, [.. middleAxisShapes, .. emptyMiddle], kink: Norm,
            refused: noSecondAxis),
        Reduction<T>(
            "norm of order 1", "Norm", x => x.Norm(1, [1]), [1], lane => PowerNorm(lane, 1), [.. SmallMiddle, [[2, 37]], .. emptyMiddle],
            kink: Smallest, refused: noSecondAxis),
        Reduction<T>("norm of order 3", "Norm", x => x.Norm(3), [], lane => PowerNorm(lane, 3), [.. wholeShapes, .. emptyWhole],
            kink: Smallest),
        Reduction<T>(
            "norm of order 1.5", "Norm", x => x.Norm(1.5, [1]), [1], lane => PowerNorm(lane, 1.5), [.. SmallMiddle, .. emptyMiddle],
            kink: Smallest, refused: noSecondAxis),
        Reduction<T>(
            "norm of infinite order", "Norm", x => x.Norm(double.PositiveInfinity, [1]), [1], lane => lane.Max(Math.Abs),
            [.. SmallMiddle, [[0, 3]], [[2, 3, 0]]], kink: lane => GapBelowMaximum([.. lane.Select(Math.Abs)]),
            refused: [noSecondAxis, new([[3, 0]])]),
        Reduction<T>(
            "standard deviation", "StandardDeviation", x => x.StandardDeviation(), [], lane => Math.Sqrt(Variance(lane, 1)),
            [[[2, 3, 4]], [[37]], [[2]]], kink: lane => Variance(lane, 1), refused: [new([[1]]), new([[]]), new([[2, 0]])]),
        Reduction<T>(
            "standard deviation axis", "StandardDeviation", x => x.StandardDeviation([-1], correction: 0), [-1],
            lane => Math.Sqrt(Variance(lane, 0)), [[[2, 3, 4]], [[2]], [[0, 3]]], kink: lane => Variance(lane, 0),
            refused: [new([[]]), new([[3, 0]])]),
        new()
        {
            Name = "standard deviation of equal elements",
            Operation = "StandardDeviation",
            Apply = inputs => inputs[0].StandardDeviation([1]),
            Reference = inputs => inputs[0].Reduce([1], keep: false, _ => 0),
            Shapes = [[[1, 3]], [[1, 7]], [[1, 2, 1]]],
            Draw = [_ => 0.1f],
            GradientsOnKinks = (inputs, _) => [inputs[0].Map(_ => 0)],
            Refused = [new([[3, 1]])],
        },
        Reduction<T>("log-sum-exp", "LogSumExp", x => x.LogSumExp(), [-1], LogSumExp, [.. SmallMiddle, [[3]], [[3, 0]], [[0, 3]]],
            refused: new Refusal([[]])),
        Reduction<T>("log-sum-exp axis", "LogSumExp", x => x.LogSumExp(0), [0], LogSumExp, [.. SmallMiddle, [[3]], [[0, 3]], [[3, 0]]],
            refused: new Refusal([[]])),
    ];

    /// <summary>Shapes in which the elements of a lane can keep a distance from each other.</summary>
    private static int[][][] SmallMiddle => [[[2, 3, 4]], [[3, 4]], [[1, 1]], [[2, 3, 1, 2]]];

    /// <summary>A function of the elements along axes. Its kinks are where a function of those elements is 0.</summary>
    private static CatalogRow<T> Reduction<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, int[] axes, Func<double[], double> reference, int[][][] shapes,
        bool keep = false, Func<double[], double>? kink = null, IReadOnlyList<Func<Random, double>>? draw = null, params Refusal[] refused)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].Reduce(axes, keep, reference),
            Shapes = shapes,
            Draw = draw ?? [CatalogRow<T>.Between(-2, 2)],
            Kinks = inputs => kink is null || inputs[0].Values.Length == 0 ? [] : inputs[0].Reduce(axes, keep, kink).Values,
            Refused = refused,
        };

    private static double Mean(double[] lane) => lane.Sum() / lane.Length;

    private static double Variance(double[] lane, int correction) =>
        lane.Sum(value => Math.Pow(value - Mean(lane), 2)) / (lane.Length - correction);

    private static double Norm(double[] lane) => Math.Sqrt(lane.Sum(value => value * value));

    private static double PowerNorm(double[] lane, double order) =>
        Math.Pow(lane.Sum(value => Math.Pow(Math.Abs(value), order)), 1 / order);

    private static double Smallest(double[] lane) => lane.Length == 0 ? 1 : lane.Min(Math.Abs);

    private static double LogSumExp(double[] lane) => Math.Log(lane.Sum(Math.Exp));

    private static double GapBelowMaximum(double[] lane) =>
        lane.Length == 1 ? double.PositiveInfinity : lane.OrderDescending().First() - lane.OrderDescending().ElementAt(1);
}
