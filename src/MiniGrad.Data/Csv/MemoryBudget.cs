using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>How much memory a table may still take. What it needs goes before what it could do without.</summary>
internal sealed class MemoryBudget(long limit, string name)
{
    private long taken;
    private long spared;

    /// <summary>Whether there was room so far for what the table could do without; it is to be dropped where not.</summary>
    public bool HasRoomForMore { get; private set; } = true;

    /// <exception cref="InvalidDataException">That is more than the limit leaves.</exception>
    public void Take(long bytes)
    {
        taken += bytes;
        if (taken + spared > limit) DropSpared();
        if (taken > limit)
            throw new InvalidDataException(Invariant($"{name}: the table would take more than {limit} bytes of memory: expected less, or a larger {nameof(CsvOptions.MemoryLimit)}."));
    }

    /// <summary>Takes memory for what the table could do without, as long as there is room.</summary>
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
