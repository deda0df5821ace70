using System.Globalization;

namespace MiniGrad.Visualization;

/// <summary>The numbers beside an axis, written alike and no longer than it takes to tell them apart.</summary>
internal static class TickLabels
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Multiples of a step: plain where that is short, else as a multiple of a power of ten.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<double> values, double step)
    {
        double largest = values.Count == 0 ? 0 : values.Max(Math.Abs);
        int last = Exponent(step);
        if (largest < 1e6 && last >= -4) return [.. values.Select(value => Plain(value, Math.Max(0, -last)))];
        return [.. values.Select(value => Scientific(value, last))];
    }

    /// <summary>Powers of ten: plain between 0.001 and 10,000 if all are there, else with exponents.</summary>
    public static IReadOnlyList<string> OfPowers(IReadOnlyList<int> exponents)
    {
        bool isPlain = exponents.All(exponent => exponent is >= -3 and <= 4);
        return [.. exponents.Select(exponent => isPlain ? Plain(Math.Pow(10, exponent), Math.Max(0, -exponent)) : $"10{Superscript(exponent)}")];
    }

    /// <summary>A number by itself, to so many digits.</summary>
    public static string Of(double value, int digits = 3)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        int exponent = Exponent(value);
        return exponent is >= -3 and < 6 ? Text(value, exponent >= digits - 1 ? "0" : $"G{digits}") : Scientific(value, exponent - digits + 1);
    }

    private static string Plain(double value, int digits) => Text(value, $"F{digits}");

    /// <summary>The number with a minus sign as long as a plus sign, and none before zero.</summary>
    private static string Text(double value, string format) => (value == 0 ? 0 : value).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Scientific(double value, int lastDigit)
    {
        if (value == 0) return "0";
        int exponent = Exponent(value);
        string digits = Text(value / Math.Pow(10, exponent), $"0.{new string('#', Math.Clamp(exponent - lastDigit, 0, 15))}");
        return digits switch
        {
            "1" => $"10{Superscript(exponent)}",
            "−1" => $"−10{Superscript(exponent)}",
            _ => $"{digits}·10{Superscript(exponent)}",
        };
    }

    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);

    private static string Superscript(int exponent) =>
        string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(letter => letter == '-' ? '⁻' : Superscripts[letter - '0']));
}
