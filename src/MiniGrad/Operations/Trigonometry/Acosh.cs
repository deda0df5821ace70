using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the hyperbolic cosine of every element, <c>log(x + √(x² − 1))</c>, from 0 on; NaN below 1.</summary>
    /// <remarks>Its derivative at 1 is infinite.</remarks>
    public Tensor<T> Acosh() => new AcoshOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / (√(x − 1)·√(x + 1)).</summary>
internal sealed class AcoshOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / ((Input(0) - T.One).Sqrt() * (Input(0) + T.One).Sqrt()));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // With t = x − 1 it is log(1 + t + √t·√(t + 2)), and log 2x where 1 is nothing beside x².
            TVector t = TSimd.Subtract(x, TSimd.Constant(1));
            TVector root = TSimd.Multiply(TSimd.SquareRoot(t), TSimd.SquareRoot(TSimd.Add(t, TSimd.Constant(2))));
            TVector isLarge = TSimd.LessThan(TSimd.Constant(typeof(T) == typeof(float) ? 1 << 28 : 1L << 60), x);
            TVector y = Logarithm.LogOnePlus<TSimd, TVector, T>(TSimd.Select(isLarge, x, TSimd.Add(t, root)));
            return TSimd.Add(y, TSimd.And(isLarge, TSimd.Constant(0.69314718055994531)));
        }
    }
}
