using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    /// <summary>Inputs without scale and shift. One column or row of one element is all ε.</summary>
    private static readonly int[][][] plainShapes =
        [[[3, 4]], [[2, 3, 4]], [[5]], [[1]], [[1, 1]], [[4, 1]], [[70, 37]], [[3, 133]], [[0, 3]], [[3, 0]], [[2, 0, 3]], [[0]]];

    private static readonly int[][][] scaledShapes = [.. plainShapes.Select(shapes => (int[][])[shapes[0], [shapes[0][^1]]])];
    private static readonly int[][][] shiftedShapes = [.. scaledShapes.Select(shapes => (int[][])[.. shapes, shapes[1]])];

    private static IEnumerable<CatalogRow<T>> Normalization<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Normalize<T>("batch normalise", "BatchNormalize", x => x[0].BatchNormalize(epsilon: 0.1), ByColumns, Deviation, plainShapes),
        Normalize<T>(
            "batch normalise scaled shifted", "BatchNormalize", x => x[0].BatchNormalize(x[1], x[2], epsilon: 0.01), ByColumns,
            (x, lane) => Deviation(x, lane, 0.01), shiftedShapes),
        Normalize<T>("layer normalise", "LayerNormalize", x => x[0].LayerNormalize(epsilon: 0.1), ByRows, Deviation, plainShapes),
        Normalize<T>(
            "layer normalise scaled shifted", "LayerNormalize", x => x[0].LayerNormalize(x[1], x[2], epsilon: 0.01), ByRows, (x, lane) =>
                Deviation(x, lane, 0.01),
            shiftedShapes),
        Normalize<T>("rms normalise", "RmsNormalize", x => x[0].RmsNormalize(epsilon: 0.1), ByRows, RootMeanSquare, plainShapes),
        new()
        {
            Name = "softmax of masked scores",
            Operation = "Attention",
            Apply = x => new MaskedScoresOperation<T>(x[0], Mask(x[0])).Apply().Softmax(),
            Reference = x => NaiveArray.Of(x[0].Sizes, i => !IsSeen(i) ? 0
                : Math.Exp(x[0][i]) / Enumerable.Range(0, x[0].Sizes[^1]).Select(key => NaiveArray.With(i, i.Length - 1, key)).Where(IsSeen)
                    .Sum(other => Math.Exp(x[0][other]))),
            Shapes = [[[2, 3, 4]], [[1, 1]], [[3, 1]], [[2, 37]], [[0, 3]]],
        },
        Normalize<T>("rms normalise scaled", "RmsNormalize", x => x[0].RmsNormalize(x[1], epsilon: 0.1), ByRows, RootMeanSquare,
            scaledShapes),
    ];

    /// <summary>One of three keys is hidden, never the first.</summary>
    private static bool IsSeen(int[] position) => position[^1] == 0 || (position.Sum() % 3 != 0);

    private static Tensor<T> Mask<T>(Tensor<T> scores) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Create<T>(
        [.. NaiveArray.Positions(scores.Shape.ToArray()).Select(position => IsSeen(position) ? T.One : T.Zero)], scores.Shape);

    /// <summary>A function of an element and of those that it is normalised with, times the scale, plus the shift.</summary>
    private static CatalogRow<T> Normalize<T>(
        string name, string operation, Func<IReadOnlyList<Tensor<T>>, Tensor<T>> apply,
        Func<NaiveArray, Func<double, double[], double>, NaiveArray> lanes, Func<double, double[], double> reference, int[][][] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int vectors = shapes[0].Length - 1;
        return new()
        {
            Name = name,
            Operation = operation,
            Apply = apply,
            Reference = inputs =>
            {
                NaiveArray result = lanes(inputs[0], reference);
                if (vectors > 0) result = NaiveArray.Broadcast(result, inputs[1], (y, scale) => y * scale);
                return vectors > 1 ? NaiveArray.Broadcast(result, inputs[2], (y, shift) => y + shift) : result;
            },
            Shapes = shapes,
            // A shift so large that it does not cancel what it is added to.
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(0.5, 1.5), CatalogRow<T>.Between(5, 8)],
            Refused = vectors == 0
                ? [new([[]])]
                : [new([[3, 4], .. Vectors([3])]), new([[3, 4], .. Vectors([1, 4])]), new([[3, 4], .. Vectors([])])],
        };

        int[][] Vectors(int[] first) => vectors == 1 ? [first] : [first, [4]];
    }

    /// <summary>Over all axes but the last.</summary>
    private static NaiveArray ByColumns(NaiveArray x, Func<double, double[], double> function)
    {
        int columns = x.Sizes[^1];
        return x.Reshape(columns == 0 ? 0 : x.Values.Length / columns, columns).AlongAxis(0, function).Reshape(x.Sizes);
    }

    private static NaiveArray ByRows(NaiveArray x, Func<double, double[], double> function) => x.AlongAxis(-1, function);

    private static double Deviation(double x, double[] lane) => Deviation(x, lane, 0.1);

    private static double Deviation(double x, double[] lane, double epsilon) => (x - Mean(lane)) / Math.Sqrt(Variance(lane, 0) + epsilon);

    private static double RootMeanSquare(double x, double[] lane) => x / Math.Sqrt(Mean([.. lane.Select(value => value * value)]) + 0.1);
}
