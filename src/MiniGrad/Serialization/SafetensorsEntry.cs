namespace MiniGrad.Serialization;

/// <summary>An array in a <see cref="SafetensorsFile"/>, as the file's header describes it.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, ElementType type, Shape shape, long begin)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Begin = begin;
    }

    /// <summary>The name, of which a file has each only once.</summary>
    public string Name { get; }

    /// <summary>The type of the elements in the file.</summary>
    public ElementType Type { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The bytes that the elements take in the file.</summary>
    public long ByteCount => (long)Shape.ElementCount * ElementTypes.SizeOf(Type);

    /// <summary>Where the elements begin, counted from the end of the header.</summary>
    internal long Begin { get; }

    /// <summary>The name, the type and the shape.</summary>
    public override string ToString() => $"{Name}: {Type} {Shape}";
}
