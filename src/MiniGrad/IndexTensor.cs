using System.Collections;
using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>Integers in a rectangular arrangement: class labels, row numbers, the result of <see cref="Tensor{T}.ArgMax(int, bool)"/>.
/// Immutable, and outside differentiation.</summary>
/// <remarks>An array or a collection expression of integers converts to a vector: <c>IndexTensor labels = [2, 0, 1];</c></remarks>
[CollectionBuilder(typeof(IndexTensor), nameof(Create))]
public sealed partial class IndexTensor : IEnumerable<int>
{
    /// <summary>A hint for a label that equals the number of classes.</summary>
    internal const string LabelsCountFromZero = "labels count from 0";

    private readonly int[] values;
    private readonly bool isPinned;

    internal IndexTensor(int[] values, Shape shape, bool isPinned = false)
    {
        this.values = values;
        this.isPinned = isPinned;
        Shape = shape;
    }

    /// <summary>One of any values, to be overwritten, whose memory stays in its place.</summary>
    internal static IndexTensor Pinned(Shape shape) =>
        new(GC.AllocateArray<int>(shape.ElementCount, pinned: true), shape, isPinned: true);

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int ElementCount => values.Length;

    /// <summary>The values in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The labels belong to a step that is being captured.</exception>
    public ReadOnlySpan<int> Span
    {
        get
        {
            if (IsCaptured) CheckRead();
            return values;
        }
    }

    /// <summary>The values, writable: a captured step overwrites them with new ones each time.</summary>
    internal Span<int> Buffer => values;

    /// <summary>Where the values lie if they stay there while the tensor exists; else null.</summary>
    internal unsafe int* Address => isPinned ? (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values)) : null;

    /// <summary>What is shared by tensors of the same elements, and by no others.</summary>
    internal object Memory => values;

    /// <summary>Whether a captured step is given new values each time, so that those of now must not be looked at.</summary>
    internal bool IsCaptured { get; set; }

    /// <summary>The element at the given position, one index per axis; indices may count from the end.</summary>
    /// <exception cref="ArgumentException">The number of indices differs from the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public int this[params ReadOnlySpan<int> indices] => Span[Shape.Offset(indices)];

    /// <summary>A vector with a copy of the given values.</summary>
    public static IndexTensor Create(ReadOnlySpan<int> values) => new(values.ToArray(), [values.Length]);

    /// <summary>A tensor of the given shape with a copy of the given values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static IndexTensor Create(ReadOnlySpan<int> values, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
            throw new ArgumentException($"Create: shape {shape} needs {shape.ElementCount} values, got {values.Length}.", nameof(values));
        return new IndexTensor(values.ToArray(), shape);
    }

    /// <summary>Makes a vector of an array of integers, which it copies.</summary>
    public static implicit operator IndexTensor(int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values);
    }

    /// <summary>The same values under another shape of as many elements. Shares memory: a captured step overwrites both.</summary>
    internal IndexTensor Reshape(Shape shape) => new(values, shape, isPinned) { IsCaptured = IsCaptured };

    /// <summary>Whether both are the same elements, of whatever shape.</summary>
    internal bool SharesMemory(IndexTensor other) => ReferenceEquals(values, other.values);

    /// <summary>A new array with the values in row-major order.</summary>
    public int[] ToArray() => Span.ToArray();

    /// <summary>Enumerates the values in row-major order.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        _ = Span;
        return ((IEnumerable<int>)values).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The values in nested brackets behind the shape, long tensors abbreviated.</summary>
    public override string ToString() => TensorFormatter.Format(Span, Shape, nameof(IndexTensor));

    /// <summary>Throws unless every index lies in <c>[0, count)</c> or is the one that is allowed.</summary>
    internal void CheckRange(
        int count, string operation, string what, string? parameter = null, string? hint = null, int? allowed = null)
    {
        for (int i = 0; i < values.Length; i++)
            if ((uint)values[i] >= (uint)count && values[i] != allowed) throw OutOfRange(i);

        ArgumentOutOfRangeException OutOfRange(int position)
        {
            string end = hint is not null && values[position] == count ? $": {hint}" : "";
            string where = $"{operation}: {what} {values[position]} at position {position}";
            return new(parameter ?? what, $"{where} is outside 0 to {count - 1}{end}.");
        }
    }

    private partial void CheckRead();
}
