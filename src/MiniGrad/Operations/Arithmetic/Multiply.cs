using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The product <c>a·b</c> of every element, broadcasting. (The matrix product is <see cref="MatMul"/>.)</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator *(Tensor<T> a, Tensor<T> b) => new MultiplyOperation<T>(a, b).Apply();
}

/// <summary>∂/∂a = g·b, ∂/∂b = g·a.</summary>
internal sealed class MultiplyOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new MultiplyOperation<T>(gradient, Input(1)));
        if (sink.Needs(1)) sink.Add(1, new MultiplyOperation<T>(gradient, Input(0)));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(a, b);
    }
}
