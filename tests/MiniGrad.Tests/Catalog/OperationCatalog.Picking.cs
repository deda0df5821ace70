using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly IndexTensor oneForEachRow = IndexTensor.Create([2, 0, 1]);
    private static readonly int[][][] matrixShapes =
        [[[3, 4]], [[1, 1]], [[4, 3]], [[2, 3, 3]], [[2, 1, 37]], [[0, 3]], [[3, 0]], [[0, 2, 2]]];

    private static IEnumerable<CatalogRow<T>> Picking<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        new()
        {
            Name = "gather",
            Operation = "Gather",
            Apply = inputs => inputs[0].Gather(1, Repeating(inputs[0].Shape.ToArray(), 1, 3)),
            Reference = inputs => Gathered(inputs[0], 1, Repeating(inputs[0].Sizes, 1, 3)),
            Shapes = [[[3, 4]], [[1, 1]], [[2, 3, 4]], [[2, 37]], [[0, 3]], [[2, 3, 0]], [[2, 0]]],
            Refused = [new([[3]])],
        },
        new()
        {
            Name = "gather one for each row",
            Operation = "Gather",
            Apply = inputs => inputs[0].Gather(-1, oneForEachRow),
            Reference = inputs => NaiveArray.Of([3], i => inputs[0][i[0], oneForEachRow[i[0]]]),
            Shapes = [[[3, 4]], [[3, 3]], [[3, 37]]],
            Refused =
            [
                new([[4, 3]], "[4, 3]", "axis 1", "[3]"), new([[3, 2]], "index 2 at position 0", "0 to 1"), new([[3, 3, 3]]), new([[]]),
            ],
        },
        new()
        {
            Name = "scatter",
            Operation = "Scatter",
            Apply = inputs => inputs[0].Scatter(1, Distinct(inputs[0].Shape.ToArray(), 1, 2), inputs[1]),
            Reference = inputs =>
            {
                IndexTensor indices = Distinct(inputs[0].Sizes, 1, 2);
                return NaiveArray.Of(inputs[0].Sizes, i =>
                    Sources(indices, 1, i).Select(source => inputs[1][source]).Append(inputs[0][i]).First());
            },
            Shapes =
            [
                [[3, 4], [3, 2]], [[1, 2], [1, 2]], [[2, 3, 4], [2, 2, 4]], [[2, 37], [2, 2]], [[0, 3], [0, 2]], [[2, 3, 0], [2, 2, 0]],
            ],
            Refused = [new([[3], [3]], "axis 1", "[3]"), new([[3, 4], [3, 3]], "[3, 2]", "[3, 3]")],
        },
        new()
        {
            Name = "scatter add",
            Operation = "ScatterAdd",
            Apply = inputs => inputs[0].ScatterAdd(1, Repeating(inputs[0].Shape.ToArray(), 1, 3), inputs[1]),
            Reference = inputs => NaiveArray.Of(inputs[0].Sizes, i => inputs[0][i]
                + Sources(Repeating(inputs[0].Sizes, 1, 3), 1, i).Sum(source => inputs[1][source])),
            Shapes = [[[3, 4], [3, 3]], [[1, 1], [1, 3]], [[2, 3, 4], [2, 3, 4]], [[2, 37], [2, 3]], [[0, 3], [0, 3]], [[2, 0], [2, 0]]],
            Refused = [new([[3], [3]], "axis 1", "[3]"), new([[3, 4], [3, 2]], "[3, 3]", "[3, 2]")],
        },
        new()
        {
            Name = "one-hot product",
            Operation = "Multiply",
            Apply = inputs => inputs[0] * Tensor.OneHot<T>(rowNumbers, 5),
            Reference = inputs => NaiveArray.Of([2, 2, 5], i => rowNumbers[i[0], i[1]] == i[2] ? inputs[0].At(i) : 0),
            Shapes = [[[2, 2, 5]], [[5]], [[]]],
            Refused = [new([[4]], "[4]", "[2, 2, 5]")],
        },
        new()
        {
            Name = "diagonal",
            Operation = "Diagonal",
            Apply = inputs => inputs[0].Diagonal(),
            Reference = inputs => NaiveArray.Of(
                [.. inputs[0].Sizes[..^2], Math.Min(inputs[0].Sizes[^2], inputs[0].Sizes[^1])], i => inputs[0][[.. i, i[^1]]]),
            Shapes = matrixShapes,
            Refused = [new([[3]]), new([[]])],
        },
        new()
        {
            Name = "diagonal matrix",
            Operation = "DiagonalMatrix",
            Apply = inputs => inputs[0].DiagonalMatrix(),
            Reference = inputs => NaiveArray.Of(
                [.. inputs[0].Sizes, inputs[0].Sizes[^1]], i => i[^1] == i[^2] ? inputs[0][i.AsSpan(0, i.Length - 1)] : 0),
            Shapes = [[[3]], [[1]], [[2, 3]], [[0]], [[2, 0]], [[0, 2]]],
            Refused = [new([[]])],
        },
        new()
        {
            Name = "trace",
            Operation = "Trace",
            Apply = inputs => inputs[0].Trace(),
            Reference = inputs => NaiveArray.Of(inputs[0].Sizes[..^2], i =>
                Enumerable.Range(0, Math.Min(inputs[0].Sizes[^2], inputs[0].Sizes[^1])).Sum(k => inputs[0][[.. i, k, k]])),
            Shapes = matrixShapes,
            Refused = [new([[3]]), new([[]])],
        },
        Triangle<T>("lower triangle", "LowerTriangle", x => x.LowerTriangle(), (row, column) => column <= row),
        Triangle<T>("lower triangle below", "LowerTriangle", x => x.LowerTriangle(-1), (row, column) => column < row),
        Triangle<T>("upper triangle", "UpperTriangle", x => x.UpperTriangle(), (row, column) => column >= row),
        Triangle<T>("upper triangle above", "UpperTriangle", x => x.UpperTriangle(2), (row, column) => column >= row + 2),
    ];

    private static CatalogRow<T> Triangle<T>(string name, string operation, Func<Tensor<T>, Tensor<T>> apply, Func<int, int, bool> stays)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => NaiveArray.Of(inputs[0].Sizes, i => stays(i[^2], i[^1]) ? inputs[0][i] : 0),
            Shapes = matrixShapes,
            Refused = [new([[3]]), new([[]])],
        };

    private static NaiveArray Gathered(NaiveArray x, int axis, IndexTensor indices) =>
        NaiveArray.Of(indices.Shape.ToArray(), i => x[NaiveArray.With(i, axis, indices[i])]);

    /// <summary>The positions of the indices that mean a position of the tensor.</summary>
    private static IEnumerable<int[]> Sources(IndexTensor indices, int axis, int[] position) =>
        NaiveArray.Positions(indices.Shape.ToArray())
            .Where(source => NaiveArray.With(source, axis, indices[source]).SequenceEqual(position));

    /// <summary>Indices along an axis of which some repeat.</summary>
    private static IndexTensor Repeating(int[] sizes, int axis, int count) =>
        Indices(sizes, axis, count, (i, place) => (i + 1) * (place % 2));

    /// <summary>Indices along an axis that are different in each lane.</summary>
    private static IndexTensor Distinct(int[] sizes, int axis, int count) => Indices(sizes, axis, count, (i, place) => i + place);

    private static IndexTensor Indices(int[] sizes, int axis, int count, Func<int, int, int> index)
    {
        if (sizes.Length <= axis) return oneForEachRow;
        int[] shape = NaiveArray.With(sizes, axis, sizes[axis] == 0 ? 0 : count);
        return IndexTensor.Create(
            [.. NaiveArray.Positions(shape).Select(i => index(i.Sum() - i[axis], i[axis]) % sizes[axis])], shape);
    }
}
