namespace MiniGrad.Data;

/// <summary>What scaling and replacing need to know of numbers that are seen once: exactly those of up to 65,536 numbers; of more the
/// moments, added up in blocks, and for the median a sample of that size, drawn without preference (Vitter, "Random sampling with a
/// reservoir", 1985).</summary>
internal sealed class NumberSummary(bool keepsSample = true)
{
    /// <summary>The most numbers that are kept.</summary>
    public const int Kept = 1 << 16;

    private readonly XoshiroRandom draw = new(seed: 0);
    private double[] kept = [];
    private double mean, squares;
    private double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;

    public long Count { get; private set; }

    /// <summary>Whether all are the same, or there is none.</summary>
    public bool IsConstant => !(smallest < largest);

    /// <param name="numbers">None is NaN.</param>
    public void Add(ReadOnlySpan<double> numbers)
    {
        if (numbers.IsEmpty) return;
        Keep(numbers);
        double sum = 0;
        foreach (double number in numbers)
        {
            sum += number;
            smallest = Math.Min(smallest, number);
            largest = Math.Max(largest, number);
        }
        double middle = sum / numbers.Length, rest = 0, own = 0;
        foreach (double number in numbers)
        {
            rest += number - middle;
            own += (number - middle) * (number - middle);
        }
        middle += rest / numbers.Length;
        own -= rest * rest / numbers.Length;

        // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1982.
        double apart = middle - mean, share = numbers.Length / (double)(Count + numbers.Length);
        squares += own + (apart * apart * Count * share);
        mean += apart * share;
        Count += numbers.Length;
    }

    /// <summary>The scaling of at least one number; finite only for finite numbers that lie close enough for a double.</summary>
    public ColumnScale Scale(Scaling scaling)
    {
        if (scaling == Scaling.None) return new(0, 1);
        if (IsExact) return ColumnScale.Fit(scaling, Sample);
        if (IsConstant) return new(smallest, double.IsFinite(smallest) ? 1 : double.NaN);
        if (scaling == Scaling.MinMax) return new(smallest, largest - smallest);
        double deviation = Math.Sqrt(squares / Count);
        return new(mean, deviation == 0 ? 1 : deviation);
    }

    /// <summary>The mean of at least one number.</summary>
    public double Mean => IsExact ? ColumnScale.Fit(Scaling.Standard, Sample).Offset : mean;

    /// <summary>The median of at least one number: of more than are kept, that of a sample.</summary>
    public double Median() => ColumnScale.Median(Sample.ToArray());

    private bool IsExact => Count <= Kept && keepsSample;

    private ReadOnlySpan<double> Sample => kept.AsSpan(0, (int)Math.Min(Count, kept.Length));

    private void Keep(ReadOnlySpan<double> numbers)
    {
        if (!keepsSample) return;
        int direct = (int)Math.Clamp(Kept - Count, 0, numbers.Length);
        if (direct > 0)
        {
            int used = (int)Count;
            if (kept.Length < used + direct) Array.Resize(ref kept, Math.Min(Kept, Math.Max(2 * kept.Length, used + direct)));
            numbers[..direct].CopyTo(kept.AsSpan(used));
        }
        for (int i = direct; i < numbers.Length; i++)
            if (draw.NextInt64(Count + i + 1) is var place and < Kept) kept[place] = numbers[i];
    }
}
