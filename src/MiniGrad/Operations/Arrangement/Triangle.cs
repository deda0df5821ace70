namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The matrix with zeros above a diagonal; of a tensor of higher rank, each of its matrices. PyTorch's <c>tril</c>.</summary>
    /// <param name="diagonal">The last diagonal that stays: 0 is the main one, 1 the one above it, −1 the one below. Default: 0.</param>
    /// <returns>Of this tensor's shape.</returns>
    /// <exception cref="ArgumentException">The rank is below 2.</exception>
    public Tensor<T> LowerTriangle(int diagonal = 0) => new TriangleOperation<T>(this, diagonal, isUpper: false).Apply();

    /// <summary>The matrix with zeros below a diagonal; of a tensor of higher rank, each of its matrices. PyTorch's <c>triu</c>.</summary>
    /// <param name="diagonal">The first diagonal that stays: 0 is the main one, 1 the one above it, −1 the one below. Default: 0.</param>
    /// <returns>Of this tensor's shape.</returns>
    /// <exception cref="ArgumentException">The rank is below 2.</exception>
    public Tensor<T> UpperTriangle(int diagonal = 0) => new TriangleOperation<T>(this, diagonal, isUpper: true).Apply();
}

/// <summary>∂/∂x = the same triangle of g.</summary>
internal sealed class TriangleOperation<T>(Tensor<T> x, int diagonal, bool isUpper) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => isUpper ? nameof(Tensor<T>.UpperTriangle) : nameof(Tensor<T>.LowerTriangle);

    protected internal override OperationSettings Settings => OperationSettings.Of(("diagonal", diagonal), ("upper triangle", isUpper));

    protected override Shape InferShape() => First.Rank >= 2
        ? First.Shape : throw new ArgumentException($"{Name}: expected a matrix or a tensor of higher rank, got shape {First.Shape}.");

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> x = First.Span;
        int rows = First.Shape[-2], columns = First.Shape[-1];
        for (int start = 0; start < output.Length; start += columns)
        {
            // As long, so that no diagonal is too far away to be counted.
            long border = start / columns % rows + (long)diagonal;
            int kept = (int)Math.Clamp(isUpper ? border : border + 1, 0, columns);
            ReadOnlySpan<T> from = x.Slice(start, columns);
            Span<T> to = output.Slice(start, columns);
            (isUpper ? to[..kept] : to[kept..]).Clear();
            if (isUpper) from[kept..].CopyTo(to[kept..]);
            else from[..kept].CopyTo(to);
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new TriangleOperation<T>(gradient, diagonal, isUpper));
}
