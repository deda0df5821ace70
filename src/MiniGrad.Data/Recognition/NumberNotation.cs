using System.Text.RegularExpressions;

namespace MiniGrad.Data;

/// <summary>Recognises text that is a number in another notation, such as <c>12,34</c> or <c>1,234,567</c>.</summary>
internal static partial class NumberNotation
{
    /// <summary>The right notation, for messages.</summary>
    public const string Expected =
        $"digits with a decimal point and no marks between thousands, such as 1234.5, or " +
        $"{nameof(CsvOptions)}.{nameof(CsvOptions.DecimalComma)} where " +
        "numbers have a comma";

    private const int LongestNumber = 40;

    /// <summary>A number in another notation, where most of the texts are numbers; else null.</summary>
    /// <param name="texts">The different texts, in any order.</param>
    public static string? ExampleIn(IReadOnlyCollection<string> texts)
    {
        string? example = null;
        int others = 0;
        foreach (string text in texts)
        {
            if (text.Length <= LongestNumber && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) continue;
            if (text.Length <= LongestNumber && Other().IsMatch(text))
            {
                if (example is null || string.CompareOrdinal(text, example) < 0) example = text;
            }
            else if (2 * ++others >= texts.Count) return null;
        }
        return example;
    }

    // A sign, a currency, digits, perhaps in groups of three, a fraction, and a currency or a percent sign.
    [GeneratedRegex(
        @"^[-+−]?\p{Sc}?\s?([0-9]{1,3}([., '’\u00A0\u202F][0-9]{3})+|[0-9]+)([.,][0-9]+)?\s?[%\p{Sc}]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
