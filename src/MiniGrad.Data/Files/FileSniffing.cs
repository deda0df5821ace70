namespace MiniGrad.Data;

/// <summary>Tells files of other kinds by their first bytes, for messages.</summary>
internal static class FileSniffing
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 8;

    /// <summary>What a file seems to be that is expected to be text, and what to do; null if there is nothing to say.</summary>
    public static string? NotText(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "the file is a ZIP archive, such as a workbook (.xlsx): save the sheet as CSV in UTF-8",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "the file is a workbook of an old kind (.xls): save the sheet as CSV in UTF-8",
        [0x1F, 0x8B, ..] => "the file is compressed by gzip twice: unpack it first",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "the file is compressed by xz: unpack it first",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => "the file is compressed by bzip2: unpack it first",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "the file is compressed by Zstandard: unpack it first",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "the file is a 7z archive: unpack it first",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "the file is in the Parquet format: ParquetTable of MiniGrad.Parquet reads it",
        [(byte)'A', (byte)'R', (byte)'R', (byte)'O', (byte)'W', (byte)'1', ..] =>
            "the file is in the Arrow format (Feather): ArrowTable of MiniGrad.Arrow reads it",
        _ => null,
    };

    /// <summary>Whether the bytes seem to be text in UTF-16 that has no mark.</summary>
    public static bool LooksLikeUtf16(ReadOnlySpan<byte> start) => start is [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..];

    /// <summary>Whether all the bytes are such as text begins with.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> start) =>
        !start.IsEmpty && !start.ContainsAnyInRange((byte)0, (byte)8) && !start.ContainsAnyInRange((byte)14, (byte)31);
}
