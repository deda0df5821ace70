namespace MiniGrad.Estimators;

/// <summary>What all members say of samples, and what it comes to together.</summary>
/// <param name="Values">[samples, members, ...].</param>
/// <param name="Weights">How much each member counts; they sum to 1.</param>
internal sealed record MemberOutputs<T>(Tensor<T> Values, IReadOnlyList<double> Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double SmallestPlain = 1e-200;

    private int RowCount => Values.Shape[0];

    /// <summary>[samples, ...].</summary>
    private Shape MemberShape => Shape.Create([Values.Shape[0], .. Values.Shape.AsSpan()[2..]]);

    /// <summary>The outputs of a member for a sample.</summary>
    private int Width => Values.ElementCount / Math.Max(1, RowCount * Weights.Count);

    /// <summary><c>log Σ_m w_m·softmax(z_m)</c>.</summary>
    /// <param name="terms">If not null, is told of each row: the members' logarithms [members, classes] and those of the
    /// average.</param>
    /// <exception cref="InvalidOperationException">The outputs of a member are not [samples, classes].</exception>
    public LogProbabilities Average(AverageObserver? terms = null)
    {
        if (Values.Rank != 3 || Values.Shape[2] == 0)
        {
            throw new InvalidOperationException(
                $"Ensemble: expected outputs [samples, classes] of its members, got {MemberShape}.");
        }
        int outputs = Values.Shape[2], classes = LogProbabilities.Classes(outputs);
        double[] members = new double[Weights.Count * classes], averages = new double[checked(RowCount * classes)];
        double[] shares = [.. Weights], probabilities = new double[members.Length];
        ReadOnlySpan<T> values = Values.Span;
        for (int row = 0; row < RowCount; row++)
        {
            for (int m = 0; m < shares.Length; m++)
            {
                LogProbabilities.OfLogits(
                    values.Slice((row * shares.Length + m) * outputs, outputs), members.AsSpan(m * classes, classes),
                    probabilities.AsSpan(m * classes, classes));
            }
            Span<double> average = averages.AsSpan(row * classes, classes);
            for (int k = 0; k < classes; k++) average[k] = LogOfAverage(members, probabilities, shares, k, classes);
            terms?.Invoke(row, members, average);
        }
        return new LogProbabilities(averages, classes);
    }

    /// <summary>The members' mean <c>μ = Σ w_m·y_m</c> and its spread <c>√Σ w_m·(y_m − μ)²</c>, [samples, ...].</summary>
    public (Tensor<double> Means, Tensor<double> Spread) MeansAndSpread()
    {
        Shape shape = MemberShape;
        double[] means = new double[shape.ElementCount], spread = new double[means.Length], members = new double[Weights.Count];
        int width = Width;
        for (int place = 0; place < means.Length; place++)
        {
            (int row, int column) = (place / width, place % width);
            for (int m = 0; m < members.Length; m++) members[m] = double.CreateTruncating(Of(row, m, width)[column]);
            (means[place], spread[place]) = MeanAndSpread(members);
        }
        return (new Tensor<double>(means, shape), new Tensor<double>(spread, shape));
    }

    private ReadOnlySpan<T> Of(int row, int member, int width) => Values.Span.Slice((row * Weights.Count + member) * width, width);

    private static double LogOfAverage(double[] members, double[] probabilities, double[] shares, int classNumber, int classes)
    {
        double largest = double.NegativeInfinity, smallest = double.PositiveInfinity, average = 0;
        for (int m = 0, place = classNumber; m < shares.Length; m++, place += classes)
        {
            double value = members[place];
            (largest, smallest) = (Math.Max(largest, value), Math.Min(smallest, value));
            average += shares[m] * probabilities[place];
        }
        // Equal ones have no rounding of the weights added; all of −∞ have no difference.
        if (largest == smallest) return largest;
        // Far from underflow and from 1 the probabilities themselves do, which are there already.
        if (average is > SmallestPlain and < 0.5) return Math.Log(average);
        double sum = 0;
        for (int m = 0, place = classNumber; m < shares.Length; m++, place += classes)
            sum += shares[m] * Math.Exp(members[place] - largest);
        return Math.Min(0, largest + Math.Log(sum));
    }

    private (double Mean, double Spread) MeanAndSpread(double[] members)
    {
        // From the first, so that equal ones have exactly their value as the mean. Halves have no difference that overflows.
        double shift = 0;
        for (int m = 1; m < members.Length; m++) shift += Weights[m] * (members[m] / 2 - members[0] / 2);
        double mean = 2 * (members[0] / 2 + shift), widest = 0;
        foreach (double member in members) widest = Math.Max(widest, Math.Abs(member / 2 - mean / 2));
        if (widest == 0 || !double.IsFinite(widest)) return (mean, widest == 0 ? 0 : double.NaN);
        double sum = 0;
        for (int m = 0; m < members.Length; m++)
        {
            double share = (members[m] / 2 - mean / 2) / widest;
            sum += Weights[m] * share * share;
        }
        return (mean, Math.Sqrt(sum) * widest * 2);
    }
}

/// <summary>Is told of a row while probabilities are averaged.</summary>
internal delegate void AverageObserver(int row, ReadOnlySpan<double> members, ReadOnlySpan<double> average);
