using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>The larger of two elements, broadcasting; NaN if either is NaN.</summary>
    /// <remarks>Where both are equal, each gets half of the gradient.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> Maximum<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new MaximumOperation<T>(a, b).Apply();
}

/// <summary>∂/∂a = g where a is the larger, g/2 where both are equal, else 0; ∂/∂b likewise.</summary>
internal sealed class MaximumOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> a = Input(0), b = Input(1);
        Tensor<T> halfOfTies = a.EqualTo(b) * T.CreateChecked(0.5);
        if (sink.Needs(0)) sink.Add(0, gradient * (a.Greater(b) + halfOfTies));
        if (sink.Needs(1)) sink.Add(1, gradient * (b.Greater(a) + halfOfTies));
    }

    private readonly struct Operator : IBinaryOperator<T>
    {
        public T Invoke(T a, T b) => T.Max(a, b);
    }
}
