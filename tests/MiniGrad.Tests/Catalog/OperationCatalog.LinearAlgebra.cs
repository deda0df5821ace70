using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[][][] squareShapes = [[[3, 3]], [[1, 1]], [[2, 2, 2]], [[0, 0]], [[0, 2, 2]], [[2, 0, 0]], [[5, 5]]];

    private static readonly Refusal[] refusedMatrices = [new([[3, 4]]), new([[3]]), new([[]])];

    private static IEnumerable<CatalogRow<T>> LinearAlgebra<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        System<T>("solve", "Solve", (a, b) => Heavy(a).Solve(b), Heavy,
            [[[3, 3], [3, 2]], [[1, 1], [1, 1]], [[4, 4], [4, 3]], [[0, 0], [0, 2]], [[2, 2], [2, 0]]]),
        System<T>("solve vector", "Solve", (a, b) => Heavy(a).Solve(b), Heavy, [[[3, 3], [3]], [[1, 1], [1]], [[0, 0], [0]]]),
        System<T>("solve batches", "Solve", (a, b) => Heavy(a).Solve(b), Heavy,
            [[[2, 2, 2], [2, 2, 3]], [[2, 1, 2, 2], [3, 2, 1]], [[2, 2, 2], [2, 1]], [[2, 2, 2], [2]], [[0, 2, 2], [0, 2, 1]]]),
        System<T>("solve batches with one matrix", "Solve", (a, b) => Heavy(a).Solve(b), Heavy,
            [[[3, 3], [2, 3, 2]], [[1, 1], [2, 1, 1]], [[2, 2], [2, 2, 2, 1]], [[2, 2], [0, 2, 2]]]),
        System<T>("lower triangular solve", "TriangularSolve", (a, b) => Heavy(a).TriangularSolve(b), a => Part(Heavy(a), isUpper: false),
            [[[3, 3], [3, 2]], [[1, 1], [1, 1]], [[4, 4], [4]], [[2, 2, 2], [2, 2, 2]], [[0, 0], [0, 2]]]),
        System<T>(
            "upper triangular solve", "TriangularSolve", (a, b) => Heavy(a).TriangularSolve(b, isUpper: true),
            a => Part(Heavy(a), isUpper: true), [[[3, 3], [3, 2]], [[1, 1], [1, 1]], [[2, 2], [2, 2, 2]]]),
        System<T>(
            "lower triangular solve transposed", "TriangularSolve", (a, b) => Heavy(a).TriangularSolve(b, isTransposed: true),
            a => Mirrored(Part(Heavy(a), isUpper: false)), [[[3, 3], [3, 2]], [[1, 1], [1, 1]], [[2, 2, 2], [2, 2, 2]]]),
        System<T>(
            "upper triangular solve transposed", "TriangularSolve",
            (a, b) => Heavy(a).TriangularSolve(b, isUpper: true, isTransposed: true), a => Mirrored(Part(Heavy(a), isUpper: true)),
            [[[3, 3], [3, 2]], [[1, 1], [1, 1]], [[2, 2, 2], [2, 1]]]),
        OfSquares<T>("inverse", "Inverse", x => Heavy(x).Inverse(), x =>
        {
            NaiveArray matrix = Heavy(x);
            return NaiveArray.Of(x.Sizes, i => Solved(matrix, i[..^2], k => k == i[^1] ? 1 : 0)[i[^2]]);
        }),
        OfSquares<T>("determinant", "Determinant", x => Heavy(x).Determinant(), x => NaiveDeterminant(Heavy(x))),
        OfSquares<T>("log-determinant", "LogDeterminant", x => Heavy(x).LogDeterminant(), x => NaiveDeterminant(Heavy(x)).Map(Math.Log)),
        OfSquares<T>("cholesky", "Cholesky", x => Definite(x).Cholesky(), x =>
        {
            NaiveArray square = NaiveArray.MatMul(x, Mirrored(x));
            return NaiveCholesky(NaiveArray.Of(x.Sizes, i => square[i] + (i[^1] == i[^2] ? 2 : 0)));
        }),
    ];

    private static CatalogRow<T> System<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>, Tensor<T>> apply, Func<NaiveArray, NaiveArray> matrix, int[][][] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs =>
            {
                NaiveArray a = matrix(inputs[0]), b = inputs[1];
                if (b.Rank == 1)
                    return NaiveArray.Of([.. a.Sizes[..^2], b.Sizes[0]], i => Solved(a, i[..^1], k => b[k])[i[^1]]);
                int[] batch = NaiveArray.BroadcastSizes(a.Sizes[..^2], b.Sizes[..^2]);
                return NaiveArray.Of(
                    [.. batch, b.Sizes[^2], b.Sizes[^1]], i => Solved(a, i[..^2], k => b.At([.. i[..^2], k, i[^1]]))[i[^2]]);
            },
            Shapes = shapes,
            Draw = [CatalogRow<T>.Between(-1, 1)],
            Refused =
            [
                new([[3, 4], [3, 2]], "square", "[3, 4]"), new([[3], [3]], "square", "[3]"), new([[3, 3], [4, 2]]), new([[3, 3], [4]]),
                new([[3, 3], []]), new([[2, 3, 3], [4, 3, 1]]),
            ],
        };

    private static CatalogRow<T> OfSquares<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, Func<NaiveArray, NaiveArray> reference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Shapes = squareShapes,
            Draw = [CatalogRow<T>.Between(-1, 1)],
            Refused = refusedMatrices,
        };

    /// <summary>With 3 added on the diagonal, so that small matrices are far from singular.</summary>
    private static Tensor<T> Heavy<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x.Rank < 2 || x.Shape[-1] != x.Shape[-2] ? x : x + T.CreateChecked(3) * Tensor.Identity<T>(x.Shape[-1]);

    private static NaiveArray Heavy(NaiveArray x) => NaiveArray.Of(x.Sizes, i => x[i] + (i[^1] == i[^2] ? 3 : 0));

    private static Tensor<T> Definite<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x.Rank < 2 || x.Shape[-1] != x.Shape[-2] ? x : x.MatMul(x.Transpose()) + T.CreateChecked(2) * Tensor.Identity<T>(x.Shape[-1]);

    private static NaiveArray Part(NaiveArray x, bool isUpper) =>
        NaiveArray.Of(x.Sizes, i => (isUpper ? i[^1] >= i[^2] : i[^1] <= i[^2]) ? x[i] : 0);

    private static NaiveArray Mirrored(NaiveArray x) => NaiveArray.Of(
        [.. x.Sizes[..^2], x.Sizes[^1], x.Sizes[^2]], i => x[[.. i[..^2], i[^1], i[^2]]]);

    /// <summary>The solution for one matrix and one right side, by elimination without exchanges.</summary>
    private static double[] Solved(NaiveArray a, int[] batch, Func<int, double> b)
    {
        int size = a.Sizes[^1];
        double[] solution = [.. Enumerable.Range(0, size).Select(b)];
        double[][] rows = Rows(a, batch);
        for (int k = 0; k < size; k++)
        {
            for (int i = 0; i < size; i++)
            {
                if (i == k) continue;
                double factor = rows[i][k] / rows[k][k];
                for (int j = k; j < size; j++) rows[i][j] -= factor * rows[k][j];
                solution[i] -= factor * solution[k];
            }
        }
        return [.. solution.Select((value, i) => value / rows[i][i])];
    }

    private static NaiveArray NaiveDeterminant(NaiveArray a) => NaiveArray.Of(a.Sizes[..^2], batch => Expanded(Rows(a, batch)));

    /// <summary>Laplace's expansion along the first row.</summary>
    private static double Expanded(double[][] rows) => rows.Length == 0 ? 1 : rows[0].Select((value, column) =>
        (column % 2 == 0 ? value : -value) * Expanded([.. rows[1..].Select(row => row.Where((_, j) => j != column).ToArray())])).Sum();

    private static NaiveArray NaiveCholesky(NaiveArray a)
    {
        return NaiveArray.Of(a.Sizes, i => Element(Rows(a, i[..^2]), i[^2], i[^1]));

        static double Element(double[][] rows, int i, int j)
        {
            if (j > i) return 0;
            double rest = rows[i][j] - Enumerable.Range(0, j).Sum(k => Element(rows, i, k) * Element(rows, j, k));
            return i == j ? Math.Sqrt(rest) : rest / Element(rows, j, j);
        }
    }

    /// <summary>One matrix of a batch, which may have fewer leading axes.</summary>
    private static double[][] Rows(NaiveArray a, int[] batch)
    {
        int[] sizes = a.Sizes;
        return [.. Enumerable.Range(0, sizes[^2]).Select(i =>
            Enumerable.Range(0, sizes[^1]).Select(j => AtBatch(a, batch, i, j)).ToArray())];
    }

    private static double AtBatch(NaiveArray a, int[] batch, int row, int column)
    {
        int[] own = batch[^(a.Rank - 2)..];
        for (int axis = 0; axis < own.Length; axis++)
            if (a.Sizes[axis] == 1) own[axis] = 0;
        return a[[.. own, row, column]];
    }
}
