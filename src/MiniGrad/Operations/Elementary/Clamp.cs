using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Every element moved into [<paramref name="low"/>, <paramref name="high"/>]; NaN stays.</summary>
    /// <remarks>The derivative is 1 inside and on the bounds, 0 outside.</remarks>
    /// <exception cref="ArgumentException">The bounds are out of order or NaN.</exception>
    public Tensor<T> Clamp(T low, T high)
    {
        if (!(low <= high)) throw new ArgumentException($"Clamp: expected low ≤ high, got low {low} and high {high}.", nameof(low));
        return new ClampOperation<T>(this, low, high).Apply();
    }
}

/// <summary>∂/∂x = g where low ≤ x ≤ high, else 0.</summary>
internal sealed class ClampOperation<T>(Tensor<T> x, T low, T high) : UnaryOperation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("low", low), ("high", high));

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(low, high));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> x = Input(0);
        sink.Add(0, Tensor.Where(x.GreaterOrEqual(low) * x.LessOrEqual(high), gradient, T.Zero));
    }

    internal readonly struct Operator(T low, T high) : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Min(TSimd.Broadcast(high), TSimd.Max(TSimd.Broadcast(low), x));
    }
}
