namespace MiniGrad.Visualization;

/// <summary>The numbers beside an axis, in one format and with as few digits as possible.</summary>
internal static class TickLabels
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Multiples of a step, plain where short, else with a power of ten.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<double> values, double step)
    {
        double largest = values.Count == 0 ? 0 : values.Max(Math.Abs);
        int last = Exponent(step);
        if (largest < 1e6 && last >= -4) return [.. values.Select(value => Plain(value, Math.Max(0, -last)))];
        return [.. values.Select(value => Scientific(value, last))];
    }

    /// <summary>Powers of ten: plain if all lie between 0.001 and 10,000, else with exponents.</summary>
    public static IReadOnlyList<string> OfPowers(IReadOnlyList<int> exponents)
    {
        bool isPlain = exponents.All(exponent => exponent is >= -3 and <= 4);
        return [.. exponents.Select(Text)];

        string Text(int exponent) => isPlain ? Plain(Math.Pow(10, exponent), Math.Max(0, -exponent)) : $"10{Superscript(exponent)}";
    }

    /// <summary>A single number, to so many digits.</summary>
    public static string Of(double value, int digits = 3)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        int exponent = Exponent(value);
        if (exponent is < -3 or >= 6) return Scientific(value, exponent - digits + 1);
        return Text(value, exponent >= digits - 1 ? "0" : $"G{digits}");
    }

    /// <summary>A number with so many digits behind the point.</summary>
    public static string Plain(double value, int digits) => Text(value, $"F{digits}");

    /// <summary>The number with a long minus sign, and none before zero.</summary>
    private static string Text(double value, string format) =>
        (value == 0 ? 0 : value).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Scientific(double value, int lastDigit)
    {
        if (value == 0) return "0";
        int exponent = Exponent(value);
        // In two steps: the smallest powers are no double.
        int half = exponent / 2;
        double mantissa = value / Math.Pow(10, half) / Math.Pow(10, exponent - half);
        string digits = Text(mantissa, $"0.{new string('#', Math.Clamp(exponent - lastDigit, 0, 15))}");
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
