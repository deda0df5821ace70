using CsvHelper;

namespace MiniGrad.Data;

/// <summary>A header without a name for the first column, which R's <c>write.table</c> writes: every row has one field more.</summary>
internal static class ShortHeader
{
    // With one name it cannot be told from a column of text with the delimiter in it, and one row from one with a field too many.
    private const int FewestNames = 2, FewestRows = 2;

    /// <summary>Whether the first lines are such: rows all have one field more than the header, a first one that no other has, and not all
    /// of them an empty last one.</summary>
    /// <param name="text">The first lines.</param>
    /// <param name="separator">The character between fields.</param>
    /// <param name="isWhole">Whether they are the whole file; else the last is left out, which may be cut.</param>
    /// <param name="options">How the file is written.</param>
    public static bool Is(byte[] text, char separator, bool isWhole, CsvOptions options)
    {
        if (!options.HasHeader) return false;
        using CsvReader rows = CsvReader.Create(new MemoryStream(text), CsvRecords.Settings(separator, options) with
        {
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            MaxRecordSize = text.Length + 1,
        });
        if (!rows.Read() || rows.FieldCount < FewestNames) return false;
        int fields = rows.FieldCount + 1, count = 0;
        bool isLastFilled = false, agree = true, hasNext = rows.Read();
        HashSet<string> names = new(StringComparer.Ordinal);
        while (hasNext && agree)
        {
            bool isRow = rows.FieldCount == fields && names.Add(rows.GetString(0));
            bool isFilled = isRow && !rows.GetSpan(fields - 1).IsEmpty;
            hasNext = rows.Read();
            if (!hasNext && !isWhole) break;
            agree = isRow;
            isLastFilled |= isFilled;
            count++;
        }
        return agree && isLastFilled && count >= FewestRows;
    }

    /// <summary>The text with an empty name before the others.</summary>
    public static byte[] Mend(ReadOnlySpan<byte> text, char separator, CsvOptions options)
    {
        int start = 0;
        while (start < text.Length)
        {
            bool isComment = options.CommentCharacter is { } mark && text[start] == mark;
            if (!isComment && text[start] is not ((byte)'\r' or (byte)'\n')) break;
            start += Math.Max(1, isComment ? text[start..].IndexOfAny((byte)'\r', (byte)'\n') : 1);
        }
        return [.. text[..start], (byte)separator, .. text[start..]];
    }
}
