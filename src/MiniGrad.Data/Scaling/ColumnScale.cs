namespace MiniGrad.Data;

/// <summary>The scaling of one feature: x′ = (x − offset) / scale.</summary>
internal readonly record struct ColumnScale(double Offset, double Scale)
{
    /// <summary>Finds offset and scale of at least one number; they are finite only for finite numbers.</summary>
    public static ColumnScale Fit(Scaling scaling, ReadOnlySpan<double> numbers)
    {
        if (scaling == Scaling.None) return new(0, 1);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double number in numbers) (smallest, largest) = (Math.Min(smallest, number), Math.Max(largest, number));
        // Not by comparison with the mean, which may be rounded.
        if (smallest == largest) return new(smallest, double.IsFinite(smallest) ? 1 : double.NaN);
        return scaling == Scaling.MinMax ? new(smallest, largest - smallest) : Standard(numbers, Math.Max(-smallest, largest));
    }

    public double Apply(double number) => (number - Offset) / Scale;

    /// <summary>Divides the numbers by a power of two near the largest first, so that no square overflows or vanishes.</summary>
    private static ColumnScale Standard(ReadOnlySpan<double> numbers, double largest)
    {
        int exponent = double.IsFinite(largest) ? Math.ILogB(largest) : 0;
        double sum = 0;
        foreach (double number in numbers) sum += Math.ScaleB(number, -exponent);
        double mean = sum / numbers.Length;

        (double rest, double squares) = (0, 0);
        foreach (double number in numbers)
        {
            double deviation = Math.ScaleB(number, -exponent) - mean;
            rest += deviation;
            squares += deviation * deviation;
        }

        // The rest corrects both (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983).
        double correction = rest / numbers.Length;
        double variance = (squares - (rest * correction)) / numbers.Length;
        double deviationOfAll = Math.ScaleB(Math.Sqrt(variance), exponent);
        return new(Math.ScaleB(mean + correction, exponent), deviationOfAll == 0 ? 1 : deviationOfAll);
    }
}
