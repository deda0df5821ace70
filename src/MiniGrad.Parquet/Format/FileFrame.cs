using System.Buffers.Binary;

namespace MiniGrad.Parquet;

/// <summary>Finds the footer of a file, and says what files of other kinds are.</summary>
internal static class FileFrame
{
    private const int MarkLength = 4, TailLength = 8;
    private static ReadOnlySpan<byte> Mark => "PAR1"u8;

    /// <summary>Reads what the end of a file says of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="end">Where its pages end at the latest.</param>
    /// <exception cref="FileProblem">It is of another kind, cut or damaged.</exception>
    public static FileFooter Read(FileBytes file, out long end)
    {
        if (file.Length == 0) throw new FileProblem("it is empty");
        Span<byte> start = stackalloc byte[FileSniffing.Length], tail = stackalloc byte[TailLength];
        start = start[..(int)Math.Min(start.Length, file.Length)];
        file.Read(0, start);
        if (!start.StartsWith(Mark)) throw new FileProblem($"it is no Parquet file{OtherKind(start)}");
        if (file.Length < MarkLength + TailLength) throw new FileProblem("it is cut");
        file.Read(file.Length - TailLength, tail);
        if (!tail.EndsWith(Mark)) throw new FileProblem("it is cut: expected the footer at its end");
        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        end = file.Length - TailLength - length;
        if (length <= 0 || end < MarkLength)
            throw new FileProblem(Invariant($"its footer promises {length} bytes, in a file of {file.Length}"));
        byte[] footer = new byte[length];
        file.Read(end, footer);
        return FileFooter.Read(footer);
    }

    private static string OtherKind(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'A', (byte)'R', (byte)'E', ..] => ", but an encrypted one, which is not read",
        [(byte)'A', (byte)'R', (byte)'R', (byte)'O', (byte)'W', ..] => ", but an Arrow (Feather) one: write it as Parquet",
        [0x1F, 0x8B, ..] => ", but compressed by gzip: unpack it first",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => ", but compressed by Zstandard: unpack it first",
        [(byte)'P', (byte)'K', 3, 4, ..] => ", but a ZIP archive, such as a workbook (.xlsx)",
        _ when FileSniffing.LooksLikeText(start) => ", but seems to be text: CsvTable reads CSV",
        _ => ": expected PAR1 at its beginning",
    };
}
