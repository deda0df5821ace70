using System.Numerics;

namespace MiniGrad.Tests.Catalog;

/// <summary>Every operation of the library, one row for each choice of settings worth a test. The generic tests run over all of
/// them.</summary>
internal static partial class OperationCatalog
{
    /// <summary>Sizes for an operation on each element of one input: scalars, no elements, and more than a few vectors with a
    /// rest.</summary>
    private static readonly int[][][] elementwiseShapes = [[[3, 4]], [[]], [[1]], [[1, 1]], [[37]], [[2, 3, 4]], [[0]], [[2, 0, 3]]];

    /// <summary>Sizes for an operation on each pair of elements, where both inputs have the same shape.</summary>
    private static readonly int[][][] pairShapes =
        [[[3, 4], [3, 4]], [[], []], [[1], [1]], [[37], [37]], [[0], [0]], [[2, 0, 3], [2, 0, 3]]];

    public static IReadOnlyList<CatalogRow<T>> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        .. Arithmetic<T>(), .. Elementary<T>(), .. Trigonometry<T>(), .. Comparison<T>(), .. Products<T>(), .. Arrangement<T>(),
        .. Reductions<T>(), .. Cumulation<T>(), .. Activations<T>(),
        .. Normalization<T>(), .. Recurrence<T>(), .. Losses<T>(), .. Noises<T>(),
    ];

    public static CatalogRow<T> Row<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Rows<T>().Single(row => row.Name == name);

    /// <summary>A function of each element. Elements keep away from the kinks.</summary>
    private static CatalogRow<T> Elementwise<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, Func<double, double> reference, double low = -2, double high = 2,
        params double[] kinks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].Map(reference),
            Shapes = elementwiseShapes,
            Draw = [CatalogRow<T>.Between(low, high)],
            Kinks = inputs => inputs[0].Values.SelectMany(value => kinks.Select(kink => value - kink)),
        };

    /// <summary>A function of each pair of elements of two inputs that broadcast.</summary>
    private static CatalogRow<T> Pairwise<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>, Tensor<T>> apply, Func<double, double, double> reference,
        int[][][]? shapes = null, IReadOnlyList<Func<Random, double>>? draw = null, Func<double, double, double>? kink = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs => NaiveArray.Broadcast(inputs[0], inputs[1], reference),
            Shapes = shapes ?? pairShapes,
            Broadcasts = true,
            Draw = draw ?? [CatalogRow<T>.Between(-2, 2)],
            Kinks = inputs => kink is null ? [] : NaiveArray.Broadcast(inputs[0], inputs[1], kink).Values,
            Refused = [new([[3, 4], [3]]), new([[2, 3, 4], [2, 3]]), new([[0], [2]])],
        };
}
