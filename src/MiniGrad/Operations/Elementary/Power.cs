using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Every element to the power of another tensor's or of a number, <c>aᵇ</c>, broadcasting; NaN where a negative a meets a
    /// fraction.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Power(Tensor<T> exponent) => new PowerOperation<T>(this, exponent).Apply();
}

/// <summary>∂/∂a = g·b·aᵇ⁻¹, and 0 where a = b = 0; ∂/∂b = g·aᵇ·log a, and 0 where a = 0 ≤ b.</summary>
internal sealed class PowerOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> a = Input(0), b = Input(1), zero = T.Zero;
        if (sink.Needs(0))
        {
            // Where both are 0 the formula says 0·∞. Both branches of the selection have to stay finite there, for higher derivatives.
            Tensor<T> isUndefined = a.EqualTo(zero) * b.EqualTo(zero);
            Tensor<T> lowered = a.Power(Tensor.Where(isUndefined, T.One, b - T.One));
            sink.Add(0, Tensor.Where(isUndefined, zero, gradient * b * lowered));
        }
        if (sink.Needs(1))
        {
            Tensor<T> isFlat = a.EqualTo(zero) * b.GreaterOrEqual(zero);
            Tensor<T> logarithm = Tensor.Where(isFlat, T.One, a).Log();
            sink.Add(1, Tensor.Where(isFlat, zero, gradient * Output * logarithm));
        }
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        // One element after the other: there is no power for vectors.
        public unsafe TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* bases = stackalloc T[TSimd.Lanes], exponents = stackalloc T[TSimd.Lanes];
            TSimd.Store(a, bases);
            TSimd.Store(b, exponents);
            for (int i = 0; i < TSimd.Lanes; i++) bases[i] = T.Pow(bases[i], exponents[i]);
            return TSimd.Load(bases);
        }
    }
}
