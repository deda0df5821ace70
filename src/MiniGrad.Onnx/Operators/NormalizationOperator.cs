namespace MiniGrad.Onnx;

/// <summary>An operator that normalizes over the axes from a given one on, and multiplies by a scale, which broadcasts.</summary>
internal abstract class NormalizationOperator : OnnxOperator
{
    /// <summary>The input as a matrix, whose rows are to be normalized.</summary>
    protected static Tensor<T> Rows<T>(Tensor<T> x, int axis) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        axis == x.Rank - 1 ? x : x.Reshape(Shape.Create(x.Shape.Product(0, axis), x.Shape.Product(axis, x.Rank)));

    /// <summary>A scale or a shift as a vector for each row, where it is one.</summary>
    protected static Tensor<T>? Vector<T>(Tensor<T>? term, Tensor<T> x, int axis) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        term is not null && term.Shape.SequenceEqual(x.Shape.Skip(axis)) ? term.Flatten() : null;

    /// <summary>Throws unless a scale or a shift broadcasts to the input.</summary>
    protected static void CheckBroadcasts<T>(Tensor<T>? term, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (term is not null && !term.Shape.BroadcastsTo(x.Shape))
            throw new ArgumentException($"expected scale and shift to broadcast to {x.Shape}, got {term.Shape}.");
    }
}
