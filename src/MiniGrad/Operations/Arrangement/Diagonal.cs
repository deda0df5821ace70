namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The diagonal of the matrix; of a tensor of higher rank, of each of its matrices: <c>y[…, i] = x[…, i, i]</c>.</summary>
    /// <returns>[..., m, n] gives [..., min(m, n)].</returns>
    /// <exception cref="ArgumentException">The rank is below 2.</exception>
    public Tensor<T> Diagonal() => new DiagonalOperation<T>(this).Apply();

    /// <summary>The square matrix with this vector on its diagonal and zeros elsewhere; of a tensor of higher rank, one for each vector
    /// along the last axis. PyTorch's <c>diag_embed</c>.</summary>
    /// <returns>[..., n] gives [..., n, n].</returns>
    /// <exception cref="ArgumentException">This tensor has no axes.</exception>
    public Tensor<T> DiagonalMatrix() => Rank > 0
        ? new DiagonalMatrixOperation<T>(this, Shape[-1], Shape[-1]).Apply()
        : throw new ArgumentException("DiagonalMatrix: expected a vector or a tensor of higher rank, got shape [].");

    /// <summary>The sum of the diagonal of the matrix; of a tensor of higher rank, of each of its matrices: <c>Σ x[…, i, i]</c>.</summary>
    /// <returns>[..., m, n] gives [...].</returns>
    /// <exception cref="ArgumentException">The rank is below 2.</exception>
    public Tensor<T> Trace() => Rank >= 2
        ? Diagonal().Sum([-1]) : throw new ArgumentException($"Trace: expected a matrix or a tensor of higher rank, got shape {Shape}.");
}

/// <summary>∂/∂x = g on the diagonal, else 0.</summary>
internal sealed class DiagonalOperation<T>(Tensor<T> x) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override Shape InferShape()
    {
        Shape shape = First.Shape;
        if (shape.Rank < 2)
            throw new ArgumentException($"{Name}: expected a matrix or a tensor of higher rank, got shape {shape}.");
        return (int[])[.. shape.AsSpan()[..^2], Math.Min(shape[-2], shape[-1])];
    }

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> x = First.Span;
        int rows = First.Shape[-2], columns = First.Shape[-1], length = Math.Min(rows, columns);
        for (int i = 0; i < output.Length; i++) output[i] = x[i / length * rows * columns + i % length * (columns + 1)];
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new DiagonalMatrixOperation<T>(gradient, Input(0).Shape[-2], Input(0).Shape[-1]));
}

/// <summary>Matrices that are 0 but for their diagonals. ∂/∂x = the diagonals of g.</summary>
internal sealed class DiagonalMatrixOperation<T>(Tensor<T> x, int rows, int columns) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("rows", rows), ("columns", columns));

    protected override Shape InferShape() => (int[])[.. First.Shape.AsSpan()[..^1], rows, columns];

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> x = First.Span;
        int length = First.Shape[-1];
        output.Clear();
        for (int i = 0; i < x.Length; i++) output[i / length * rows * columns + i % length * (columns + 1)] = x[i];
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, new DiagonalOperation<T>(gradient));
}
