namespace MiniGrad.Data;

/// <summary>Tells files of other kinds by their first bytes, for messages.</summary>
internal static class FileSniffing
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 8;

    /// <summary>What a file seems to be that is expected to be text in UTF-8, and what to do; null if there is nothing to say.</summary>
    public static string? NotText(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "the file is a ZIP archive, such as a workbook (.xlsx): save the sheet as CSV in UTF-8",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "the file is a workbook of an old kind (.xls): save the sheet as CSV in UTF-8",
        [0x1F, 0x8B, ..] => "the file is compressed by gzip: unpack it first",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "the file is in the Parquet format: write it as CSV in UTF-8",
        [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, 0, 0xFE, 0xFF, ..] => "the file is UTF-16 or UTF-32: save it as UTF-8",
        [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..] => "the file seems to be UTF-16 without a mark: save it as UTF-8",
        _ => null,
    };

    /// <summary>Whether all the bytes are such as text begins with.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> start) =>
        !start.IsEmpty && !start.ContainsAnyInRange((byte)0, (byte)8) && !start.ContainsAnyInRange((byte)14, (byte)31);
}
