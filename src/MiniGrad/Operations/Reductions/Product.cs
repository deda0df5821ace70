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

/// <summary>∂/∂x = g·(the product of the others).</summary>
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
        bool isInOrder = order.AsSpan().SequenceEqual([.. order.Order()]);
        Tensor<T> permuted = isInOrder ? x : x.Permute(order);
        Tensor<T> rows = permuted.Reshape(Shape.Create(axes.OutputShape.ElementCount, axes.Count));
        Tensor<T> others = new OthersProductOperation<T>(rows).Apply().Reshape(permuted.Shape);
        if (!isInOrder) others = others.Permute([.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(order, axis))]);
        sink.Add(0, gradient.Reshape(axes.KeptShape) * others);
    }
}

/// <summary>For each element of a row the product of the others: of all before it, b, and all behind it, a. ∂/∂x = b·(what the g·a of
/// later elements are multiplied with) + a·(what the g·b of earlier ones are).</summary>
internal sealed class OthersProductOperation<T>(Tensor<T> rows) : UnaryOperation<T>(rows)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) =>
        Cumulation.ProductsOfOthers(Input(0).Span, Input(0).Shape[0], Input(0).Shape[1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> before = Before(isReversed: false), behind = Before(isReversed: true);
        sink.Add(0, before * Sums(gradient * behind, isReversed: false) + behind * Sums(gradient * before, isReversed: true));
    }

    private Tensor<T> Before(bool isReversed)
    {
        Tensor<T> products = new CumulativeProductOperation<T>(Input(0), 1, isReversed).Apply();
        return new ShiftOperation<T>(products, 1, isReversed, T.One).Apply();
    }

    private Tensor<T> Sums(Tensor<T> terms, bool isReversed)
    {
        Tensor<T> shifted = new ShiftOperation<T>(terms, 1, !isReversed, T.Zero).Apply();
        return new RecurrenceOperation<T>(Input(0), shifted, 1, !isReversed, linksAreNeighbours: true).Apply();
    }
}
