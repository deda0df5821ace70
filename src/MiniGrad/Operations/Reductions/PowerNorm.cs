using System.Buffers;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The norm of an order p along axes, <c>(Σ|x|ᵖ)^(1/p)</c>, without overflow where the powers would: the sum of magnitudes for
    /// p = 1, the Euclidean norm for p = 2, and the largest magnitude for p = ∞.</summary>
    /// <remarks>Where it has no derivatives, they are taken as 0: all of them where all elements are 0, and those by an element that is 0
    /// for a p below 2. Elements that are equally largest for p = ∞ share the gradient equally.</remarks>
    /// <param name="order">p, at least 1, or infinity.</param>
    /// <param name="axes">The axes, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1 or NaN, or an axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice, or there are no elements to take the largest of.</exception>
    public Tensor<T> Norm(double order, ReadOnlySpan<int> axes = default, bool keepDimensions = false)
    {
        Guard.That(order >= 1, order, "at least 1", nameof(Norm), "the order", nameof(order));
        AxisSet set = new(nameof(Norm), Shape, axes, keepDimensions);
        if (order == 1) return new SumOperation<T>(Abs(), set).Apply();
        if (order == 2) return new NormOperation<T>(this, set).Apply();
        if (!double.IsPositiveInfinity(order)) return new PowerNormOperation<T>(this, set, T.CreateChecked(order)).Apply();
        if (set.Count == 0 && set.OutputShape.ElementCount > 0)
        {
            throw new ArgumentException(
                $"Norm: there are no elements to take the largest of along the given axes of {Shape}.", nameof(axes));
        }
        return new ExtremumOperation<T, MaxReduction<T>>(Abs(), set).Apply();
    }
}

/// <summary>∂/∂x = g·sign(x)·(|x|/y)ᵖ⁻¹, and 0 where x = 0.</summary>
internal sealed class PowerNormOperation<T>(Tensor<T> x, AxisSet axes, T order) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "Norm";

    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes.ToArray()), ("order", order));

    protected override Shape InferShape() => axes.OutputShape;

    protected override void Forward(Span<T> output)
    {
        Tensor<T> x = Input(0);
        ReadOnlySpan<int> sizes = x.Shape.AsSpan(), keptSizes = axes.KeptShape.AsSpan();
        if (x.ElementCount == 0)
        {
            output.Clear();
            return;
        }

        // Divided by the largest, no element is above 1 and one of them is 1.
        T[] rented = ArrayPool<T>.Shared.Rent(x.ElementCount + output.Length);
        Span<T> powers = rented.AsSpan(0, x.ElementCount), largest = rented.AsSpan(x.ElementCount, output.Length);
        Elementwise.Apply(x.Span, powers, default(AbsOperation<T>.Operator));
        Reduction.Apply<T, MaxReduction<T>>(powers, sizes, axes.IsReduced, largest);
        foreach (ref T scale in largest)
            if (scale == T.Zero || !T.IsFinite(scale)) scale = T.One;
        Broadcasting.Apply(powers, sizes, largest, keptSizes, powers, sizes, default(DivideOperation<T>.Operator));
        Elementwise.Apply(powers, order, powers, default(PowerOperation<T>.Operator));
        Reduction.Apply<T, SumReduction<T>>(powers, sizes, axes.IsReduced, output);
        for (int i = 0; i < output.Length; i++) output[i] = largest[i] * T.Pow(output[i], T.One / order);
        ArrayPool<T>.Shared.Return(rented);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        // Neither branch of a selection may be infinite, for higher derivatives.
        Tensor<T> x = Input(0), isZero = x.EqualTo(T.Zero), norm = Output.Reshape(axes.KeptShape);
        Tensor<T> ratio = Tensor.Where(isZero, T.One, x.Abs()) / Tensor.Where(norm.EqualTo(T.Zero), T.One, norm);
        Tensor<T> slope = Tensor.Where(isZero, T.Zero, x.Sign() * ratio.Power(order - T.One));
        sink.Add(0, gradient.Reshape(axes.KeptShape) * slope);
    }
}
