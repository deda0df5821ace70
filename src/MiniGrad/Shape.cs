using System.Collections;

namespace MiniGrad;

/// <summary>The sizes of a tensor along its axes, outermost first: <c>[2, 3]</c> is two rows of three columns, <c>[]</c> is a single
/// number.</summary>
/// <remarks>Immutable, and equal to any other shape with the same sizes. A collection expression makes one: <c>Shape s = [64, 784];</c>.
/// Axes may be counted from the end: <c>-1</c> is the last one.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The shape of a single number: no axes, one element.</summary>
    public static readonly Shape Scalar = new([]);

    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 64;

    private readonly int[] sizes;

    private Shape(int[] sizes)
    {
        if (sizes.Length > MaxRank)
            throw new ArgumentException($"Shape: expected at most {MaxRank} axes, got {sizes.Length}.", nameof(sizes));
        this.sizes = sizes;
        ElementCount = CountElements(sizes);
    }

    /// <summary>The number of axes.</summary>
    public int Rank => sizes.Length;

    /// <summary>The number of elements: the product of all sizes, 1 for a scalar.</summary>
    public int ElementCount { get; }

    int IReadOnlyCollection<int>.Count => sizes.Length;

    /// <summary>The size along an axis.</summary>
    /// <param name="axis">The axis, from −<see cref="Rank"/> to <see cref="Rank"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public int this[int axis] => sizes[NormalizeAxis(axis)];

    /// <summary>Makes a shape of the given sizes.</summary>
    /// <exception cref="ArgumentException">A size is negative, there are more than <see cref="MaxRank"/>, or the elements are more than an
    /// array holds.</exception>
    public static Shape Create(params ReadOnlySpan<int> sizes) => sizes.Length switch
    {
        0 => Scalar,
        2 => Matrix(sizes[0], sizes[1]),
        _ => new Shape(sizes.ToArray()),
    };

    /// <summary>The shape of a matrix.</summary>
    internal static Shape Matrix(int rows, int columns) =>
        ShapeCache.Get(rows, columns) ?? ShapeCache.Add(new Shape([rows, columns]));

    /// <summary>Makes a shape of an array of sizes, which it copies.</summary>
    public static implicit operator Shape(int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return Create(sizes);
    }

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> AsSpan() => sizes;

    /// <summary>A new array of the sizes, outermost first.</summary>
    public int[] ToArray() => [.. sizes];

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && sizes.AsSpan().SequenceEqual(other.sizes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in sizes) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <summary>The sizes in brackets, such as <c>[64, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", sizes)}]";

    /// <summary>Enumerates the sizes, outermost first.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape to which both shapes broadcast by NumPy's rules: aligned at their last axes, sizes must agree or be 1.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static Shape Broadcast(Shape left, Shape right) =>
        TryBroadcast(left, right) ?? throw new ArgumentException(
            $"Shapes {left} and {right} do not broadcast: sizes must agree or be 1, counted from the last axis.");

    internal static Shape? TryBroadcast(Shape left, Shape right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Equals(right)) return left;
        Shape longer = left.Rank >= right.Rank ? left : right;
        Shape shorter = ReferenceEquals(longer, left) ? right : left;
        int offset = longer.Rank - shorter.Rank;
        int[] sizes = [.. longer.sizes];
        for (int axis = 0; axis < shorter.Rank; axis++)
        {
            int a = sizes[offset + axis], b = shorter.sizes[axis];
            if (a != b && a != 1 && b != 1) return null;
            sizes[offset + axis] = a == 1 ? b : a;
        }
        return longer.sizes.AsSpan().SequenceEqual(sizes) ? longer : Create(sizes);
    }

    /// <summary>Whether a tensor of this shape broadcasts to <paramref name="target"/> without changing that shape.</summary>
    internal bool BroadcastsTo(Shape target)
    {
        int offset = target.Rank - Rank;
        if (offset < 0) return false;
        for (int axis = 0; axis < Rank; axis++)
            if (sizes[axis] != target.sizes[offset + axis] && sizes[axis] != 1) return false;
        return true;
    }

    /// <summary>The number of rows along the last axis.</summary>
    internal int Rows => Product(0, Rank - 1);

    /// <summary>Turns an axis counted from either end into one counted from the front.</summary>
    internal int NormalizeAxis(int axis, [CallerMemberName] string operation = "")
    {
        int normalized = axis < 0 ? axis + Rank : axis;
        return (uint)normalized < (uint)Rank ? normalized : throw OutOfRange(axis, operation);
    }

    private ArgumentOutOfRangeException OutOfRange(int axis, string operation) => new(
        nameof(axis),
        $"{operation}: axis {axis} is out of range for shape {this}" +
        (Rank == 0 ? ", which has no axes." : $": expected {-Rank} to {Rank - 1}."));

    /// <summary>The position in row-major order of the element at the given indices, one per axis.</summary>
    internal int Offset(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Rank)
            throw new ArgumentException($"Index: expected {Rank} indices for shape {this}, got {indices.Length}.", nameof(indices));
        int offset = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            int index = indices[axis] < 0 ? indices[axis] + sizes[axis] : indices[axis];
            if ((uint)index >= (uint)sizes[axis])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(indices), $"Index: {indices[axis]} is out of range for axis {axis} of shape {this}.");
            }
            offset = offset * sizes[axis] + index;
        }
        return offset;
    }

    /// <summary>The shape with one axis' size replaced.</summary>
    internal Shape With(int axis, long size, string operation = nameof(Shape))
    {
        if (size > Array.MaxLength)
            throw new ArgumentException(
                $"{operation}: {this} with a size of {size} along axis {axis} has more elements than an array holds.", nameof(size));
        int[] changed = [.. sizes];
        changed[axis] = (int)size;
        return Create(changed);
    }

    /// <summary>The product of the sizes from one axis up to, but not including, another.</summary>
    internal int Product(int from, int to)
    {
        int product = 1;
        for (int axis = from; axis < to; axis++) product *= sizes[axis];
        return product;
    }

    private static int CountElements(int[] sizes)
    {
        long count = 1;
        bool empty = false;
        foreach (int size in sizes)
        {
            if (size < 0)
                throw new ArgumentException($"Shape: sizes must not be negative, got [{string.Join(", ", sizes)}].", nameof(sizes));
            empty |= size == 0;
        }
        if (empty) return 0;
        foreach (int size in sizes)
        {
            count *= size;
            if (count > Array.MaxLength)
                throw new ArgumentException(
                    $"Shape: [{string.Join(", ", sizes)}] has more elements than an array holds ({Array.MaxLength}).", nameof(sizes));
        }
        return (int)count;
    }

    /// <summary>Recently used shapes of rank 2, so that the results of matrix products in a training loop allocate no shape. Reading and
    /// writing a reference is atomic and shapes are immutable, so a lost race only costs an allocation.</summary>
    private static class ShapeCache
    {
        private static readonly Shape?[] entries = new Shape?[256];

        public static Shape? Get(int rows, int columns) =>
            entries[Slot(rows, columns)] is { } shape && shape.sizes[0] == rows && shape.sizes[1] == columns ? shape : null;

        public static Shape Add(Shape shape) => entries[Slot(shape.sizes[0], shape.sizes[1])] = shape;

        private static int Slot(int rows, int columns) => (int)(((uint)rows * 2654435761u ^ (uint)columns * 2246822519u) >> 24);
    }
}
