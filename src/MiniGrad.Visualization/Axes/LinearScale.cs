namespace MiniGrad.Visualization;

/// <summary>Equal differences take equal space.</summary>
internal sealed class LinearScale(double minimum, double maximum) : Scale
{
    /// <summary>With so many wanted and fewer than two found, the ends are too close for round numbers.</summary>
    private const int MaxWanted = 30;

    // The range may overflow.
    private readonly double halfRange = maximum / 2 - minimum / 2;

    /// <summary>The scale for data between two values or given ends, with room around data of one value.</summary>
    public static LinearScale Around(double minimum, double maximum, double? fixedMinimum, double? fixedMaximum, double padding)
    {
        double low = fixedMinimum ?? minimum, high = fixedMaximum ?? maximum;
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        double margin = (high / 2 - low / 2) * 2 * padding;
        if (high / 2 - low / 2 <= size * 1e-13 || size < 1e-300) margin = size < 1e-300 ? 1 : size * 0.1;
        return new LinearScale(
            fixedMinimum ?? Math.Max(low - margin, -double.MaxValue), fixedMaximum ?? Math.Min(high + margin, double.MaxValue));
    }

    /// <summary>Multiples of 1, 2 or 5 times a power of ten; at least two of them.</summary>
    public override IReadOnlyList<Tick> Ticks(int wanted)
    {
        double step = NiceStep(2 * (halfRange / Math.Max(wanted, 1)));
        double first = Math.Ceiling(minimum / step - 1e-9);
        int count = (int)(Math.Floor(maximum / step + 1e-9) - first) + 1;
        if (count < 2 && wanted < MaxWanted) return Ticks(wanted + 1);
        if (count < 2) return [new Tick(minimum, TickLabels.Of(minimum)), new Tick(maximum, TickLabels.Of(maximum))];
        double[] values = [.. Enumerable.Range(0, count).Select(k => Multiple(first + k, step))];
        return [.. values.Zip(TickLabels.Of(values, step), (value, label) => new Tick(value, label))];
    }

    protected override double Place(double value) => (value / 2 - minimum / 2) / halfRange;

    /// <summary>The smallest of 1, 2 and 5 times a power of ten that reaches a size.</summary>
    internal static double NiceStep(double atLeast)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        double times = atLeast / power;
        return (times <= 1.0000001 ? 1 : times <= 2.0000001 ? 2 : times <= 5.0000001 ? 5 : 10) * power;
    }

    /// <summary>k·step without the rounding error of steps such as 0.1.</summary>
    private static double Multiple(double k, double step) => step < 1 && step > 1e-300 ? k / Math.Round(1 / step, 6) : k * step;
}
