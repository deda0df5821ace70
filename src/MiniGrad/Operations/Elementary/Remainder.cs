using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>What is left of every element after division by another tensor's or by a number, <c>a − b·⌊a/b⌋</c>, broadcasting: 0 or of
    /// the sign of the divisor, so that angles and times come to lie in [0, b). NaN for a divisor of 0.</summary>
    /// <remarks>The derivative with respect to the divisor is −⌊a/b⌋. At the jumps, where there is none, derivatives are those of the
    /// pieces that begin there.</remarks>
    /// <param name="divisor">b.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Remainder(Tensor<T> divisor) => new RemainderOperation<T>(this, divisor).Apply();
}

/// <summary>∂/∂a = g, ∂/∂b = −g·(a − y)/b, of which the quotient is rounded to the whole number that it is.</summary>
internal sealed class RemainderOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        sink.Add(0, gradient);
        if (sink.Needs(1)) sink.Add(1, -(gradient * ((Input(0) - Output) / Input(1)).Round()));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        // One element after the other: there is no exact remainder for vectors.
        public unsafe TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* numbers = stackalloc T[TSimd.Lanes], divisors = stackalloc T[TSimd.Lanes];
            TSimd.Store(a, numbers);
            TSimd.Store(b, divisors);
            for (int i = 0; i < TSimd.Lanes; i++)
            {
                T rest = numbers[i] % divisors[i];
                numbers[i] = rest != T.Zero && T.IsNegative(rest) != T.IsNegative(divisors[i]) ? rest + divisors[i] : rest;
            }
            return TSimd.Load(numbers);
        }
    }
}
