using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Comparison<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Pairwise<T>("maximum", "Maximum", Tensor.Maximum, Math.Max, kink: (a, b) => a - b),
        new()
        {
            Name = "maximum ties",
            Operation = "Maximum",
            Apply = inputs => Tensor.Maximum(inputs[0], inputs[1]),
            Reference = inputs => NaiveArray.Broadcast(inputs[0], inputs[1], Math.Max),
            Shapes = pairShapes,
            Draw = [CatalogRow<T>.OneOf(-0.5, 0.75)],
            GradientsOnKinks = (inputs, g) => [ShareOfMaximum(inputs[0], inputs[1], g), ShareOfMaximum(inputs[1], inputs[0], g)],
            Refused = [new([[3, 4], [3]])],
        },
        Pairwise<T>("minimum", "Minimum", Tensor.Minimum, Math.Min, kink: (a, b) => a - b),
        new()
        {
            Name = "where",
            Operation = "Where",
            Apply = inputs => Tensor.Where(inputs[0], inputs[1], inputs[2]),
            Reference = inputs => NaiveArray.Of(
                NaiveArray.BroadcastSizes(inputs[0].Sizes, NaiveArray.BroadcastSizes(inputs[1].Sizes, inputs[2].Sizes)),
                position => inputs[inputs[0].At(position) == 1 ? 1 : 2].At(position)),
            Shapes =
            [
                [[3, 4], [3, 4], [4]], [[], [], []], [[3, 1], [], [4]], [[], [2, 3], [3]], [[2, 1, 3], [4, 1], []], [[1], [37], [2, 1]],
                [[0], [0], [1]], [[2, 1], [0], []],
            ],
            Draw = [CatalogRow<T>.OneOf(0, 1), CatalogRow<T>.Between(-2, 2)],
            Differentiable = [1, 2],
            Refused = [new([[3, 4], [3, 4], [5]]), new([[2], [3], [3]]), new([[3, 4], [3], [2]])],
        },
        Mask<T, Comparison.Greater>("greater", "Greater", (a, b) => a.Greater(b), (a, b) => a > b),
        Mask<T, Comparison.GreaterOrEqual>("greater or equal", "GreaterOrEqual", (a, b) => a.GreaterOrEqual(b), (a, b) => a >= b),
        Mask<T, Comparison.Less>("less", "Less", (a, b) => a.Less(b), (a, b) => a < b),
        Mask<T, Comparison.LessOrEqual>("less or equal", "LessOrEqual", (a, b) => a.LessOrEqual(b), (a, b) => a <= b),
        Mask<T, Comparison.Equal>("equal", "Equal", (a, b) => a.EqualTo(b), (a, b) => a == b),
        Mask<T, Comparison.NotEqual>("not equal", "NotEqual", (a, b) => a.NotEqualTo(b), (a, b) => a != b),
    ];

    /// <summary>A comparison, tried where a third of the elements are equal.</summary>
    private static CatalogRow<T> Mask<T, TKind>(
        string name, string operation, Func<Tensor<T>, Tensor<T>, Tensor<T>> apply, Func<double, double, bool> reference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKind : struct => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs => NaiveArray.Broadcast(inputs[0], inputs[1], (a, b) => reference(a, b) ? 1 : 0),
            Shapes = pairShapes,
            Broadcasts = true,
            Draw = [CatalogRow<T>.OneOf(-1.5, 0, 0.25)],
            Differentiable = [],
            Unrecorded = inputs => new CompareOperation<T, TKind>(inputs[0], inputs[1]),
            Refused = [new([[3, 4], [3]])],
        };

    /// <summary>The gradient of the larger of x and the other: all, half where both are equal, or nothing.</summary>
    private static NaiveArray ShareOfMaximum(NaiveArray x, NaiveArray other, NaiveArray gradient) => NaiveArray.Of(
        x.Sizes, i => gradient[i] * (x[i] > other[i] ? 1 : x[i] == other[i] ? 0.5 : 0));
}
