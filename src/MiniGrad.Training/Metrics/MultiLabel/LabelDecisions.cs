namespace MiniGrad.Training;

/// <summary>Which labels the outputs of a batch predict, and which there are.</summary>
/// <param name="name">The metric.</param>
/// <param name="threshold">The probability above which a label is predicted.</param>
internal sealed class LabelDecisions(string name, double threshold)
{
    /// <summary>The usual threshold.</summary>
    public const double Half = 0.5;

    // σ(x) > t where x is above this; at a half it is exactly 0.
    private readonly double cut = Math.Log(threshold / (1 - threshold));

    /// <summary>The number of labels; 0 before it is known.</summary>
    public int Columns { get; private set; }

    /// <summary>A metric's name with its threshold, unless that is the usual one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not from 0 to 1.</exception>
    public static string Named(string metric, string owner, double threshold)
    {
        Guard.That(threshold is >= 0 and <= 1, threshold, "from 0 to 1", owner, nameof(threshold));
        return threshold == Half ? metric : Invariant($"{metric}, threshold {threshold}");
    }

    /// <summary>The targets of a batch, each 0 or 1.</summary>
    /// <exception cref="ArgumentException">There are none, others, or in other columns than before.</exception>
    public ReadOnlySpan<double> Targets(in MetricBatch batch)
    {
        if (batch.Targets.IsEmpty && batch.Count > 0)
        {
            throw new ArgumentException(
                $"{name}: a multi-label metric needs targets of the outputs' shape, each 0 or 1, got class labels or nothing.");
        }
        if (Columns == 0) Columns = batch.Columns;
        if (Columns != batch.Columns)
            throw new ArgumentException(Invariant($"{name}: expected outputs for {Columns} labels, got {batch.Columns}."), nameof(batch));
        int wrong = batch.Targets.IndexOfAnyExcept(0.0, 1.0);
        if (wrong >= 0)
        {
            throw new ArgumentException(Invariant(
                $"{name}: each target must be 0 or 1, got {batch.Targets[wrong]} at row {wrong / Columns}, label {wrong % Columns}."),
                nameof(batch));
        }
        return batch.Targets;
    }

    /// <summary>1 or 0, or −1 for an output that is not finite and predicts neither.</summary>
    public int Decide(double output) => !double.IsFinite(output) ? -1 : output > cut ? 1 : 0;
}
