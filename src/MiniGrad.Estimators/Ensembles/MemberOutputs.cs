namespace MiniGrad.Estimators;

/// <summary>What all members say of samples, and what it comes to together.</summary>
/// <param name="Values">[samples, members, ...].</param>
/// <param name="Weights">How much each member counts; they sum to 1.</param>
internal sealed record MemberOutputs<T>(Tensor<T> Values, IReadOnlyList<double> Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostOnStack = 512;

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
        (int outputs, int classes) = ClassifierSizes();
        double[] averages = new double[checked(RowCount * classes)];
        RowAverage rows = new([.. Weights], classes);
        for (int row = 0; row < RowCount; row++)
        {
            Span<double> average = averages.AsSpan(row * classes, classes);
            rows.Compute(Row(row, outputs), average);
            terms?.Invoke(row, rows.Members, average);
        }
        return new LogProbabilities(averages, classes);
    }

    /// <summary><c>softmax(log Σ_m w_m·softmax(z_m) / t)</c>, rounded, as [rows, classes].</summary>
    /// <inheritdoc cref="Average"/>
    public Tensor<T> Probabilities(double temperature)
    {
        (int outputs, int classes) = ClassifierSizes();
        if (temperature != 1 || outputs == 1) return Average().At(temperature).ToProbabilities<T>();
        double[] shares = [.. Weights];
        int length = checked(2 * classes);
        Span<double> both = length <= MostOnStack ? stackalloc double[length] : new double[length];
        Span<double> scratch = both[..classes], average = both[classes..];
        T[] probabilities = GC.AllocateUninitializedArray<T>(checked(RowCount * classes));
        RowAverage? withLogarithms = null;
        for (int row = 0; row < RowCount; row++)
        {
            if (!PlainAverage.TryCompute(Row(row, outputs), shares, scratch, average))
            {
                (withLogarithms ??= new RowAverage(shares, classes)).Compute(Row(row, outputs), average);
                foreach (ref double value in average) value = Math.Exp(value);
            }
            for (int k = 0; k < classes; k++) probabilities[row * classes + k] = T.CreateTruncating(average[k]);
        }
        return new Tensor<T>(probabilities, [RowCount, classes]);
    }

    /// <summary>The members' mean <c>μ = Σ w_m·y_m</c> and its spread <c>√Σ w_m·(y_m − μ)²</c>, [samples, ...].</summary>
    /// <param name="map">From a number and its place in the outputs to the number to be averaged. Default: itself.</param>
    public (Tensor<double> Means, Tensor<double> Spread) MeansAndSpread(Func<double, int, double>? map = null)
    {
        Shape shape = MemberShape;
        double[] means = new double[shape.ElementCount], spread = new double[means.Length], members = new double[Weights.Count];
        int width = Width;
        for (int place = 0; place < means.Length; place++)
        {
            (int row, int column) = (place / width, place % width);
            for (int m = 0; m < members.Length; m++)
            {
                double value = double.CreateTruncating(Of(row, m, width)[column]);
                members[m] = map is null ? value : map(value, column);
            }
            (means[place], spread[place]) = MeanAndSpread(members);
        }
        return (new Tensor<double>(means, shape), new Tensor<double>(spread, shape));
    }

    /// <exception cref="InvalidOperationException">The outputs of a member are not [samples, classes].</exception>
    private (int Outputs, int Classes) ClassifierSizes() => Values.Rank == 3 && Values.Shape[2] > 0
        ? (Values.Shape[2], LogProbabilities.Classes(Values.Shape[2]))
        : throw new InvalidOperationException(
            $"Ensemble: expected outputs [samples, classes] of its members, got {MemberShape}.");

    /// <summary>The outputs of all members for a sample.</summary>
    private ReadOnlySpan<T> Row(int row, int outputs) =>
        Values.Span.Slice(row * Weights.Count * outputs, Weights.Count * outputs);

    private ReadOnlySpan<T> Of(int row, int member, int width) => Values.Span.Slice((row * Weights.Count + member) * width, width);

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
