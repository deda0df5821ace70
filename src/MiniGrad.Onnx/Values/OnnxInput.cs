namespace MiniGrad.Onnx;

/// <summary>An input of a function that is exported: its name, what its elements are, and its axes.</summary>
/// <example><code>
/// OnnxInput tokens = OnnxInput.Integers("tokens", "batch", "time"), state = OnnxInput.Numbers("state", "batch", 128);
/// </code></example>
public sealed record OnnxInput
{
    private OnnxInput(string name, bool areIntegers, OnnxAxis[] axes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, AreIntegers, Axes) = (name, areIntegers, axes);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether its elements are integers, of 64 bits; else they are numbers of the network's precision.</summary>
    public bool AreIntegers { get; }

    /// <summary>The axes: of a size that stays, or of a name.</summary>
    public IReadOnlyList<OnnxAxis> Axes { get; }

    /// <summary>What all elements are while the function is recorded; it has to be a value that the function takes. Default: 1, which is a
    /// token, a length, and a mask that hides nothing.</summary>
    public int RecordedAs { get; init; } = 1;

    /// <summary>An input of numbers.</summary>
    /// <param name="name">The name.</param>
    /// <param name="axes">A whole number for an axis that has this size, a name for one of any size. Axes of one name have one
    /// size.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static OnnxInput Numbers(string name, params ReadOnlySpan<OnnxAxis> axes) => new(name, areIntegers: false, axes.ToArray());

    /// <summary>An input of integers, such as tokens or lengths.</summary>
    /// <param name="name">The name.</param>
    /// <param name="axes">A whole number for an axis that has this size, a name for one of any size. Axes of one name have one
    /// size.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static OnnxInput Integers(string name, params ReadOnlySpan<OnnxAxis> axes) => new(name, areIntegers: true, axes.ToArray());
}

/// <summary>An axis of an input: a size that stays, or a name of one that may be any. A number or a text becomes one by itself.</summary>
public readonly record struct OnnxAxis
{
    private OnnxAxis(int size, string? name) => (Size, Name) = (size, name);

    /// <summary>The size; 0 where it may be any.</summary>
    public int Size { get; }

    /// <summary>The name of an axis of any size; null of one whose size stays.</summary>
    public string? Name { get; }

    /// <summary>An axis of a size that stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static implicit operator OnnxAxis(int size) => new(Guard.AtLeast(size, 1, nameof(OnnxAxis), "the size"), null);

    /// <summary>An axis of any size.</summary>
    /// <exception cref="ArgumentException">The name is empty or a number.</exception>
    public static implicit operator OnnxAxis(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (long.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out _))
            throw new ArgumentException($"OnnxAxis: expected a name, got '{name}', which readers take for a size.", nameof(name));
        return new(0, name);
    }
}
