using System.Numerics;
using System.Numerics.Tensors;
using MiniGrad.Benchmarks.Measurements;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks.Commands;

internal delegate void SpanFunction<T>(ReadOnlySpan<T> x, Span<T> y);

/// <summary>A function of one number, by this library and by the platform, and its value in twice the precision of a double.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Own">The library's kernel.</param>
/// <param name="Platform">TensorPrimitives', if it has one.</param>
/// <param name="Exact">The reference.</param>
internal sealed record ElementwiseFunction<T>(string Name,
    SpanFunction<T> Own, SpanFunction<T>? Platform, Func<double, DoubleDouble> Exact);

internal static class ElementwiseFunctions
{
    public static ElementwiseFunction<T>[] All<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        new("exp", (x, y) => Elementwise.Apply(x, y, default(ExpOperation<T>.Operator)), TensorPrimitives.Exp, DoubleDouble.Exp),
        new("log", (x, y) => Elementwise.Apply(x, y, default(LogOperation<T>.Operator)), TensorPrimitives.Log, DoubleDouble.Log),
        new("log1p", (x, y) => Elementwise.Apply(x, y, default(Log1pOperation<T>.Operator)), TensorPrimitives.LogP1,
            DoubleDouble.LogOnePlus),
        new("tanh", (x, y) => Elementwise.Apply(x, y, default(TanhOperation<T>.Operator)), TensorPrimitives.Tanh, DoubleDouble.Tanh),
        new("sigmoid", (x, y) => Elementwise.Apply(x, y, default(SigmoidOperation<T>.Operator)), TensorPrimitives.Sigmoid,
            DoubleDouble.Sigmoid),
        new("softplus", (x, y) => Elementwise.Apply(x, y, default(SoftplusOperation<T>.Operator)), null, DoubleDouble.Softplus),
        new("silu", (x, y) => Elementwise.Apply(x, y, default(SiluOperation<T>.Operator)), null, x => Product(x, DoubleDouble.Sigmoid(x))),
        new("elu", (x, y) => Elementwise.Apply(x, y, new EluOperation<T>.Operator(T.One, T.One)), null, x => x > 0 ? x
            : DoubleDouble.ExpMinusOne(x)),
        new("gelu", (x, y) => Elementwise.Apply(x, y, default(GeluOperation<T>.Operator)), null, x =>
            Product(x, DoubleDouble.NormalDistribution(x))),
        new("sqrt", (x, y) => Elementwise.Apply(x, y, default(SqrtOperation<T>.Operator)), TensorPrimitives.Sqrt, x =>
            DoubleDouble.Sqrt(x)),
        new("relu", (x, y) => Elementwise.Apply(x, y, default(RectifyOperator<T>)), null, x => Math.Max(x, 0)),
    ];

    /// <summary>The limit far out on the left, where −∞ meets 0, is 0.</summary>
    private static DoubleDouble Product(double x, DoubleDouble factor) => factor.High == 0 ? 0 : x * factor;
}
