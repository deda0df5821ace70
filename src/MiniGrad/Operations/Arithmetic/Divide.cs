using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The quotient <c>a / b</c> of every element, broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator /(Tensor<T> a, Tensor<T> b) => new DivideOperation<T>(a, b).Apply();
}

/// <summary>∂/∂a = g / b, ∂/∂b = −g·(a/b) / b.</summary>
internal sealed class DivideOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> scaled = gradient / Input(1);
        sink.Add(0, scaled);
        if (sink.Needs(1)) sink.Add(1, -(scaled * Output));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Divide(a, b);
    }
}
