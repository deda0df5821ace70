using System.Text;

namespace MiniGrad.Data;

/// <summary>Describes a column of text that is nearly one of numbers.</summary>
internal static class NumberedText
{
    private const double NearlyAll = 0.9;

    /// <summary>A sentence, or null where the column is not nearly one of numbers.</summary>
    public static string? Describe(string name, TextFill texts, FieldReading fields, long firstTextLine)
    {
        long numbers = 0, all = 0;
        int others = 0;
        string? other = null;
        int[] counts = texts.Counts();
        for (int place = 0; place < counts.Length; place++)
        {
            all += counts[place];
            FieldKind kind = fields.Read(Encoding.UTF8.GetBytes(texts.Texts[place]), out _);
            if (kind != FieldKind.Text) numbers += counts[place];
            else
            {
                other ??= texts.Texts[place];
                others++;
            }
        }
        if (numbers < NearlyAll * all) return null;
        string rest = others == 1 ? $"the rest '{other}'" : Invariant($"the rest text, such as '{other}'");
        return Invariant($"column '{name}' is text: {numbers} of {all} values are numbers, {rest} (first in line {firstTextLine}); ") +
            $"{nameof(CsvOptions)}.{nameof(CsvOptions.MissingNumberMarkers)} takes such a word for a missing number";
    }
}
