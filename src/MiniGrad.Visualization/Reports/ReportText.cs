using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>Writes numbers for people.</summary>
internal static class ReportText
{
    private const int Digits = 4;

    /// <summary>Rounds numbers close below a power of ten up to it: 9.9996 is 10.00.</summary>
    private const double RoundingUp = 1.00005;

    /// <summary>A measured number, to four digits: <c>0.8710</c>.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        if (size is not (>= 1e-3 and < 1e4)) return Setting(value);
        string format = $"F{Math.Max(0, Digits - 1 - (int)Math.Floor(Math.Log10(size * RoundingUp)))}";
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A chosen number: <c>0.001</c>.</summary>
    public static string Setting(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        _ => TickLabels.Of(value, Digits),
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The number with a noun, in the plural unless it is 1.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    public static string Percent(double share) => double.IsFinite(share) ? Invariant($"{100 * share:0.0} %") : "–";

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 0.95 } => Invariant($"{time.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 0.0995 } => Invariant($"{time.TotalMilliseconds:0.0} ms"),
        { TotalSeconds: < 0.9995 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 59.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes} min {time.Seconds} s"),
        _ => Invariant($"{Count((long)time.TotalHours)} h {time.Minutes} min"),
    };
}
