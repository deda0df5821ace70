namespace MiniGrad.Onnx;

/// <summary>The size of an axis: so many times the sizes of some growing axes, each a bit; constant where there are none.</summary>
internal readonly record struct Extent(int Factor, int Axes = 0)
{
    /// <summary>The first growing axis itself: the batch, where there is no other.</summary>
    public static Extent Batch { get; } = new(1, 1);

    /// <summary>Whether it grows with an input.</summary>
    public bool Grows => Axes != 0;
}

/// <summary>The axes of inputs that may be of any size, each with three sizes for which the network is recorded.</summary>
internal sealed class GrowingAxes
{
    // Primes, so that each product shows which axes are in it; the third ones far off, for what changes by steps or is so many more than
    // another axis. Few samples then, as there may be many steps.
    private static readonly Same<int>[] sizes = [new(11, 13, 2), new(17, 19, 67), new(23, 29, 5), new(31, 37, 7), new(41, 43, 3)];
    private static readonly Same<int> alone = new(11, 13, 67);

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

    /// <summary>The shape of an input in each recording.</summary>
    public Same<Shape> ShapeOf(OnnxInput input)
    {
        return new(Shape(size => size.One), Shape(size => size.Other), Shape(size => size.Third));

        Shape Shape(Func<Same<int>, int> of) => MiniGrad.Shape.Create([.. input.Axes.Select(axis =>
            axis.Name is not { } name ? axis.Size : of(Size(axes.FindIndex(known => known.Name == name))))]);
    }

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

    /// <summary>A size of all recordings as one; null where it is no multiple of growing axes.</summary>
    public Extent? Find(Same<int> size)
    {
        if (size.IsConstant) return new Extent(size.One);
        for (int some = 1; some < 1 << axes.Count; some++)
        {
            Same<long> product = new(1, 1, 1);
            foreach (int axis in In(new Extent(1, some))) product = product.With(Size(axis), (all, one) => all * one);
            long factor = size.One / product.One;
            if (factor > 0 && product.With(size, (all, one) => all * factor == one) is { One: true, Other: true, Third: true })
                return new Extent((int)factor, some);
        }
        return null;
    }

    /// <summary>The sizes of a recording, for messages: <c>batch 11, time 17</c>.</summary>
    public string Describe(Func<Same<int>, int> recording) =>
        string.Join(", ", axes.Select((axis, place) => Invariant($"{axis.Name} {recording(Size(place))}")));

    private Same<int> Size(int axis) => axes.Count == 1 ? alone : sizes[axis];
}
