namespace MiniGrad.Data;

/// <summary>A column of a binary file, and what its values are.</summary>
/// <param name="Name">Its name.</param>
internal record StoredColumn(string Name)
{
    public Meaning Meaning { get; init; }

    /// <summary>Why it cannot be read, null if it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>The decimals of a decimal number.</summary>
    public int Scale { get; init; }

    /// <summary>Of times: 0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds.</summary>
    public int Unit { get; init; }

    public bool IsUtc { get; init; }

    /// <summary>Whether whole numbers have 32 bits at most; else 64.</summary>
    public bool Is32Bits { get; init; }

    /// <summary>Whether values are bytes; else they are numbers or their bits.</summary>
    public bool IsBytes { get; init; }

    /// <summary>The length of each value, where they are bytes of a fixed length.</summary>
    public int? Length { get; init; }

    /// <summary>Whether bytes of a number begin with the lowest.</summary>
    public bool IsLittleEndian { get; init; }

    /// <summary>Whether it becomes a column of numbers.</summary>
    public bool IsNumber => Meaning <= Meaning.Decimal;
}
