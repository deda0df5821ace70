using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the hyperbolic sine of every element, <c>log(x + √(x² + 1))</c>, to full relative precision for small ones
    /// too.</summary>
    public Tensor<T> Asinh() => new AsinhOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / √(x² + 1).</summary>
internal sealed class AsinhOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / (Input(0).Square() + T.One).Sqrt());

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // Where 1 is nothing beside x², it is log 2x; where x² is nothing beside 1, it is x.
            TVector one = TSimd.Constant(1), magnitude = TSimd.Abs(x), square = TSimd.Multiply(x, x);
            TVector root = TSimd.SquareRoot(TSimd.Add(square, one));
            TVector excess = TSimd.Add(magnitude, TSimd.Divide(square, TSimd.Add(root, one)));
            TVector isLarge = TSimd.LessThan(TSimd.Constant(typeof(T) == typeof(float) ? 1 << 28 : 1L << 60), magnitude);
            TVector y = Logarithm.LogOnePlus<TSimd, TVector, T>(TSimd.Select(isLarge, magnitude, excess));
            y = TSimd.Add(y, TSimd.And(isLarge, TSimd.Constant(0.69314718055994531)));
            return TSimd.Or(y, TSimd.And(x, TSimd.Constant(-0.0)));
        }
    }
}
