using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[][][] runningShapes =
        [[[2, 3, 4]], [[5]], [[1, 1]], [[2, 37]], [[2, 3, 1, 2]], [[0]], [[3, 0]], [[0, 3]], [[2, 0, 3]]];

    private static readonly Func<Random, double>[] withZeros = [CatalogRow<double>.OneOf(0, 0, -0.5, 0.75, 1.5)];

    /// <summary>What runs along an axis, and products, whose derivatives are made of it.</summary>
    private static IEnumerable<CatalogRow<T>> Cumulation<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Running<T>("cumulative sum", "CumulativeSum", x => x.CumulativeSum(), -1, (lane, last) => lane[..(last + 1)].Sum(), runningShapes),
        Running<T>(
            "cumulative sum axis", "CumulativeSum", x => x.CumulativeSum(0), 0, (lane, last) => lane[..(last + 1)].Sum(),
            [.. runningShapes, [[37, 70]]]),
        Running<T>("cumulative product", "CumulativeProduct", x => x.CumulativeProduct(), -1, RunningProduct, runningShapes),
        Running<T>(
            "cumulative product axis", "CumulativeProduct", x => x.CumulativeProduct(0), 0, RunningProduct, runningShapes),
        Running<T>(
            "cumulative product zeros", "CumulativeProduct", x => x.CumulativeProduct(1), 1, RunningProduct, [[[4, 5]], [[2, 4, 3]]],
            withZeros),
        Reduction<T>("product", "Product", x => x.Product(), [], Product, [[[2, 3, 4]], [[]], [[1]], [[37]], [[5, 1]], .. emptyWhole]),
        Reduction<T>(
            "product axis", "Product", x => x.Product([1]), [1], Product, [.. SmallMiddle, [[2, 37]], .. emptyMiddle],
            refused: noSecondAxis),
        Reduction<T>(
            "product axes keep", "Product", x => x.Product([0, -1], keepDimensions: true), [0, -1], Product,
            [[[2, 3, 4]], [[2, 3]], [[2, 3, 2, 2]], [[1, 1]], [[0, 3, 2]], [[2, 0, 2]]], keep: true, refused: [new([[3]]), new([[]])]),
        Reduction<T>(
            "product zeros", "Product", x => x.Product([1]), [1], Product, [[[6, 3]], [[3, 4, 2]]], draw: withZeros, refused: noSecondAxis),
    ];

    private static CatalogRow<T> Running<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, int axis, Func<double[], int, double> reference, int[][][] shapes,
        IReadOnlyList<Func<Random, double>>? draw = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs =>
            {
                NaiveArray x = inputs[0];
                int place = axis < 0 ? axis + x.Rank : axis;
                return NaiveArray.Of(x.Sizes, position => reference(
                    [.. Enumerable.Range(0, x.Sizes[place]).Select(i => x[NaiveArray.With(position, place, i)])], position[place]));
            },
            Shapes = shapes,
            Draw = draw ?? [CatalogRow<T>.Between(-2, 2)],
            Refused = [new([[]])],
        };

    private static double Product(double[] lane) => lane.Aggregate(1.0, (product, value) => product * value);

    private static double RunningProduct(double[] lane, int last) => Product(lane[..(last + 1)]);
}
