namespace MiniGrad.Serialization;

/// <summary>What the description of a file's content may take in memory: its size and 40 MiB. Files are not trusted, and a byte of them can
/// ask for a hundred.</summary>
internal sealed class MemoryBudget(string file, long fileLength)
{
    public const int Text = 32, Boxed = 24, Slot = 32, Container = 96, Pair = 64;

    private const long Allowance = 40 << 20;

    private readonly long limit = fileLength + Allowance;
    private long spent;

    /// <summary>Called before memory is taken, with a little more than that.</summary>
    public void Spend(long bytes)
    {
        spent += bytes;
        if (spent > limit)
        {
            throw new InvalidDataException(
                $"{file}: to list what it holds would take more than {limit} bytes of memory: too much for a file of {fileLength}.");
        }
    }

    /// <summary>For a text of a length.</summary>
    public void SpendText(long length) => Spend(Text + 2 * length);
}
