namespace MiniGrad.Visualization;

/// <summary>Equal ratios take equal space.</summary>
internal sealed class LogarithmicScale(double minimum, double maximum) : Scale
{
    /// <summary>With more decades, minor ticks would blur.</summary>
    private const int MaxDecadesWithMinorTicks = 8;

    /// <summary>The lower end of every axis; smaller numbers have too few digits for ticks.</summary>
    private const double Smallest = 1e-300;

    private readonly double low = Math.Log10(minimum);
    private readonly double high = Math.Log10(maximum);

    /// <inheritdoc cref="LinearScale.Around"/>
    public static LogarithmicScale Around(double minimum, double maximum, double? fixedMinimum, double? fixedMaximum, double padding)
    {
        double low = fixedMinimum ?? minimum, high = fixedMaximum ?? maximum;
        double factor = Math.Pow(high / low, padding);
        if (high / low < 1 + 1e-9) factor = 2;
        if (!double.IsFinite(factor)) factor = 1;
        low = Math.Max(fixedMinimum ?? low / factor, Smallest);
        return new LogarithmicScale(low, Math.Max(fixedMaximum ?? Math.Min(high * factor, double.MaxValue), 10 * Smallest));
    }

    /// <summary>Powers of ten with minor ticks; over few decades also 2 and 5 times a power, or ticks of a linear axis.</summary>
    public override IReadOnlyList<Tick> Ticks(int wanted)
    {
        int from = (int)Math.Ceiling(low - 1e-9), to = (int)Math.Floor(high + 1e-9);
        if (to - from < 1) return BetweenPowers(wanted);
        int stride = (int)Math.Max(1, LinearScale.NiceStep((to - from) / (double)Math.Max(wanted, 1)));
        List<Tick> ticks = [];
        int[] exponents = [.. Enumerable.Range(from, to - from + 1).Where(exponent => exponent % stride == 0)];
        if (exponents.Length < 2) exponents = [from, to];
        IReadOnlyList<string> labels = TickLabels.OfPowers(exponents);
        for (int i = 0; i < exponents.Length; i++) ticks.Add(new Tick(Math.Pow(10, exponents[i]), labels[i]));
        if (stride == 1 && to - from <= MaxDecadesWithMinorTicks)
            for (int exponent = from - 1; exponent <= to; exponent++)
                for (int times = 2; times < 10; times++) AddMinor(ticks, times * Math.Pow(10, exponent));
        return [.. ticks.OrderBy(tick => tick.Value)];
    }

    protected override double Place(double value) => value <= 0 ? double.NaN : (Math.Log10(value) - low) / (high - low);

    private List<Tick> BetweenPowers(int wanted)
    {
        List<double> values = [];
        for (int exponent = (int)Math.Floor(low); exponent <= (int)Math.Floor(high); exponent++)
            foreach (int times in (ReadOnlySpan<int>)[1, 2, 5])
                if (times * Math.Pow(10, exponent) is double value && value >= minimum && value <= maximum) values.Add(value);
        if (values.Count < 2 || values.Count > wanted) return [.. new LinearScale(minimum, maximum).Ticks(Math.Max(wanted - 1, 1))];
        return [.. values.Zip(TickLabels.Of(values, values[0]), (value, label) => new Tick(value, label))];
    }

    private void AddMinor(List<Tick> ticks, double value)
    {
        if (value >= minimum && value <= maximum) ticks.Add(new Tick(value, ""));
    }
}
