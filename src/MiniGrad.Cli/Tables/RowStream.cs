using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading.Channels;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Reads the rows of a table that is still being written, part by part: those that are there at once, up to some, so that whoever
/// writes one gets its prediction before the next, and whoever writes millions does not wait for each.</summary>
/// <remarks>Which rows are a part depends on time; what is predicted for a row does not. Fields and what is wrong with them are the
/// business of the reader of the parts; here a quote only says whether a line break ends a row. A quote within a field, which would
/// mislead, is refused by that reader.</remarks>
/// <param name="input">The table.</param>
/// <param name="source">How it is read.</param>
internal sealed class RowStream(Stream input, DataSource source)
{
    private const int MostRows = 1024, MostWaiting = 4 * MostRows, PieceLength = 64 * 1024;
    private const byte LineEnd = (byte)'\n', CarriageReturn = (byte)'\r';

    private readonly Channel<Row> rows = Channel.CreateBounded<Row>(MostWaiting);
    private ExceptionDispatchInfo? failure;

    /// <summary>The parts, each a table of its own with the header; at least one, which has no rows where there are none.</summary>
    /// <exception cref="IOException">The input cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not in the encoding that was given.</exception>
    public IEnumerable<DataSource> Parts()
    {
        // Waits for input while what is there is predicted from; at the end of the program it may be waiting still.
        new Thread(ReadAll) { IsBackground = true, Name = "MiniGrad rows" }.Start();
        byte[] header = [];
        for (bool wanted = source.Format.HasHeader; wanted && TryTake(out Row names);)
        {
            // A first line such as sep=; is one above the header.
            byte[] line = [.. names.Bytes, LineEnd];
            wanted = header.Length == 0 && DelimiterGuess.HintIn(line) is not null;
            header = [.. header, .. line];
        }
        // A quote inside a field would mislead; lines above the header and comments are gone.
        DataSource known = source with
        {
            Format = source.Format with { SkippedLines = 0, CommentCharacter = null, Encoding = null, StrictQuotes = true },
        };
        int first = 0;
        while (TryTake(out Row row))
        {
            // From the first row, and not from however many are there.
            if (first == 0 && known.Format.Delimiter is null)
                known = known with { Format = known.Format with { Delimiter = Separator([.. header, .. row.Bytes], known.Format) } };
            MemoryStream part = new();
            part.Write(header);
            long offset = row.Line - LinesOf(header), next = row.Line;
            int count = 0;
            do
            {
                // Empty lines count.
                for (; next < row.Line; next++) part.WriteByte(LineEnd);
                part.Write(row.Bytes);
                part.WriteByte(LineEnd);
                next = row.NextLine;
            }
            while (++count < MostRows && rows.Reader.TryRead(out row));
            yield return known with { Content = part, FirstRow = first, LineOffset = first == 0 ? null : offset };
            first += count;
        }
        failure?.Throw();
        if (first == 0) yield return known with { Content = new MemoryStream(header) };
    }

    /// <summary>The number of the first line behind a header.</summary>
    private static int LinesOf(byte[] header) => 1 + header.Count(character => character == LineEnd);

    private void ReadAll()
    {
        try
        {
            Split();
        }
        catch (IOException error)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }
        catch (DecoderFallbackException trouble)
        {
            failure = ExceptionDispatchInfo.Capture(CsvSource.NotEncoded(source.Name, source.Format.Encoding, trouble));
        }
        finally
        {
            rows.Writer.Complete();
        }
    }

    /// <summary>Waits for a row; false at the end.</summary>
    private bool TryTake(out Row row)
    {
        while (!rows.Reader.TryRead(out row))
            if (!rows.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) return false;
        return true;
    }

    /// <summary>Waits for room.</summary>
    private void Put(Row row)
    {
        if (!rows.Writer.TryWrite(row)) rows.Writer.WriteAsync(row).AsTask().GetAwaiter().GetResult();
    }

    private void Split()
    {
        Stream text = CsvSource.InUtf8(input, source.Format.Encoding);
        byte[] piece = new byte[PieceLength];
        byte quote = (byte)source.Format.Quote, before = 0;
        MemoryStream row = new();
        bool isQuoted = false;
        long line = 1, firstLine = 1;
        for (int count; (count = text.Read(piece)) > 0;)
        {
            int start = 0;
            for (int i = 0; i < count; i++)
            {
                byte next = piece[i];
                if (next == quote && line > source.Format.SkippedLines) isQuoted = !isQuoted;
                bool isEnd = next is LineEnd or CarriageReturn;
                if (isEnd && !(next == LineEnd && before == CarriageReturn)) line++;
                before = next;
                if (!isEnd || isQuoted) continue;
                row.Write(piece.AsSpan(start, i - start));
                start = i + 1;
                Add();
                firstLine = line;
            }
            row.Write(piece.AsSpan(start, count - start));
            // The reader of the part says that it is too long.
            if (row.Length > source.Format.MaximumRecordSize) break;
        }
        Add();

        void Add()
        {
            bool isComment = source.Format.CommentCharacter is { } mark && row.Length > 0 && row.GetBuffer()[0] == (byte)mark;
            if (row.Length > 0 && !isComment && firstLine > source.Format.SkippedLines) Put(new Row(row.ToArray(), firstLine, line));
            row.SetLength(0);
        }
    }

    private static char Separator(byte[] start, CsvOptions format) =>
        DelimiterGuess.HintIn(start) ?? DelimiterGuess.Of(start, isWhole: true, format).Separator;

    /// <summary>The bytes of a row, the number of its line, and that of the line behind it.</summary>
    private readonly record struct Row(byte[] Bytes, long Line, long NextLine);
}
