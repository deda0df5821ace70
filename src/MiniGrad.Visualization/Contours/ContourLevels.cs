using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>The values at which a <see cref="ContourPlot"/> draws its lines.</summary>
public sealed class ContourLevels
{
    private const int MaxCount = 200;
    private const int DefaultCount = 14;
    private const int MaxRoundCount = 20;

    /// <summary>The height of a surface relative to half of its ground from which its levels are logarithmic.</summary>
    private const double Steep = 8;

    private static readonly int[] roundTimes = [1, 2, 5];
    private readonly Func<double[], IEnumerable<double>> choose;

    private ContourLevels(Func<double[], IEnumerable<double>> choose) => this.choose = choose;

    /// <summary>About a dozen levels: equidistant, or at 1, 2 and 5 times powers of ten above the lowest point if most ground is
    /// low.</summary>
    public static ContourLevels Automatic { get; } = new(ChooseAutomatically);

    /// <summary>Levels at the given values.</summary>
    /// <param name="values">In any order.</param>
    /// <exception cref="ArgumentException">There are none or more than 200, or one is not finite.</exception>
    public static ContourLevels At(params IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count is 0 or > MaxCount) throw Refused($"expected 1 to {MaxCount} levels, got {values.Count}", nameof(values));
        foreach (double value in values)
            if (!double.IsFinite(value)) throw Refused($"expected finite levels, got {value}", nameof(values));
        double[] sorted = [.. values.Distinct().Order()];
        return new ContourLevels(_ => sorted);
    }

    /// <summary>Levels at equal distances: multiples of 1, 2 or 5 times a power of ten between the lowest and the highest value.</summary>
    /// <param name="count">About how many levels, from 1 to 200.</param>
    public static ContourLevels Linear(int count)
    {
        Guard.Between(count, 1, MaxCount, nameof(ContourLevels));
        return new ContourLevels(values => ChooseLinear(values, count));
    }

    /// <summary>Levels in equal ratios: <c>lowest·(highest/lowest)^(k/(count−1))</c>, k = 0 … count − 1.</summary>
    /// <param name="lowest">The first level, above 0.</param>
    /// <param name="highest">The last level, above the first.</param>
    /// <param name="count">The number of levels, from 2 to 200.</param>
    public static ContourLevels Logarithmic(double lowest, double highest, int count)
    {
        if (!(lowest > 0 && highest > lowest && double.IsFinite(highest)))
            throw Refused($"expected 0 < lowest < highest, got {lowest} and {highest}", nameof(lowest));
        Guard.Between(count, 2, MaxCount, nameof(ContourLevels));
        return At([.. Geometric(lowest, highest, count)]);
    }

    /// <summary>The levels for a surface, ascending.</summary>
    /// <param name="values">The finite values of the surface, at least one.</param>
    internal IReadOnlyList<double> For(double[] values) => [.. choose(values)];

    private static IEnumerable<double> ChooseAutomatically(double[] values)
    {
        double[] sorted = [.. values.Order()];
        double lowest = sorted[0], range = sorted[^1] - lowest, half = sorted[sorted.Length / 2] - lowest;
        // Heights on so flat a surface have no logarithm.
        if (range < 1e-300) return [lowest];
        if (!double.IsFinite(range) || half <= 0 || range / half < Steep) return ChooseLinear(values, DefaultCount);
        // A five-hundredth of the ground lies below the first level.
        double first = Math.Max(sorted[sorted.Length / 500] - lowest, range * 1e-6);
        double ground = lowest >= 0 && lowest <= first ? 0 : lowest;
        double[] heights = [.. RoundHeights(first, range)];
        int stride = (heights.Length + MaxRoundCount - 1) / MaxRoundCount;
        return heights.Where((_, i) => i % stride == 0).Select(height => ground + height);
    }

    private static IEnumerable<double> RoundHeights(double lowest, double highest)
    {
        for (int exponent = (int)Math.Floor(Math.Log10(lowest)); exponent <= Math.Log10(highest); exponent++)
            foreach (int times in roundTimes)
                if (times * Math.Pow(10, exponent) is double height && height >= lowest && height < highest) yield return height;
    }

    private static IEnumerable<double> ChooseLinear(double[] values, int count)
    {
        double lowest = values.Min(), highest = values.Max();
        if (lowest == highest) return [lowest];
        return new LinearScale(lowest, highest).Ticks(count).Select(tick => tick.Value).Where(level => level > lowest);
    }

    private static IEnumerable<double> Geometric(double first, double last, int count) =>
        Enumerable.Range(0, count).Select(k => first * Math.Pow(last / first, (double)k / (count - 1)));

    private static ArgumentException Refused(FormattableString problem, string parameter) =>
        new($"ContourLevels: {Invariant(problem)}.", parameter);
}
