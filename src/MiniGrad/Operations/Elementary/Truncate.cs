using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Every element without its fraction: the whole number next to it towards 0. Its gradient is zero everywhere.</summary>
    public Tensor<T> Truncate() => new TruncateOperation<T>(this).Apply();
}

/// <summary>∂/∂x = 0: nothing is handed on.</summary>
internal sealed class TruncateOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Rounding.Truncate<TSimd, TVector, T>(x);
    }
}
