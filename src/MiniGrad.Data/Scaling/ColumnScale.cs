namespace MiniGrad.Data;

/// <summary>The scaling of one feature: x′ = (x − offset) / scale.</summary>
internal readonly record struct ColumnScale(double Offset, double Scale)
{
    private const int MostExponent = 1000;

    /// <summary>Finds offset and scale of at least one number; they are finite only for finite numbers.</summary>
    public static ColumnScale Fit(Scaling scaling, ReadOnlySpan<double> numbers)
    {
        if (scaling == Scaling.None) return new(0, 1);
        (double smallest, double largest) = Range(numbers);
        // Not by comparison with the mean, which may be rounded.
        if (smallest == largest) return new(smallest, double.IsFinite(smallest) ? 1 : double.NaN);
        return scaling == Scaling.MinMax ? new(smallest, largest - smallest) : Standard(numbers, Math.Max(-smallest, largest));
    }

    /// <summary>Reads "offset" and "scale".</summary>
    /// <exception cref="InvalidDataException">The scale is not above 0.</exception>
    public static ColumnScale Read(string column, JsonElement json)
    {
        ColumnScale scale = new(json.Number("offset"), json.Number("scale"));
        return scale.Scale > 0
            ? scale
            : throw new InvalidDataException(Invariant($"the scale of column '{column}' is {scale.Scale}: expected more than 0"));
    }

    /// <summary>The median of at least one number; the mean of the middle two where their number is even. Changes their order.</summary>
    public static double Median(Span<double> numbers)
    {
        numbers.Sort();
        int middle = numbers.Length / 2;
        return numbers.Length % 2 == 1 ? numbers[middle] : (numbers[middle - 1] / 2) + (numbers[middle] / 2);
    }

    public double Apply(double number) => (number - Offset) / Scale;

    /// <summary>Scales numbers in their place.</summary>
    public void Apply(Span<double> numbers)
    {
        Vector<double> offset = new(Offset), scale = new(Scale);
        int whole = numbers.Length - (numbers.Length % Vector<double>.Count);
        for (int i = 0; i < whole; i += Vector<double>.Count) ((new Vector<double>(numbers[i..]) - offset) / scale).CopyTo(numbers[i..]);
        foreach (ref double number in numbers[whole..]) number = Apply(number);
    }

    private static (double Smallest, double Largest) Range(ReadOnlySpan<double> numbers)
    {
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        int whole = numbers.Length - (numbers.Length % Vector<double>.Count);
        if (whole > 0)
        {
            Vector<double> least = new(smallest), most = new(largest);
            for (int i = 0; i < whole; i += Vector<double>.Count)
            {
                Vector<double> some = new(numbers[i..]);
                (least, most) = (Vector.Min(least, some), Vector.Max(most, some));
            }
            for (int i = 0; i < Vector<double>.Count; i++)
                (smallest, largest) = (Math.Min(smallest, least[i]), Math.Max(largest, most[i]));
        }
        foreach (double number in numbers[whole..]) (smallest, largest) = (Math.Min(smallest, number), Math.Max(largest, number));
        return (smallest, largest);
    }

    /// <summary>Divides the numbers by a power of two near the largest first, so that no square overflows or vanishes.</summary>
    private static ColumnScale Standard(ReadOnlySpan<double> numbers, double largest)
    {
        int exponent = double.IsFinite(largest) ? Math.ILogB(largest) : 0;
        double sum = 0;
        // The factor is exact but for the largest of numbers.
        bool isFactor = exponent is >= -MostExponent and <= MostExponent;
        double factor = isFactor ? Math.ScaleB(1, -exponent) : 0;
        foreach (double number in numbers) sum += isFactor ? number * factor : Math.ScaleB(number, -exponent);
        double mean = sum / numbers.Length;

        (double rest, double squares) = (0, 0);
        foreach (double number in numbers)
        {
            double deviation = (isFactor ? number * factor : Math.ScaleB(number, -exponent)) - mean;
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
