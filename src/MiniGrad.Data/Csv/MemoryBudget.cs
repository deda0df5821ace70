namespace MiniGrad.Data;

/// <summary>The memory that a table may take; its values come before the spellings of numbers, which it can do without. Safe for several
/// threads.</summary>
internal sealed class MemoryBudget
{
    private const long SmallTable = 64 * 1024 * 1024, PerByte = 16;
    private readonly string name;
    private readonly long? wanted;
    private readonly long most;
    private long limit, taken, spared;

    /// <param name="wanted">The most bytes; null for what the size of the file and the machine's memory allow.</param>
    /// <param name="name">Of the file, for messages.</param>
    public MemoryBudget(long? wanted, string name)
    {
        (this.wanted, this.name) = (wanted, name);
        most = wanted ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        limit = wanted ?? Math.Min(most, SmallTable);
    }

    /// <summary>For memory that is counted elsewhere.</summary>
    public static MemoryBudget Boundless { get; } = new(long.MaxValue, "");

    /// <summary>Whether there was room for spellings so far; if not, they have to be dropped.</summary>
    public bool HasRoomForMore { get; private set; } = true;

    /// <summary>Says how much of the file was read.</summary>
    public void Follow(long bytes)
    {
        if (wanted is null) Volatile.Write(ref limit, Math.Min(most, SmallTable + (PerByte * bytes)));
    }

    /// <exception cref="InvalidDataException">The limit is passed.</exception>
    public void Take(long bytes)
    {
        long values = Interlocked.Add(ref taken, bytes);
        if (values + Volatile.Read(ref spared) > Volatile.Read(ref limit)) DropSpared();
        if (values <= Volatile.Read(ref limit)) return;
        string expected = $"expected less, or a larger {nameof(CsvOptions)}.{nameof(CsvOptions.MemoryLimit)}";
        string rest = wanted is null ? $", without columns that are not needed " +
            $"({nameof(CsvOptions)}.{nameof(CsvOptions.LeftOutColumns)})" : "";
        throw new InvalidDataException(Invariant($"{name}: the table would take more than {limit} bytes of memory: {expected}{rest}."));
    }

    /// <summary>Takes memory for spellings, as long as there is room.</summary>
    public bool TryTakeMore(long bytes)
    {
        long more = Interlocked.Add(ref spared, bytes);
        if (Volatile.Read(ref taken) + more > Volatile.Read(ref limit)) DropSpared();
        return HasRoomForMore;
    }

    private void DropSpared()
    {
        HasRoomForMore = false;
        Volatile.Write(ref spared, 0);
    }
}
