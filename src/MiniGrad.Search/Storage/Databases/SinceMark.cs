namespace MiniGrad.Search;

/// <summary>Until when what one knows of changes holds: as long as the database has not fallen and risen again.</summary>
/// <remarks>A database that counts changes by the numbers of its transactions may give a number twice: after it fell it goes on behind the
/// last one that it wrote down, and one that changed nothing, or was taken back, need not have been. Whoever has heard of a later one would
/// not see the next changes. But no connection outlives such a fall: on one that was open before something was learned it still holds, and
/// on later ones all is read again. So how many connections there had been stands before the number.</remarks>
internal static class SinceMark
{
    private const int Bits = 44;
    private const long Mask = (1L << Bits) - 1, MostBirths = (1L << (63 - Bits)) - 1;

    /// <summary>What is told to those who ask.</summary>
    /// <param name="births">How many connections there had been before the number was asked for.</param>
    /// <param name="since">What the database said.</param>
    public static long Write(long births, long since) => (Math.Min(births, MostBirths) << Bits) | (since > Mask ? 0 : since);

    /// <summary>What the database is told on a connection: 0 for nothing that is known.</summary>
    public static long Read(long born, long mark) => born <= mark >> Bits ? mark & Mask : 0;
}
