using PlatformTensors = System.Numerics.Tensors;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The values as the platform's tensor span, of the same shape and sharing memory. The platform has no shape without axes: a
    /// scalar becomes [1].</summary>
    public PlatformTensors.ReadOnlyTensorSpan<T> AsTensorSpan()
    {
        nint[] lengths = Rank == 0 ? [1] : new nint[Rank];
        for (int axis = 0; axis < Rank; axis++) lengths[axis] = Shape[axis];
        return new PlatformTensors.ReadOnlyTensorSpan<T>(Span, lengths);
    }
}

public static partial class Tensor
{
    /// <summary>A tensor with a copy of the values of the platform's tensor span, in row-major order whatever its strides.</summary>
    /// <exception cref="ArgumentException">The span has more elements than an array holds.</exception>
    public static Tensor<T> Create<T>(PlatformTensors.ReadOnlyTensorSpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.FlattenedLength > Array.MaxLength)
            throw new ArgumentException(
                $"Create: expected at most {Array.MaxLength} elements, got {values.FlattenedLength}.", nameof(values));
        int[] sizes = new int[values.Rank];
        for (int axis = 0; axis < sizes.Length; axis++) sizes[axis] = (int)Math.Min(values.Lengths[axis], int.MaxValue);
        Shape shape = Shape.Create(sizes);
        T[] copy = new T[shape.ElementCount];
        values.FlattenTo(copy);
        return new Tensor<T>(copy, shape);
    }
}
