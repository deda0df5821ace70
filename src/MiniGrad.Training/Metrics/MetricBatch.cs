namespace MiniGrad.Training;

/// <summary>Some samples as metrics see them: rows of outputs with what they should have been. What several metrics need of a batch, the
/// predicted classes and the probabilities, is computed once, when the first asks for it.</summary>
public readonly ref struct MetricBatch
{
    private readonly BatchWorkspace workspace;

    /// <summary>A batch over memory of the caller's.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of outputs in a row, at least 1.</param>
    /// <param name="outputs">Raw model outputs (logits), row after row.</param>
    /// <param name="labels">The right class of each row, or none.</param>
    /// <param name="targets">What the outputs should be, as many, or none.</param>
    /// <param name="weights">How much each row counts, or none where each counts as 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a weight is negative or not finite.</exception>
    public MetricBatch(
        int count, int columns, ReadOnlySpan<double> outputs, ReadOnlySpan<int> labels, ReadOnlySpan<double> targets = default,
        ReadOnlySpan<double> weights = default)
        : this(new BatchWorkspace(), count, columns, outputs, labels, targets, weights) { }

    internal MetricBatch(
        BatchWorkspace workspace, int count, int columns, ReadOnlySpan<double> outputs, ReadOnlySpan<int> labels,
        ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        Guard.AtLeast(count, 0, nameof(MetricBatch), "the number of rows");
        Guard.AtLeast(columns, 1, nameof(MetricBatch), "the number of output columns");
        Check(outputs.Length, (long)count * columns, isOptional: false, nameof(outputs));
        Check(labels.Length, count, isOptional: true, nameof(labels));
        Check(targets.Length, (long)count * columns, isOptional: true, nameof(targets));
        Check(weights.Length, count, isOptional: true, nameof(weights));
        for (int row = 0; row < weights.Length; row++)
        {
            if (weights[row] >= 0 && double.IsFinite(weights[row])) continue;
            throw new ArgumentException(
                Invariant($"MetricBatch: weights must be finite numbers of at least 0, got {weights[row]} at row {row}."), nameof(weights));
        }
        workspace.Begin();
        this.workspace = workspace;
        (Count, Columns) = (count, columns);
        Outputs = outputs;
        Labels = labels;
        Targets = targets;
        Weights = weights;

        void Check(int length, long expected, bool isOptional, string parameter)
        {
            if (length == expected || (isOptional && length == 0)) return;
            throw new ArgumentException(
                Invariant($"MetricBatch: expected {expected} {parameter} for {count} rows of {columns} columns, got {length}."), parameter);
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of outputs in a row.</summary>
    public int Columns { get; }

    /// <summary>The number of classes: that of the columns, but 2 with a single one, the logit of a binary classifier.</summary>
    public int ClassCount => Math.Max(Columns, 2);

    /// <summary>Raw model outputs (logits), Count × Columns.</summary>
    public ReadOnlySpan<double> Outputs { get; }

    /// <summary>The right class of each row as it was given; empty if none was.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>What the outputs should be, Count × Columns; empty if not given.</summary>
    public ReadOnlySpan<double> Targets { get; }

    /// <summary>How much each row counts; empty if each counts as 1.</summary>
    public ReadOnlySpan<double> Weights { get; }

    /// <summary>The right class of each row: the label, the place of the 1 of a one-hot target, or a single target itself, 0 or
    /// 1.</summary>
    /// <exception cref="ArgumentException">There are no labels, and the targets are not one-hot.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not from 0 to <see cref="ClassCount"/> − 1.</exception>
    public ReadOnlySpan<int> Classes => workspace.Classes(this);

    /// <summary>The class that each row predicts: that of the largest output, the first of several, or 1 if a single output is above 0,
    /// else 0. It is −1, none, if the row's largest output is not finite or there is NaN in it.</summary>
    public ReadOnlySpan<int> Predictions => workspace.Predictions(this);

    /// <summary>The probability of each class, Count × ClassCount: the softmax of each row, or <c>1 − σ(x)</c> and <c>σ(x)</c> of a single
    /// output x. NaN in rows that predict no class.</summary>
    public ReadOnlySpan<double> Probabilities => workspace.Probabilities(this);

    /// <summary>How much a row counts.</summary>
    public double Weight(int row) => Weights.IsEmpty ? 1 : Weights[row];

    /// <summary>What a metric of numbers compares the outputs with: <see cref="Targets"/>, which must be there.</summary>
    /// <exception cref="ArgumentException">The batch has labels instead.</exception>
    public ReadOnlySpan<double> RequireTargets() => Targets.IsEmpty && Count > 0
        ? throw new ArgumentException(
            $"{workspace.Reader}: a metric of numbers needs targets of the outputs' shape, got class labels or nothing.")
        : Targets;

    /// <inheritdoc cref="BatchWorkspace.Reader"/>
    internal void NameReader(string reader) => workspace.Reader = reader;
}
