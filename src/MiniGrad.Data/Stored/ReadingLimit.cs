namespace MiniGrad.Data;

/// <summary>The memory that reading may take.</summary>
/// <param name="wanted">The most bytes; null for what the size of the file and the machine's memory allow.</param>
/// <param name="fileSize">The size of the file.</param>
/// <param name="piecewise">The method that reads larger files piece by piece.</param>
internal sealed class ReadingLimit(long? wanted, long fileSize, string piecewise)
{
    private const long SmallTable = 256 * 1024 * 1024, PerByte = 64;
    private long taken;

    /// <summary>The most bytes.</summary>
    public long Most { get; } = wanted ?? Math.Min(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, fileSize > long.MaxValue / 2 / PerByte ? long.MaxValue
            : SmallTable + (PerByte * fileSize));

    /// <exception cref="FileProblem">With these bytes there are too many.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) > Most) throw Passed();
    }

    /// <exception cref="FileProblem">These bytes, needed for a while, are too many.</exception>
    public void Check(long bytes)
    {
        if (bytes > Most) throw Passed();
    }

    /// <summary>What is wrong with a table of more rows than there can be.</summary>
    public FileProblem TooManyRows() =>
        new(Invariant($"a table has {Array.MaxLength} rows at most: expected fewer, or reading piece by piece ({piecewise})"));

    private FileProblem Passed() => new(Invariant(
        $"the table would take more than {Most} bytes of memory: expected less, or a larger TableFileOptions.MemoryLimit, fewer ") +
        $"columns (TableFileOptions.Columns, LeftOutColumns), or reading piece by piece ({piecewise})");
}
