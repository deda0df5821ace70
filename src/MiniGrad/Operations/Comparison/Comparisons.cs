using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>1 where this tensor's element is greater than the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Greater(Tensor<T> other) => new CompareOperation<T, Comparison.Greater>(this, other).Apply();

    /// <summary>1 where this tensor's element is at least the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> GreaterOrEqual(Tensor<T> other) => new CompareOperation<T, Comparison.GreaterOrEqual>(this, other).Apply();

    /// <summary>1 where this tensor's element is less than the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Less(Tensor<T> other) => new CompareOperation<T, Comparison.Less>(this, other).Apply();

    /// <summary>1 where this tensor's element is at most the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> LessOrEqual(Tensor<T> other) => new CompareOperation<T, Comparison.LessOrEqual>(this, other).Apply();

    /// <summary>1 where two elements are equal, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> EqualTo(Tensor<T> other) => new CompareOperation<T, Comparison.Equal>(this, other).Apply();

    /// <summary>1 where two elements differ, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> NotEqualTo(Tensor<T> other) => new CompareOperation<T, Comparison.NotEqual>(this, other).Apply();
}

/// <summary>The kinds of comparison, as types that the compiler settles.</summary>
internal static class Comparison
{
    public readonly struct Greater;
    public readonly struct GreaterOrEqual;
    public readonly struct Less;
    public readonly struct LessOrEqual;
    public readonly struct Equal;
    public readonly struct NotEqual;
}

/// <summary>A mask of ones and zeros. It is constant almost everywhere, so no gradient flows.</summary>
internal sealed class CompareOperation<T, TKind>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKind : struct
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    public override string Name => typeof(TKind).Name;

    protected override bool IsDifferentiable => false;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    private readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector one = TSimd.Constant(1);
            if (typeof(TKind) == typeof(Comparison.NotEqual)) return TSimd.Select(TSimd.EqualTo(a, b), TSimd.Constant(0), one);
            TVector isTrue = typeof(TKind) == typeof(Comparison.Greater) ? TSimd.LessThan(b, a)
                : typeof(TKind) == typeof(Comparison.GreaterOrEqual) ? TSimd.LessThanOrEqual(b, a)
                : typeof(TKind) == typeof(Comparison.Less) ? TSimd.LessThan(a, b)
                : typeof(TKind) == typeof(Comparison.LessOrEqual) ? TSimd.LessThanOrEqual(a, b) : TSimd.EqualTo(a, b);
            return TSimd.And(isTrue, one);
        }
    }
}
