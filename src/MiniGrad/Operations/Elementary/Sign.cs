using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>−1, 0 or 1 for every element, by its sign; NaN for NaN. Its gradient is zero everywhere.</summary>
    public Tensor<T> Sign() => new SignOperation<T>(this).Apply();
}

/// <summary>∂/∂x = 0: nothing is handed on.</summary>
internal sealed class SignOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector zero = TSimd.Constant(0), one = TSimd.Constant(1);
            TVector sign = TSimd.Subtract(TSimd.And(TSimd.LessThan(zero, x), one), TSimd.And(TSimd.LessThan(x, zero), one));
            return TSimd.Select(TSimd.EqualTo(x, x), sign, x);
        }
    }
}
