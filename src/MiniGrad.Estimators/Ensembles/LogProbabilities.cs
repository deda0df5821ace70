namespace MiniGrad.Estimators;

/// <summary>The logarithms of the probabilities of classes, in double precision and row-major order.</summary>
/// <param name="Values">[rows, classes].</param>
/// <param name="ClassCount">At least 1.</param>
internal sealed record LogProbabilities(double[] Values, int ClassCount)
{
    public int RowCount => Values.Length / ClassCount;

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * ClassCount, ClassCount);

    /// <summary>The number of classes that outputs stand for: a single one is the logit of the second of two.</summary>
    public static int Classes(int outputs) => outputs == 1 ? 2 : outputs;

    /// <summary>The logarithms of a row's softmax, <c>z_k − log Σexp z</c>, and the softmax; of a single logit z, <c>log σ(−z)</c> and
    /// <c>log σ(z)</c>.</summary>
    public static void OfLogits<T>(ReadOnlySpan<T> logits, Span<double> logarithms, Span<double> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (logits.Length == 1)
        {
            double logit = double.CreateTruncating(logits[0]);
            logarithms[0] = -Softplus(logit);
            logarithms[1] = -Softplus(-logit);
            for (int i = 0; i < probabilities.Length; i++) probabilities[i] = Math.Exp(logarithms[i]);
            return;
        }
        for (int i = 0; i < logarithms.Length; i++) logarithms[i] = double.CreateTruncating(logits[i]);
        Normalize(logarithms, probabilities);
    }

    /// <summary>The same of <c>softmax(values/t)</c>.</summary>
    public LogProbabilities At(double temperature)
    {
        if (temperature == 1) return this;
        double[] values = Array.ConvertAll(Values, value => value / temperature);
        double[] probabilities = new double[ClassCount];
        for (int row = 0; row < RowCount; row++) Normalize(values.AsSpan(row * ClassCount, ClassCount), probabilities);
        return this with { Values = values };
    }

    /// <summary>Rounded, as [rows, classes].</summary>
    public Tensor<T> ToTensor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll(Values, T.CreateTruncating), [RowCount, ClassCount]);

    /// <summary>The probabilities, rounded, as [rows, classes].</summary>
    public Tensor<T> ToProbabilities<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll(Values, value => T.CreateTruncating(Math.Exp(value))), [RowCount, ClassCount]);

    /// <summary>The most probable class of each row, the first of several, as <see cref="Tensor{T}.ArgMax(int, bool)"/> has it.</summary>
    public IndexTensor ToClasses() => new Tensor<double>(Values, [RowCount, ClassCount]).ArgMax(1);

    /// <summary>Subtracts <c>log Σexp z</c> from a row, and gives its softmax.</summary>
    private static void Normalize(Span<double> row, Span<double> probabilities)
    {
        int largest = 0;
        for (int i = 1; i < row.Length; i++) if (row[i] > row[largest] || double.IsNaN(row[i])) largest = i;
        double top = row[largest], others = 0;
        if (!double.IsFinite(top))
        {
            // As softmax has it: with NaN or +∞ among them, or with −∞ alone, there is no telling.
            row.Fill(double.NaN);
            probabilities.Fill(double.NaN);
            return;
        }
        for (int i = 0; i < row.Length; i++)
        {
            row[i] -= top;
            probabilities[i] = i == largest ? 1 : Math.Exp(row[i]);
            if (i != largest) others += probabilities[i];
        }
        double sum = LogOfOnePlus(others), scale = 1 / (1 + others);
        foreach (ref double value in row) value -= sum;
        foreach (ref double probability in probabilities) probability *= scale;
    }

    /// <summary><c>log(1 + x)</c> for x of at least 0. Where 1 + x rounds x away, so does the quotient, and its error goes (W.
    /// Kahan).</summary>
    public static double LogOfOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    private static double Softplus(double x) => Math.Max(x, 0) + LogOfOnePlus(Math.Exp(-Math.Abs(x)));
}
