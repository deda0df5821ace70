using static System.FormattableString;

namespace MiniGrad.Csv;

/// <summary>How much memory a table may still take.</summary>
internal sealed class MemoryBudget(long limit, string name)
{
    private long taken;

    /// <exception cref="InvalidDataException">That is more than the limit leaves.</exception>
    public void Take(long bytes)
    {
        taken += bytes;
        if (taken > limit)
            throw new InvalidDataException(Invariant($"{name}: the table would take more than {limit} bytes of memory: expected less, or a larger {nameof(CsvOptions.MemoryLimit)}."));
    }
}
