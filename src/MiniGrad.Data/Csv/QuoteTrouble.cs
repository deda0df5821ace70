using CsvHelper;

namespace MiniGrad.Data;

/// <summary>Finds quoted fields that do not end as they should.</summary>
internal static class QuoteTrouble
{
    /// <summary>What is wrong with a record; null where quotes are only inside fields without quotes around them.</summary>
    public static string? In(CsvReader record, char quote)
    {
        for (int i = 0; i < record.FieldCount; i++)
        {
            ReadOnlySpan<byte> field = record.GetRawSpan(i).Trim(" \t"u8);
            if (field.IsEmpty || field[0] != (byte)quote) continue;
            int end = 1;
            while (end < field.Length && (field[end] != (byte)quote || (end + 1 < field.Length && field[end + 1] == (byte)quote)))
                end += field[end] == (byte)quote ? 2 : 1;
            if (end >= field.Length) return "a quoted field that is never closed";
            if (end < field.Length - 1) return "text after the closing quote of a field";
        }
        return null;
    }
}
