namespace MiniGrad.Serialization;

/// <summary>What a header of a safetensors file may hold at most, so that the memory for what it says stays in proportion to the file.</summary>
internal static class SafetensorsLimits
{
    /// <summary>The format's own limit, in bytes.</summary>
    public const int HeaderLength = 100_000_000;

    /// <summary>Arrays, and as many entries of metadata.</summary>
    public const int EntryCount = 100_000;

    /// <summary>Bytes of a name or key, as the header's JSON encodes it.</summary>
    public const int NameLength = 1024;

    /// <summary>Bytes of all names and metadata together.</summary>
    public const int TextLength = 16 * 1024 * 1024;

    /// <summary>An object of objects of lists.</summary>
    public const int Depth = 3;

    public const string MetadataKey = "__metadata__";
}
