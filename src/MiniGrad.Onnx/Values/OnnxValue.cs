namespace MiniGrad.Onnx;

/// <summary>What goes into an ONNX network or comes out of it: numbers, integers, or truths, of some shape. Immutable.</summary>
/// <remarks>A <see cref="Tensor{T}"/> and an <see cref="IndexTensor"/> are turned into one by themselves.</remarks>
public abstract class OnnxValue
{
    private protected OnnxValue(OnnxElementType elementType, Shape shape) => (ElementType, Shape) = (elementType, shape);

    /// <summary>What its elements are.</summary>
    public OnnxElementType ElementType { get; }

    /// <summary>The sizes along its axes.</summary>
    public Shape Shape { get; }

    /// <summary>Numbers of single precision.</summary>
    public static implicit operator OnnxValue(Tensor<float> tensor) => new NumberValue<float>(tensor, OnnxElementType.Float);

    /// <summary>Numbers of double precision.</summary>
    public static implicit operator OnnxValue(Tensor<double> tensor) => new NumberValue<double>(tensor, OnnxElementType.Double);

    /// <summary>Integers of 64 bits, as ONNX has indices.</summary>
    public static implicit operator OnnxValue(IndexTensor indices) => new IntegerValue(indices, OnnxElementType.Int64);

    /// <summary>Integers.</summary>
    /// <param name="values">In row-major order.</param>
    /// <param name="shape">The sizes along the axes.</param>
    /// <param name="elementType"><see cref="OnnxElementType.Int64"/> (default) or <see cref="OnnxElementType.Int32"/>.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements, or the type is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside the type.</exception>
    public static OnnxValue Integers(
        ReadOnlySpan<long> values, Shape shape, OnnxElementType elementType = OnnxElementType.Int64)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (elementType is not (OnnxElementType.Int32 or OnnxElementType.Int64))
            throw new ArgumentException($"OnnxValue: expected integers of type Int32 or Int64, got {elementType}.", nameof(elementType));
        if (values.Length != shape.ElementCount)
            throw new ArgumentException(
                Invariant($"OnnxValue: expected {shape.ElementCount} values for shape {shape}, got {values.Length}."), nameof(values));
        foreach (long value in values)
            if (elementType == OnnxElementType.Int32 && value != (int)value)
                throw new ArgumentOutOfRangeException(nameof(values), Invariant($"OnnxValue: {value} is outside {elementType}."));
        return new IntegerValue(values.ToArray(), shape, elementType);
    }

    /// <summary>Truths.</summary>
    /// <param name="values">In row-major order.</param>
    /// <param name="shape">The sizes along the axes.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static OnnxValue Truths(ReadOnlySpan<bool> values, Shape shape) =>
        new NumberValue<float>(
            Tensor.Create<float>(Array.ConvertAll(values.ToArray(), value => value ? 1f : 0f), shape), OnnxElementType.Bool);

    /// <summary>The numbers; of truths 1 and 0.</summary>
    /// <exception cref="InvalidOperationException">They are integers, or of the other precision.</exception>
    public virtual Tensor<T> ToTensor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new InvalidOperationException($"OnnxValue: expected numbers of type {typeof(T).Name}, got {ElementType} {Shape}.");

    /// <summary>The integers in row-major order; of truths 1 and 0.</summary>
    /// <exception cref="InvalidOperationException">They are numbers.</exception>
    public virtual long[] ToIntegers() =>
        throw new InvalidOperationException($"OnnxValue: expected integers, got {ElementType} {Shape}.");

    /// <summary>The integers as indices.</summary>
    /// <exception cref="InvalidOperationException">They are numbers.</exception>
    /// <exception cref="OverflowException">One of them has more than 32 bits.</exception>
    public virtual IndexTensor ToIndices() => IndexTensor.Create(Array.ConvertAll(ToIntegers(), value => checked((int)value)), Shape);

    /// <inheritdoc/>
    public override string ToString() => $"{ElementType} {Shape}";
}

/// <summary>Numbers, or truths as 1 and 0.</summary>
internal sealed class NumberValue<T>(Tensor<T> tensor, OnnxElementType elementType) : OnnxValue(elementType, tensor.Shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The type of numbers of the precision T.</summary>
    public static OnnxElementType TypeOfNumbers => typeof(T) == typeof(double) ? OnnxElementType.Double : OnnxElementType.Float;

    public Tensor<T> Tensor => tensor;

    public override Tensor<TOther> ToTensor<TOther>()
    {
        if (tensor is Tensor<TOther> same) return same;
        return ElementType == OnnxElementType.Bool
            ? MiniGrad.Tensor.Create<TOther>(Array.ConvertAll(tensor.ToArray(), TOther.CreateTruncating), Shape) : base.ToTensor<TOther>();
    }

    public override long[] ToIntegers() =>
        ElementType == OnnxElementType.Bool ? Array.ConvertAll(tensor.ToArray(), long.CreateTruncating) : base.ToIntegers();
}

/// <summary>Integers, as they are or as indices that may change from one replay of a captured step to the next.</summary>
internal sealed class IntegerValue : OnnxValue
{
    private readonly long[]? values;
    private readonly IndexTensor? indices;

    public IntegerValue(long[] values, Shape shape, OnnxElementType elementType) : base(elementType, shape) => this.values = values;

    public IntegerValue(IndexTensor indices, OnnxElementType elementType) : base(elementType, indices.Shape) => this.indices = indices;

    /// <summary>The values; looked at outside of an operation, which a captured step refuses for indices that change.</summary>
    public ReadOnlySpan<long> Values => values ?? Array.ConvertAll(indices!.ToArray(), index => (long)index);

    /// <summary>Whether they are indices that change from one replay of a captured step to the next.</summary>
    public bool IsCaptured => indices is { IsCaptured: true };

    /// <summary>The same values under another shape.</summary>
    public IntegerValue Reshape(Shape shape)
    {
        if (shape == Shape) return this;
        if (shape.ElementCount != Shape.ElementCount)
            throw new ArgumentException($"expected a shape for the elements of {Shape}, got {shape}.");
        return values is not null ? new IntegerValue(values, shape, ElementType) : new IntegerValue(indices!.Reshape(shape), ElementType);
    }

    /// <summary>The same values as another type, beginning again at its other end where they are too large.</summary>
    public IntegerValue As(OnnxElementType type)
    {
        if (type == ElementType) return this;
        if (indices is not null) return new IntegerValue(indices, type);
        IntegerValue others = new(values!, Shape, type);
        return type == OnnxElementType.Int32 ? others.Map(value => value) : others;
    }

    /// <summary>A function of each value.</summary>
    public IntegerValue Map(Func<long, long> function)
    {
        long[] results = Values.ToArray();
        for (int i = 0; i < results.Length; i++) results[i] = Wrapped(function(results[i]));
        return new IntegerValue(results, Shape, ElementType);
    }

    /// <summary>A value as the type keeps it: what is too large begins again at the other end.</summary>
    public long Wrapped(long value) => ElementType == OnnxElementType.Int32 ? (int)value : value;

    public override long[] ToIntegers() => Values.ToArray();

    public override IndexTensor ToIndices() => indices ?? base.ToIndices();
}
