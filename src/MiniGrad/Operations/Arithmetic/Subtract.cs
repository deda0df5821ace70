using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The difference <c>a − b</c> of every element, broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator -(Tensor<T> a, Tensor<T> b) => new SubtractOperation<T>(a, b).Apply();
}

/// <summary>∂/∂a = g, ∂/∂b = −g.</summary>
internal sealed class SubtractOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        sink.Add(0, gradient);
        if (sink.Needs(1)) sink.Add(1, -gradient);
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Subtract(a, b);
    }
}
