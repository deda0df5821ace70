using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The angle from the positive x axis to the point (x, y), of which this tensor is y, from −π to π, broadcasting.</summary>
    /// <remarks>Zeros and infinities count with their signs, as in <see cref="Math.Atan2"/>. The derivatives at the origin, where there are
    /// none, are taken as 0.</remarks>
    /// <param name="x">The other coordinate.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Atan2(Tensor<T> x) => new Atan2Operation<T>(this, x).Apply();
}

/// <summary>∂/∂y = g·x / (x² + y²), ∂/∂x = −g·y / (x² + y²).</summary>
internal sealed class Atan2Operation<T>(Tensor<T> y, Tensor<T> x) : BinaryOperation<T>(y, x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0), x = Input(1);
        if (sink.Needs(0)) sink.Add(0, gradient * new InversePointOperation<T>(x, y).Apply());
        if (sink.Needs(1)) sink.Add(1, -(gradient * new InversePointOperation<T>(y, x).Apply()));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            InverseTrigonometricFunction.Atan2<TSimd, TVector, T>(y, x);
    }
}

/// <summary>u = a / (a² + b²), and 0 where a = b = 0: a coordinate of the point (a, b) mirrored in the unit circle. With the other one,
/// v = b / (a² + b²), ∂/∂a = g·(v² − u²) and ∂/∂b = −2·g·u·v.</summary>
internal sealed class InversePointOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> u = Output, v = new InversePointOperation<T>(Input(1), Input(0)).Apply();
        if (sink.Needs(0)) sink.Add(0, gradient * (v.Square() - u.Square()));
        if (sink.Needs(1)) sink.Add(1, -(gradient * (u + u) * v));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        // Divided by the larger coordinate first, the squares can not overflow. Infinitely far out it is 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector larger = TSimd.Max(TSimd.Abs(a), TSimd.Abs(b)), p = TSimd.Divide(a, larger), q = TSimd.Divide(b, larger);
            TVector sum = TSimd.MultiplyAdd(p, p, TSimd.Multiply(q, q)), y = TSimd.Divide(TSimd.Divide(p, sum), larger);
            TVector zero = TSimd.Constant(0), infinity = TSimd.Constant(double.PositiveInfinity);
            TVector isInfinite = TSimd.Or(TSimd.EqualTo(TSimd.Abs(a), infinity), TSimd.EqualTo(TSimd.Abs(b), infinity));
            TVector isOrigin = TSimd.And(TSimd.EqualTo(a, zero), TSimd.EqualTo(b, zero));
            return TSimd.Select(TSimd.Or(isInfinite, isOrigin), zero, y);
        }
    }
}
