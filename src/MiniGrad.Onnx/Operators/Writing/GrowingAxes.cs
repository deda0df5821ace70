namespace MiniGrad.Onnx;

/// <summary>The size of an axis: so many times the sizes of some growing axes, each a bit; constant where there are none.</summary>
internal readonly record struct Extent(int Factor, int Axes = 0)
{
    /// <summary>The first growing axis itself: the batch, where there is no other.</summary>
    public static Extent Batch { get; } = new(1, 1);

    /// <summary>Whether it grows with an input.</summary>
    public bool Grows => Axes != 0;
}

/// <summary>The axes of inputs that may be of any size, each with two sizes for which the network is recorded.</summary>
internal sealed class GrowingAxes
{
    // Primes, so that each product shows which axes are in it.
    private static readonly (int One, int Other)[] sizes = [(11, 13), (17, 19), (23, 29), (31, 37), (41, 43)];

    private readonly List<(string Name, string Source, int Place)> axes = [];

    /// <summary>The names of the axes.</summary>
    public IEnumerable<string> Names => axes.Select(axis => axis.Name);

    /// <summary>The axis of samples alone.</summary>
    /// <param name="name">The name of the axis.</param>
    /// <param name="source">The name of a value whose first axis it is.</param>
    public static GrowingAxes OfBatch(string name, string source)
    {
        GrowingAxes batch = new();
        batch.axes.Add((name, source, 0));
        return batch;
    }

    /// <summary>Those of some inputs, in the order in which they appear.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public static GrowingAxes Of(IEnumerable<OnnxInput> inputs)
    {
        GrowingAxes found = new();
        foreach (OnnxInput input in inputs)
            foreach ((int place, OnnxAxis axis) in input.Axes.Index())
                if (axis.Name is { } name && !found.axes.Exists(known => known.Name == name)) found.axes.Add((name, input.Name, place));
        return found.axes.Count <= sizes.Length ? found : throw new ArgumentException(Invariant(
            $"OnnxFile: expected at most {sizes.Length} axes of any size, got {found.axes.Count}: ") +
            $"{string.Join(", ", found.axes.Select(axis => axis.Name))}.", nameof(inputs));
    }

    /// <summary>The shape of an input in the first or the other recording.</summary>
    public Shape ShapeOf(OnnxInput input, bool isOther) => Shape.Create([.. input.Axes.Select(axis =>
        axis.Name is not { } name ? axis.Size : Size(axes.FindIndex(known => known.Name == name), isOther))]);

    /// <summary>Where the size of an axis can be read: the name of a value and the place of the axis.</summary>
    public (string Source, int Place) SourceOf(int axis) => (axes[axis].Source, axes[axis].Place);

    /// <summary>The places of the axes that a size grows with.</summary>
    public IEnumerable<int> In(Extent extent) => Enumerable.Range(0, axes.Count).Where(axis => (extent.Axes >> axis & 1) != 0);

    /// <summary>A size as text: <c>2*batch*time</c>.</summary>
    public string NameOf(Extent extent)
    {
        string product = string.Join('*', In(extent).Select(axis => axes[axis].Name));
        return extent.Factor == 1 ? product : Invariant($"{extent.Factor}*{product}");
    }

    /// <summary>A size of both recordings as one; null where it is no multiple of growing axes.</summary>
    public Extent? Find(int size, int other)
    {
        if (size == other) return new Extent(size);
        for (int some = 1; some < 1 << axes.Count; some++)
        {
            (long one, long two) = (1, 1);
            foreach (int axis in In(new Extent(1, some))) (one, two) = (one * Size(axis, false), two * Size(axis, true));
            if (size % one == 0 && other == size / one * two) return new Extent((int)(size / one), some);
        }
        return null;
    }

    /// <summary>The sizes of a recording, for messages: <c>batch 11, time 17</c>.</summary>
    public string Describe(bool isOther) =>
        string.Join(", ", axes.Select((axis, place) => Invariant($"{axis.Name} {Size(place, isOther)}")));

    private static int Size(int axis, bool isOther) => isOther ? sizes[axis].Other : sizes[axis].One;
}
