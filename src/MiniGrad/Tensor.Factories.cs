using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>Makes tensors, and holds the operations that take several tensors alike.</summary>
public static partial class Tensor
{
    /// <summary>A tensor with a copy of the given values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor<T> Create<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
            throw new ArgumentException($"Create: shape {shape} needs {shape.ElementCount} values, got {values.Length}.", nameof(values));
        return new Tensor<T>(values.ToArray(), shape);
    }

    /// <summary>A tensor with a copy of the given values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor<T> Create<T>(T[] values, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create((ReadOnlySpan<T>)values, shape);
    }

    /// <summary>A matrix with a copy of the given values, or a tensor of rank 2 of shape [rows, columns].</summary>
    public static Tensor<T> Create<T>(T[,] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        T[] copy = new T[values.Length];
        int next = 0;
        foreach (T value in values) copy[next++] = value;
        return new Tensor<T>(copy, [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>A vector with a copy of the given values.</summary>
    public static Tensor<T> Vector<T>(params ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(values.ToArray(), [values.Length]);

    /// <summary>A tensor of shape [] that holds one number.</summary>
    public static Tensor<T> Scalar<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new([value], Shape.Scalar);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor<T> Zeros<T>(Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new Tensor<T>(new T[shape.ElementCount], shape);
    }

    /// <summary>A tensor of ones.</summary>
    public static Tensor<T> Ones<T>(Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Full(shape, T.One);

    /// <summary>A tensor whose elements are all <paramref name="value"/>.</summary>
    public static Tensor<T> Full<T>(Shape shape, T value) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        T[] values = new T[shape.ElementCount];
        values.AsSpan().Fill(value);
        return new Tensor<T>(values, shape);
    }

    /// <summary>The identity matrix of shape [size, size].</summary>
    /// <exception cref="ArgumentException">The size is negative.</exception>
    public static Tensor<T> Identity<T>(int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> identity = Zeros<T>([size, size]);
        for (int i = 0; i < size; i++) identity.Buffer[i * size + i] = T.One;
        return identity;
    }

    /// <summary>The vector <c>start, start + step, …</c> of <paramref name="count"/> elements.</summary>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public static Tensor<T> Range<T>(T start, int count, T step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> range = Zeros<T>([count]);
        for (int i = 0; i < count; i++) range.Buffer[i] = start + T.CreateChecked(i) * step;
        return range;
    }

    /// <summary>Independent samples of the uniform distribution on [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or out of order.</exception>
    public static Tensor<T> Uniform<T>(Shape shape, T low, T high, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!T.IsFinite(high - low) || low > high)
            throw new ArgumentException(
                $"Uniform: expected finite bounds in order and a finite distance, got low {low} and high {high}.", nameof(low));
        Tensor<T> samples = Zeros<T>(shape);
        RandomFill.Uniform(samples.Buffer, low, high, random);
        return samples;
    }

    /// <summary>Independent samples of the normal distribution with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentException">The mean is not finite, or the deviation is negative or not finite.</exception>
    public static Tensor<T> Normal<T>(Shape shape, T mean, T standardDeviation, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!T.IsFinite(mean) || !T.IsFinite(standardDeviation) || standardDeviation < T.Zero)
            throw new ArgumentException(
                $"Normal: expected a finite mean and a finite deviation of at least 0, got {mean} and {standardDeviation}.",
                nameof(standardDeviation));
        Tensor<T> samples = Zeros<T>(shape);
        RandomFill.Normal(samples.Buffer, mean, standardDeviation, random);
        return samples;
    }
}
