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
    public static string? ExampleIn(Categories texts)
    {
        string? example = null;
        int numbers = 0;
        foreach (string text in texts.Texts)
        {
            if (text.Length > LongestNumber) continue;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) numbers++;
            else if (Other().IsMatch(text))
            {
                numbers++;
                example ??= text;
            }
        }
        return 2 * numbers > texts.Texts.Count ? example : null;
    }

    // A sign, a currency, digits, perhaps in groups of three, a fraction, and a currency or a percent sign.
    [GeneratedRegex(
        @"^[-+−]?\p{Sc}?\s?([0-9]{1,3}([., '’\u00A0\u202F][0-9]{3})+|[0-9]+)([.,][0-9]+)?\s?[%\p{Sc}]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
