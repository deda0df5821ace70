namespace MiniGrad.Serialization;

/// <summary>What the description of a file's content may take in memory: its size and 40 MiB. Files are not trusted, and a byte of them can
/// ask for a hundred.</summary>
internal sealed class MemoryBudget(string file, long fileLength)
{
    /// <summary>A place in a list that grows.</summary>
    public const int Slot = 32;

    /// <summary>A pair of a dictionary.</summary>
    public const int Pair = 64;

    /// <summary>A number on its own.</summary>
    public const int Number = 24;

    /// <summary>An object with a list of its own, without what is in it.</summary>
    public const int Container = 96;

    private const int Text = 32, Array = 48, Item = 8;

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

    /// <summary>For an object with an array of a length.</summary>
    public void SpendArray(long length) => Spend(Array + Item * length);
}
