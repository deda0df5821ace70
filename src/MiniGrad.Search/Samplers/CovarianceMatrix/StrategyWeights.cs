namespace MiniGrad.Search;

/// <summary>The constants of CMA-ES that follow from dimension and population (Hansen, "The CMA evolution strategy: a tutorial", 2016,
/// table 1, negative weights included).</summary>
internal sealed class StrategyWeights
{
    public StrategyWeights(int size, int population)
    {
        double n = size;
        Values = new double[population];
        for (int i = 0; i < population; i++) Values[i] = Math.Log((population + 1) / 2.0) - Math.Log(i + 1);
        Parents = population / 2;
        Span<double> better = Values.AsSpan(0, Parents), worse = Values.AsSpan(Parents);
        double sum = Sum(better), mass = sum * sum / RowMath.Dot(better, better);
        double worseSum = Sum(worse), worseMass = worseSum * worseSum / RowMath.Dot(worse, worse);
        Mass = mass;
        OneRate = 2 / ((n + 1.3) * (n + 1.3) + mass);
        ManyRate = Math.Min(1 - OneRate, 2 * (0.25 + mass + 1 / mass - 2) / ((n + 2) * (n + 2) + mass));
        WidthRate = (mass + 2) / (n + mass + 5);
        Damping = 1 + 2 * Math.Max(0, Math.Sqrt((mass - 1) / (n + 1)) - 1) + WidthRate;
        PathRate = (4 + mass / n) / (n + 4 + 2 * mass / n);
        ExpectedLength = Math.Sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
        RowMath.Scale(1 / sum, better);
        double limit = Math.Min(
            Math.Min(1 + OneRate / ManyRate, 1 + 2 * worseMass / (mass + 2)), (1 - OneRate - ManyRate) / (n * ManyRate));
        RowMath.Scale(limit / -worseSum, worse);
        Total = Sum(Values);
    }

    /// <summary>By rank, the best first; those of the better half sum to 1, the others are below 0.</summary>
    public double[] Values { get; }

    public int Parents { get; }

    /// <summary>μ_eff.</summary>
    public double Mass { get; }

    /// <summary>c₁.</summary>
    public double OneRate { get; }

    /// <summary>c_μ.</summary>
    public double ManyRate { get; }

    /// <summary>c_σ.</summary>
    public double WidthRate { get; }

    /// <summary>d_σ.</summary>
    public double Damping { get; }

    /// <summary>c_c.</summary>
    public double PathRate { get; }

    /// <summary>E‖N(0, 1)‖.</summary>
    public double ExpectedLength { get; }

    /// <summary>The sum of all weights.</summary>
    public double Total { get; }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
