using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The whole number nearest to each element, the even one of two: 0.5 becomes 0 and 1.5 becomes 2. Its
    /// gradient is zero everywhere.</summary>
    public Tensor<T> Round() => new RoundOperation<T>(this).Apply();
}

/// <summary>∂/∂x = 0: nothing is handed on.</summary>
internal sealed class RoundOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Rounding.Round<TSimd, TVector, T>(x);
    }
}
