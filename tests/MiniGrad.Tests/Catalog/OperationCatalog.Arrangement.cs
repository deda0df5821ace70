using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly IndexTensor rowNumbers = IndexTensor.Create([0, 4, 4, 2], [2, 2]);

    private static IEnumerable<CatalogRow<T>> Arrangement<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        new()
        {
            Name = "reshape",
            Operation = "Reshape",
            Apply = inputs => inputs[0].Reshape(2, inputs[0].ElementCount / 2),
            Reference = inputs => inputs[0].Reshape(2, inputs[0].Values.Length / 2),
            Shapes = [[[3, 4]], [[2]], [[1, 4, 3]], [[0]], [[5, 0]]],
            Refused = [new([[3, 5]], "[3, 5]", "[2, 7]"), new([[]], "[]", "[2, 0]")],
        },
        new()
        {
            Name = "transpose",
            Operation = "Transpose",
            Apply = inputs => inputs[0].Transpose(),
            Reference = inputs => NaiveArray.Of(
                [.. inputs[0].Sizes[..^2], inputs[0].Sizes[^1], inputs[0].Sizes[^2]], i => inputs[0][[.. i[..^2], i[^1], i[^2]]]),
            Shapes = [[[3, 4]], [[1, 1]], [[1, 5]], [[17, 35]], [[2, 3, 4]], [[0, 3]], [[2, 3, 0]]],
            Refused = [new([[3]]), new([[]])],
        },
        new()
        {
            Name = "permute",
            Operation = "Permute",
            Apply = inputs => inputs[0].Permute(2, 0, 1),
            Reference = inputs => NaiveArray.Of(
                [inputs[0].Sizes[2], inputs[0].Sizes[0], inputs[0].Sizes[1]], i => inputs[0][i[1], i[2], i[0]]),
            Shapes = [[[2, 3, 4]], [[1, 1, 1]], [[3, 1, 2]], [[2, 0, 3]]],
            Refused = [new([[3, 4]]), new([[2, 3, 4, 5]])],
        },
        new()
        {
            Name = "broadcast to",
            Operation = "BroadcastTo",
            Apply = inputs => inputs[0].BroadcastTo([2, 3, 4]),
            Reference = inputs => NaiveArray.Of([2, 3, 4], inputs[0].At),
            Shapes = [[[3, 1]], [[]], [[1]], [[4]], [[1, 3, 1]], [[2, 1, 4]], [[2, 3, 4]]],
            Refused = [new([[3, 3]], "[3, 3]", "[2, 3, 4]"), new([[1, 2, 3, 4]], "[1, 2, 3, 4]", "[2, 3, 4]")],
        },
        new()
        {
            Name = "sum to",
            Operation = "SumTo",
            Apply = inputs => inputs[0].SumTo([3, 1]),
            Reference = inputs => NaiveArray.Of([3, 1], target => NaiveArray.Positions(inputs[0].Sizes)
                .Where(source => source[^2] == target[0]).Sum(source => inputs[0][source])),
            Shapes = [[[2, 3, 4]], [[3, 1]], [[3, 5]], [[1, 3, 1]], [[2, 2, 3, 2]], [[0, 3, 4]], [[2, 3, 0]]],
            Refused = [new([[2, 4]], "[2, 4]", "[3, 1]"), new([[3]], "[3]", "[3, 1]")],
        },
        new()
        {
            Name = "slice",
            Operation = "Slice",
            Apply = inputs => inputs[0].Slice(1, 1, 2),
            Reference = inputs => NaiveArray.Of(
                NaiveArray.With(inputs[0].Sizes, 1, 2), i => inputs[0][NaiveArray.With(i, 1, i[1] + 1)]),
            Shapes = [[[3, 4]], [[1, 3]], [[2, 5, 3]], [[0, 3]], [[2, 3, 0]]],
            Refused = [new([[3, 2]]), new([[3]])],
        },
        new()
        {
            Name = "pad",
            Operation = "Pad",
            Apply = inputs => inputs[0].Pad(0, 1, 2),
            Reference = inputs => NaiveArray.Of(
                NaiveArray.With(inputs[0].Sizes, 0, inputs[0].Sizes[0] + 3),
                i => i[0] >= 1 && i[0] <= inputs[0].Sizes[0] ? inputs[0][NaiveArray.With(i, 0, i[0] - 1)] : 0),
            Shapes = [[[3, 4]], [[1]], [[2, 1, 3]], [[0, 2]], [[2, 0]]],
            Refused = [new([[]])],
        },
        new()
        {
            Name = "concatenate",
            Operation = "Concatenate",
            Apply = inputs => Tensor.Concatenate(inputs, axis: 1),
            Reference = inputs => NaiveArray.Of(
                NaiveArray.With(inputs[0].Sizes, 1, inputs.Sum(input => input.Sizes[1])), i => Joined(inputs, i)),
            Shapes =
            [
                [[3, 4], [3, 2]], [[1, 1], [1, 1]], [[3, 4]], [[2, 1, 3], [2, 2, 3], [2, 3, 3], [2, 1, 3]], [[3, 0], [3, 2]],
                    [[0, 2], [0, 1]],
            ],
            Refused = [new([[3, 4], [2, 4]]), new([[3, 4], [3, 4, 1]]), new([[3]])],
        },
        new()
        {
            Name = "stack",
            Operation = "Stack",
            Apply = inputs => Tensor.Stack(inputs, axis: 1),
            Reference = inputs => NaiveArray.Of(
                [inputs[0].Sizes[0], inputs.Count, .. inputs[0].Sizes[1..]], i => inputs[i[1]][[i[0], .. i[2..]]]),
            Shapes = [[[3, 4], [3, 4]], [[2], [2], [2], [2]], [[1]], [[0], [0]], [[2, 0], [2, 0]]],
            Refused = [new([[3, 4], [3, 5]]), new([[], []], "[]")],
        },
        new()
        {
            Name = "gather rows",
            Operation = "GatherRows",
            Apply = inputs => inputs[0].GatherRows(rowNumbers),
            Reference = inputs => NaiveArray.Of(
                [2, 2, .. inputs[0].Sizes[1..]], i => inputs[0][[rowNumbers[i[0], i[1]], .. i[2..]]]),
            Shapes = [[[5, 3]], [[5]], [[6, 1, 2]], [[5, 0]]],
            Refused = [new([[3, 3]], "index 4", "0 to 2"), new([[]])],
        },
        new()
        {
            Name = "gather numbered rows",
            Operation = "GatherRows",
            Apply = inputs => inputs[0].GatherRows(inputs[1]),
            Reference = inputs => NaiveArray.Of(
                [.. inputs[1].Sizes, .. inputs[0].Sizes[1..]], i =>
                    inputs[0][[(int)inputs[1][i.AsSpan(0, inputs[1].Rank)], .. i[inputs[1].Rank..]]]),
            Shapes = [[[5, 3], [2, 4]], [[5], [3]], [[5, 2], []], [[6, 1, 2], [1]], [[5, 0], [2]], [[5, 3], [0]], [[5, 3], [2, 0]]],
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.OneOf(0, 1, 2, 3, 4)],
            Differentiable = [0],
            Refused = [new([[1, 3], [2]], "0 to 0", "got 1 at position 0"), new([[], [2]], "[]")],
        },
        new()
        {
            Name = "scatter add rows",
            Operation = "ScatterAddRows",
            Apply = inputs => inputs[0].ScatterAddRows(rowNumbers, rows: 5),
            Reference = inputs => NaiveArray.Of([5, .. inputs[0].Sizes[2..]], target => NaiveArray.Positions([2, 2])
                .Where(i => rowNumbers[i] == target[0]).Sum(i => inputs[0][[.. i, .. target[1..]]])),
            Shapes = [[[2, 2, 3]], [[2, 2]], [[2, 2, 1, 37]], [[2, 2, 0]]],
            Refused = [new([[4, 3]], "[4, 3]", "[2, 2]"), new([[2]], "[2]", "[2, 2]")],
        },
        new()
        {
            Name = "expand dimension",
            Operation = "ExpandDimension",
            Apply = inputs => inputs[0].ExpandDimension(1),
            Reference = inputs => inputs[0].Reshape([inputs[0].Sizes[0], 1, .. inputs[0].Sizes[1..]]),
            Shapes = [[[3, 4]], [[3]], [[0, 2]]],
            Refused = [new([[]])],
        },
        new()
        {
            Name = "squeeze",
            Operation = "Squeeze",
            Apply = inputs => inputs[0].Squeeze(1),
            Reference = inputs => inputs[0].Reshape([inputs[0].Sizes[0], .. inputs[0].Sizes[2..]]),
            Shapes = [[[3, 1, 4]], [[1, 1]], [[0, 1, 2]]],
            Refused = [new([[3, 2, 4]]), new([[1]])],
        },
        new()
        {
            Name = "flatten",
            Operation = "Flatten",
            Apply = inputs => inputs[0].Flatten(),
            Reference = inputs => inputs[0].Reshape(inputs[0].Values.Length),
            Shapes = [[[2, 3, 4]], [[]], [[3]], [[2, 0]]],
        },
    ];

    /// <summary>The element at a position of arrays that lie one after the other along axis 1.</summary>
    private static double Joined(IReadOnlyList<NaiveArray> arrays, int[] position)
    {
        int rest = position[1];
        foreach (NaiveArray array in arrays)
        {
            if (rest < array.Sizes[1]) return array[NaiveArray.With(position, 1, rest)];
            rest -= array.Sizes[1];
        }
        throw new ArgumentOutOfRangeException(nameof(position));
    }
}
