using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The product of the elements along axes; 1 of none.</summary>
    /// <remarks>The derivative by an element is the product of the others. It divides by no element, and is right at zeros too.</remarks>
    /// <param name="axes">The axes to multiply over, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice.</exception>
    public Tensor<T> Product(ReadOnlySpan<int> axes = default, bool keepDimensions = false) =>
        new ProductOperation<T>(this, new AxisSet(nameof(Product), Shape, axes, keepDimensions)).Apply();
}

/// <summary>∂/∂x = g·(the product of all before x)·(the product of all behind it).</summary>
internal sealed class ProductOperation<T>(Tensor<T> x, AxisSet axes) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes.ToArray()));

    protected override Shape InferShape() => axes.OutputShape;

    protected override void Forward(Span<T> output) =>
        Reduction.Apply<T, ProductReduction<T>>(Input(0).Span, Input(0).Shape.AsSpan(), axes.IsReduced, output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        // The elements that are multiplied become the rows of a matrix.
        Tensor<T> x = Input(0);
        int[] reduced = axes.ToArray(), order = [.. Enumerable.Range(0, x.Rank).Except(reduced), .. reduced];
        int[] back = [.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(order, axis))];
        Tensor<T> permuted = x.Permute(order), rows = permuted.Reshape(Shape.Create(axes.OutputShape.ElementCount, axes.Count));
        Tensor<T> others = Before(rows, isReversed: false) * Before(rows, isReversed: true);
        sink.Add(0, gradient.Reshape(axes.KeptShape) * others.Reshape(permuted.Shape).Permute(back));
    }

    /// <summary>The product of what comes before each element of a row.</summary>
    private static Tensor<T> Before(Tensor<T> rows, bool isReversed)
    {
        Tensor<T> products = new CumulativeProductOperation<T>(rows, 1, isReversed).Apply();
        return new ShiftOperation<T>(products, 1, isReversed, T.One).Apply();
    }
}
