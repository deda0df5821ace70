namespace MiniGrad;

/// <summary>The axes of a shape that a reduction covers, checked, and the shapes that follow from them.</summary>
internal sealed class AxisSet
{
    private static readonly AxisSet?[] rows = new AxisSet?[64];

    private readonly Shape shape;
    private readonly bool[] isReduced;

    public AxisSet(string operation, Shape shape, ReadOnlySpan<int> axes, bool keepDimensions)
    {
        this.shape = shape;
        isReduced = new bool[shape.Rank];
        if (axes.IsEmpty) Array.Fill(isReduced, true);
        foreach (int axis in axes)
        {
            int normalized = shape.NormalizeAxis(axis, operation);
            if (isReduced[normalized])
                throw new ArgumentException($"{operation}: axis {axis} is given twice for shape {shape}.", nameof(axes));
            isReduced[normalized] = true;
        }
        List<int> kept = [], reduced = [];
        Count = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            kept.Add(isReduced[axis] ? 1 : shape[axis]);
            if (isReduced[axis]) Count *= shape[axis];
            else reduced.Add(shape[axis]);
        }
        IsLeading = isReduced.AsSpan(isReduced.AsSpan().Count(true)).Count(true) == 0;
        KeptShape = kept.ToArray();
        OutputShape = keepDimensions ? KeptShape : reduced.ToArray();
    }

    /// <summary>The first axis of a matrix, without it in the result. Remembered, because a training loop asks for few shapes over and
    /// over.</summary>
    public static AxisSet Rows(Shape shape)
    {
        ref AxisSet? place = ref rows[(shape[0] * 31 + shape[1]) & (rows.Length - 1)];
        if (place is { } known && ReferenceEquals(known.shape, shape)) return known;
        return place = new AxisSet(nameof(Rows), shape, [0], keepDimensions: false);
    }

    /// <summary>For every axis, whether it is reduced.</summary>
    public ReadOnlySpan<bool> IsReduced => isReduced;

    /// <summary>The reduced axes in order.</summary>
    public int[] ToArray() => [.. Enumerable.Range(0, isReduced.Length).Where(axis => isReduced[axis])];

    /// <summary>Whether they are the first axes and no others, as of the rows of a batch.</summary>
    public bool IsLeading { get; }

    /// <summary>How many elements become one.</summary>
    public int Count { get; }

    /// <summary>The reduced shape with reduced axes at size 1, which broadcasts against the input.</summary>
    public Shape KeptShape { get; }

    /// <summary>The reduced shape as asked for.</summary>
    public Shape OutputShape { get; }
}
