namespace MiniGrad.Data;

/// <summary>The memory that a table may take; its values come before the spellings of numbers, which it can do without.</summary>
internal sealed class MemoryBudget(long limit, string name)
{
    private long taken;
    private long spared;

    /// <summary>Whether there was room for spellings so far; if not, they have to be dropped.</summary>
    public bool HasRoomForMore { get; private set; } = true;

    /// <exception cref="InvalidDataException">The limit is passed.</exception>
    public void Take(long bytes)
    {
        taken += bytes;
        if (taken + spared > limit) DropSpared();
        if (taken <= limit) return;
        string expected = $"expected less, or a larger {nameof(CsvOptions.MemoryLimit)}";
        throw new InvalidDataException(Invariant($"{name}: the table would take more than {limit} bytes of memory: {expected}."));
    }

    /// <summary>Takes memory for spellings, as long as there is room.</summary>
    public bool TryTakeMore(long bytes)
    {
        spared += bytes;
        if (taken + spared > limit) DropSpared();
        return HasRoomForMore;
    }

    private void DropSpared()
    {
        HasRoomForMore = false;
        spared = 0;
    }
}
