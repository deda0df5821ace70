using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[][][] lastAxisShapes =
        [[[3, 4]], [[5]], [[1]], [[2, 3, 4]], [[1, 1]], [[2, 37]], [[0]], [[3, 0]], [[0, 3]]];

    private static IEnumerable<CatalogRow<T>> Ordering<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Sorted<T>("sort", "Sort", x => x.Sort().Values, -1, int.MaxValue, isDescending: false, lastAxisShapes, new Refusal([[]])),
        Sorted<T>(
            "sort descending axis", "Sort", x => x.Sort(1, isDescending: true).Values, 1, int.MaxValue, isDescending: true,
            [[[2, 3, 4]], [[3, 4]], [[2, 1, 3]], [[2, 5, 1]], [[2, 0, 3]], [[0, 2, 3]], [[2, 3, 0]]], new Refusal([[3]])),
        Sorted<T>(
            "top-k", "TopK", x => x.TopK(2).Values, -1, 2, isDescending: true, [[[3, 4]], [[2]], [[2, 3, 4]], [[3, 37]], [[0, 2]]],
            new Refusal([[3, 1]], "0 to 1", "[3, 1]", "got 2"), new Refusal([[]])),
        Sorted<T>(
            "top-k smallest axis", "TopK", x => x.TopK(2, 0, takesSmallest: true).Values, 0, 2, isDescending: false,
            [[[3, 4]], [[2, 1]], [[4, 2, 3]], [[33, 2]], [[3, 0]]], new Refusal([[1, 3]], "0 to 1", "[1, 3]")),
        new()
        {
            Name = "sort ties",
            Operation = "Sort",
            Apply = inputs => inputs[0].Sort(1).Values,
            Reference = inputs => Ordered(inputs[0], 1, int.MaxValue, isDescending: false),
            Shapes = [[[3, 4]], [[2, 3, 4]], [[2, 37]]],
            Draw = [CatalogRow<T>.OneOf(-0.5, 0, 0.75)],
            GradientsOnKinks = (inputs, g) => [NaiveArray.Of(inputs[0].Sizes, i => g[NaiveArray.With(i, 1, RankOf(inputs[0], 1, i))])],
        },
    ];

    private static CatalogRow<T> Sorted<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, int axis, int count, bool isDescending, int[][][] shapes,
        params Refusal[] refused)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => Ordered(inputs[0], axis, count, isDescending),
            Shapes = shapes,
            Draw = [CatalogRow<T>.Between(-50, 50)],
            Kinks = inputs => NaiveArray.Positions(inputs[0].Sizes).Select(i => Lane(inputs[0], axis, i)
                .Where((_, other) => other != i[Place(inputs[0], axis)]).Select(value => value - inputs[0][i]).Append(1).Min(Math.Abs)),
            Refused = refused,
        };

    private static NaiveArray Ordered(NaiveArray x, int axis, int count, bool isDescending)
    {
        int place = Place(x, axis);
        return NaiveArray.Of(NaiveArray.With(x.Sizes, place, Math.Min(count, x.Sizes[place])), i =>
        {
            double[] lane = [.. Lane(x, axis, i).Order()];
            return isDescending ? lane[^(i[place] + 1)] : lane[i[place]];
        });
    }

    /// <summary>How many elements of its lane come before one in a stable order.</summary>
    private static int RankOf(NaiveArray x, int axis, int[] position) => Lane(x, axis, position)
        .Where((value, other) => value < x[position] || (value == x[position] && other < position[axis])).Count();

    private static IEnumerable<double> Lane(NaiveArray x, int axis, int[] position) =>
        Enumerable.Range(0, x.Sizes[Place(x, axis)]).Select(i => x[NaiveArray.With(position, Place(x, axis), i)]);

    private static int Place(NaiveArray x, int axis) => axis < 0 ? axis + x.Rank : axis;
}
