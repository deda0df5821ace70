using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Products<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        MatMul<T>(
            "matmul", [[[3, 4], [4, 5]], [[1, 1], [1, 1]], [[5, 1], [1, 17]], [[2, 9], [9, 3]], [[0, 4], [4, 5]], [[3, 0], [0, 5]],
                [[3, 4], [4, 0]]],
            [[3, 4], [3, 5]], [[], [4, 5]], [[3, 4], []]),
        MatMul<T>("matmul vector matrix", [[[4], [4, 5]], [[1], [1, 1]], [[0], [0, 3]], [[4], [2, 4, 5]]], [[4], [5, 4]]),
        MatMul<T>("matmul matrix vector", [[[3, 4], [4]], [[1, 1], [1]], [[3, 0], [0]], [[2, 3, 4], [4]]], [[3, 4], [3]]),
        MatMul<T>("matmul vectors", [[[4], [4]], [[1], [1]], [[37], [37]], [[0], [0]]], [[4], [3]]),
        MatMul<T>("matmul batched", [[[2, 3, 4], [2, 4, 5]], [[1, 1, 1], [1, 1, 1]], [[0, 3, 4], [0, 4, 5]], [[2, 3, 0], [2, 0, 5]]],
            [[2, 3, 4], [3, 4, 5]], [[2, 3, 4], [2, 3, 5]]),
        MatMul<T>(
            "matmul batched broadcast",
            [[[2, 1, 3, 4], [3, 4, 5]], [[3, 4], [2, 4, 5]], [[1, 3, 4], [2, 4, 1]], [[2, 2, 3, 4], [1, 2, 4, 5]],
                [[2, 1, 1, 4], [0, 4, 5]]],
            [[2, 2, 3, 4], [3, 4, 5]]),
        MatMul<T>("matmul batch by matrix", [[[2, 3, 4], [4, 5]], [[2, 0, 4], [4, 5]], [[2, 3, 0], [0, 5]]], [[2, 3, 4], [3, 5]]),
        Linear<T>("linear",
            [[[3, 4], [4, 5], [5]], [[1, 1], [1, 1], [1]], [[7, 4], [4, 37], [37]], [[0, 4], [4, 5], [5]], [[3, 0], [0, 5], [5]]]),
        Linear<T>("linear batched", [[[2, 3, 4], [4, 5], [5]], [[4], [4, 5], [5]], [[2, 1, 3, 4], [4, 2], [2]], [[2, 0, 4], [4, 5], [5]]]),
    ];

    private static CatalogRow<T> MatMul<T>(string name, int[][][] shapes, params int[][][] refused)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "MatMul",
            Apply = inputs => inputs[0].MatMul(inputs[1]),
            Reference = inputs => NaiveArray.MatMul(inputs[0], inputs[1]),
            Shapes = shapes,
            Refused = [.. refused.Select(pair => new Refusal(pair))],
        };

    private static CatalogRow<T> Linear<T>(string name, int[][][] shapes) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
    {
        Name = name,
        Operation = "Linear",
        Apply = inputs => inputs[0].Linear(inputs[1], inputs[2]),
        Reference = inputs => NaiveArray.Broadcast(NaiveArray.MatMul(inputs[0], inputs[1]), inputs[2], (product, bias) => product + bias),
        Shapes = shapes,
        Refused =
        [
            new([[3, 4], [3, 5], [5]]), new([[3, 4], [4, 5], [4]]), new([[3, 4], [4, 5], [1, 5]]), new([[3, 4], [4], [4]]),
            new([[], [4, 5], [5]]),
        ],
    };
}
