using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Reads the rows of a table that is still being written, part by part: those that are there at once, up to some, so that whoever
/// writes one gets its prediction before the next, and whoever writes millions does not wait for each.</summary>
/// <param name="input">The table.</param>
/// <param name="source">How it is read.</param>
internal sealed class RowStream(Stream input, DataSource source)
{
    private const int MostRows = 1024, MostWaiting = 4 * MostRows;
    private const byte LineEnd = (byte)'\n';

    private readonly BlockingCollection<byte[]> rows = new(MostWaiting);
    private byte[] header = [];
    private char? separator;
    private ExceptionDispatchInfo? failure;

    /// <summary>The parts, each a table of its own with the header; at least one, which has no rows where there are none.</summary>
    /// <exception cref="InvalidDataException">The table is damaged; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IEnumerable<DataSource> Parts()
    {
        // Waits for input while what is there is predicted from; at the end of the program it may be waiting still.
        new Thread(ReadAll) { IsBackground = true, Name = "MiniGrad rows" }.Start();
        int first = 0;
        while (rows.TryTake(out byte[]? row, Timeout.Infinite))
        {
            MemoryStream part = new();
            part.Write(header);
            int count = 0;
            do
            {
                part.Write(row);
                part.WriteByte(LineEnd);
            }
            while (++count < MostRows && rows.TryTake(out row));
            yield return Part(part, first);
            first += count;
        }
        failure?.Throw();
        if (first == 0) yield return Part(new MemoryStream(header), first);
    }

    private DataSource Part(MemoryStream content, int firstRow) =>
        source with { Content = content, FirstRow = firstRow, Format = source.Format with { Delimiter = separator } };

    private void ReadAll()
    {
        try
        {
            using CsvReader reader = CsvReader.Create(input, Settings(), leaveOpen: true);
            bool isFirst = source.Format.HasHeader;
            while (reader.Read())
            {
                separator ??= reader.Separator;
                if (reader.RawRecord.Contains((byte)0) || !Utf8.IsValid(reader.RawRecord))
                    throw new InvalidDataException(
                        $"{source.Name}: line {reader.LineNumber}: it holds a zero character or bytes that are not UTF-8.");
                if (isFirst) header = [.. reader.RawRecord, LineEnd];
                else rows.Add(reader.RawRecord.ToArray());
                isFirst = false;
            }
        }
        catch (CsvFormatException error)
        {
            failure = ExceptionDispatchInfo.Capture(new InvalidDataException($"{source.Name}: {error.Message}", error));
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            rows.CompleteAdding();
        }
    }

    private CsvReaderOptions Settings() => new()
    {
        Separator = source.Format.Delimiter,
        Quote = source.Format.Quote,
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        Encoding = Encoding.UTF8,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = source.Format.MaximumRecordSize,
    };
}
