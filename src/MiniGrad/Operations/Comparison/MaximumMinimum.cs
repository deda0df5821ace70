using MiniGrad.Kernels;

namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>The larger of two elements, broadcasting; NaN if either is NaN.</summary>
    /// <remarks>Where both are equal, each gets half of the gradient.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> Maximum<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new ChoiceOperation<T, MaximumOperator<T>>(a, b).Apply();

    /// <summary>The smaller of two elements, broadcasting; NaN if either is NaN.</summary>
    /// <remarks>Where both are equal, each gets half of the gradient.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> Minimum<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new ChoiceOperation<T, MinimumOperator<T>>(a, b).Apply();
}

/// <summary>∂/∂a = g where only a is the chosen element, g/2 where both are, else 0; ∂/∂b likewise.</summary>
internal sealed class ChoiceOperation<T, TOperator>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    public override string Name => typeof(TOperator).Name.Split("Operator")[0];

    protected override void Forward(Span<T> output) => Forward(output, default(TOperator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> isA = Input(0).EqualTo(Output), isB = Input(1).EqualTo(Output);
        Tensor<T> share = gradient / (isA + isB);
        if (sink.Needs(0)) sink.Add(0, share * isA);
        if (sink.Needs(1)) sink.Add(1, share * isB);
    }
}

internal readonly struct MaximumOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // +0 is larger than −0: of equal numbers only zeros differ in their bits, and what they have in common is +0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector chosen = TSimd.Select(TSimd.EqualTo(a, b), TSimd.And(a, b), TSimd.Max(a, b));
        return TSimd.Select(TSimd.EqualTo(a, a), chosen, a);
    }
}

internal readonly struct MinimumOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // −0 is smaller than +0: of equal numbers only zeros differ in their bits, and either sign makes the result negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector chosen = TSimd.Select(TSimd.EqualTo(a, b), TSimd.Or(a, b), TSimd.Min(a, b));
        return TSimd.Select(TSimd.EqualTo(a, a), chosen, a);
    }
}
