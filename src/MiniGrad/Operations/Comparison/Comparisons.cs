using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>1 where this tensor's element is greater than the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Greater(Tensor<T> other) => new CompareOperation<T, GreaterOperator<T>>(this, other).Apply();

    /// <summary>1 where this tensor's element is at least the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> GreaterOrEqual(Tensor<T> other) => new CompareOperation<T, GreaterOrEqualOperator<T>>(this, other).Apply();

    /// <summary>1 where this tensor's element is less than the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> Less(Tensor<T> other) => new CompareOperation<T, LessOperator<T>>(this, other).Apply();

    /// <summary>1 where this tensor's element is at most the other's, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> LessOrEqual(Tensor<T> other) => new CompareOperation<T, LessOrEqualOperator<T>>(this, other).Apply();

    /// <summary>1 where two elements are equal, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> EqualTo(Tensor<T> other) => new CompareOperation<T, EqualOperator<T>>(this, other).Apply();

    /// <summary>1 where two elements differ, else 0; broadcasting. It has no gradient.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor<T> NotEqualTo(Tensor<T> other) => new CompareOperation<T, NotEqualOperator<T>>(this, other).Apply();
}

/// <summary>A mask of ones and zeros. It is constant almost everywhere, so no gradient flows.</summary>
internal sealed class CompareOperation<T, TOperator>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    public override string Name => typeof(TOperator).Name.Split("Operator")[0];

    protected override bool IsDifferentiable => false;

    protected override void Forward(Span<T> output) => Forward(output, default(TOperator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}

internal readonly struct GreaterOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.And(TSimd.LessThan(b, a), TSimd.Constant(1));
}

internal readonly struct GreaterOrEqualOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.And(TSimd.LessThanOrEqual(b, a), TSimd.Constant(1));
}

internal readonly struct LessOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.And(TSimd.LessThan(a, b), TSimd.Constant(1));
}

internal readonly struct LessOrEqualOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.And(TSimd.LessThanOrEqual(a, b), TSimd.Constant(1));
}

internal readonly struct EqualOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.And(TSimd.EqualTo(a, b), TSimd.Constant(1));
}

internal readonly struct NotEqualOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.Select(TSimd.EqualTo(a, b), TSimd.Constant(0), TSimd.Constant(1));
}
