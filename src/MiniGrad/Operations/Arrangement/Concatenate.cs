using MiniGrad.Kernels;

namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>Tensors one after the other along an axis that they have; all other sizes must agree.</summary>
    /// <exception cref="ArgumentException">There are no tensors, or their other sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public static Tensor<T> Concatenate<T>(IReadOnlyList<Tensor<T>> tensors, int axis = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0) throw new ArgumentException("Concatenate: expected at least one tensor, got none.", nameof(tensors));
        ArgumentNullException.ThrowIfNull(tensors[0], nameof(tensors));
        return new ConcatenateOperation<T>(tensors, tensors[0].Shape.NormalizeAxis(axis)).Apply();
    }

    /// <summary>Tensors of the same shape one after the other along a new axis.</summary>
    /// <exception cref="ArgumentException">There are no tensors, or their shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public static Tensor<T> Stack<T>(IReadOnlyList<Tensor<T>> tensors, int axis = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0) throw new ArgumentException("Stack: expected at least one tensor, got none.", nameof(tensors));
        Tensor<T>[] expanded = new Tensor<T>[tensors.Count];
        for (int i = 0; i < expanded.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(tensors[i], nameof(tensors));
            if (tensors[i].Shape != tensors[0].Shape)
                throw new ArgumentException($"Stack: shapes differ: {tensors[0].Shape} and, at {i}, {tensors[i].Shape}.", nameof(tensors));
            expanded[i] = tensors[i].ExpandDimension(axis, nameof(Stack));
        }
        return Concatenate(expanded, axis);
    }
}

/// <summary>∂/∂xᵢ = the part of g where xᵢ is.</summary>
internal sealed class ConcatenateOperation<T>(IReadOnlyList<Tensor<T>> tensors, int axis) : Operation<T>(tensors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis));

    protected override Shape InferShape()
    {
        Shape first = Input(0).Shape;
        long total = 0;
        for (int i = 0; i < InputCount; i++)
        {
            Shape shape = Input(i).Shape;
            if (shape.Rank != first.Rank || shape.With(axis, 0) != first.With(axis, 0))
                throw new ArgumentException($"{Name}: sizes differ outside axis {axis}: {first} and, at {i}, {shape}.");
            total += shape[axis];
        }
        return first.With(axis, total, Name);
    }

    protected override void Forward(Span<T> output)
    {
        Shape first = Input(0).Shape;
        int outer = first.Product(0, axis), step = outer == 0 ? 0 : output.Length / outer, start = 0;
        for (int i = 0; i < InputCount; i++)
        {
            int run = Input(i).Shape.Product(axis, first.Rank);
            Arranging.CopyRuns(Input(i).Span, 0, run, output, start, step, run, outer);
            start += run;
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        for (int i = 0, start = 0; i < InputCount; start += Input(i).Shape[axis], i++)
            if (sink.Needs(i)) sink.Add(i, gradient.Slice(axis, start, Input(i).Shape[axis]));
    }
}
