using System.Globalization;

namespace MiniGrad.Training;

/// <summary>How often each class is predicted for the samples of each class: counts <c>C[actual, predicted]</c>, the right predictions on
/// the diagonal, with the scores of each class. <c>confusion_matrix</c> and <c>classification_report</c> of scikit-learn. For one thread at
/// a time while it is added to.</summary>
/// <remarks>With weights the counts are sums of weights. Samples without a prediction (see <see cref="Metric"/>) count in the support of
/// their class and in no column; <see cref="Unpredicted"/> tells of them.</remarks>
public sealed class ConfusionMatrix
{
    /// <summary>The largest number of classes: memory grows as its square.</summary>
    public const int MaxClassCount = 10_000;

    private readonly PreciseSum[] cells;
    private readonly PreciseSum[] unpredicted;
    private readonly ClassCounts counts;
    private BatchWorkspace? workspace;

    /// <summary>A matrix without samples.</summary>
    /// <param name="classCount">The number of classes, from 1 to <see cref="MaxClassCount"/>; 2 for a single logit.</param>
    /// <param name="classNames">The names of the classes. Default: their numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none or too many classes.</exception>
    /// <exception cref="ArgumentException">The number of names is another.</exception>
    public ConfusionMatrix(int classCount, IReadOnlyList<string>? classNames = null)
    {
        if (classCount is < 1 or > MaxClassCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(classCount), Invariant($"ConfusionMatrix: expected 1 to {MaxClassCount} classes, got {classCount}."));
        }
        if (classNames is not null && classNames.Count != classCount)
        {
            throw new ArgumentException(
                Invariant($"ConfusionMatrix: expected {classCount} class names, got {classNames.Count}."), nameof(classNames));
        }
        ClassNames = classNames is null
            ? [.. Enumerable.Range(0, classCount).Select(index => index.ToString(CultureInfo.InvariantCulture))]
            : [.. classNames];
        cells = new PreciseSum[classCount * classCount];
        unpredicted = new PreciseSum[classCount];
        counts = new ClassCounts(nameof(ConfusionMatrix), classCount);
    }

    /// <summary>The number of classes, of rows and of columns.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The weight of all samples: their number where none has a weight.</summary>
    public double Total => counts.Total;

    /// <summary>The matrix of some predictions. As everywhere in this library what is predicted comes first; <c>confusion_matrix</c> of
    /// scikit-learn has it second.</summary>
    /// <param name="predicted">The predicted classes.</param>
    /// <param name="actual">The right classes, of the same shape.</param>
    /// <param name="classNames">The names of the classes. Default: numbers, up to the largest that occurs.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is neither a sample nor a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is negative, or has no name.</exception>
    public static ConfusionMatrix OfPredictions(IndexTensor predicted, IndexTensor actual, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        if (classNames is null && actual.ElementCount == 0)
            throw new ArgumentException("ConfusionMatrix: without samples the classes must be named, got neither.", nameof(actual));
        // Counted in 64 bits: the largest label of all must be refused and not overflow.
        long classCount = classNames?.Count ?? Math.Max(1, actual.Concat(predicted).Max() + 1L);
        ConfusionMatrix matrix = new((int)Math.Min(classCount, int.MaxValue), classNames);
        matrix.AddPredictions(predicted, actual);
        return matrix;
    }

    /// <summary>The number of samples, or their weight, of one class that were predicted to be of a class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double this[int actual, int predicted] =>
        cells[Check(actual, nameof(actual)) * ClassCount + Check(predicted, nameof(predicted))].Value;

    /// <summary>The share of right predictions, the diagonal's: <see cref="Metric.Accuracy"/>. NaN without samples.</summary>
    public double Accuracy => counts.Score(ClassScore.Recall, Averaging.Micro);

    /// <summary>Adds samples by their predicted and right classes.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is outside 0 to <see cref="ClassCount"/> − 1; nothing is added.</exception>
    public void AddPredictions(IndexTensor predicted, IndexTensor actual)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        if (actual.Shape != predicted.Shape)
        {
            throw new ArgumentException(
                $"ConfusionMatrix: predicted and actual classes must have the same shape, got {predicted.Shape} and {actual.Shape}.",
                nameof(actual));
        }
        predicted.CheckRange(ClassCount, nameof(ConfusionMatrix), nameof(predicted));
        actual.CheckRange(ClassCount, nameof(ConfusionMatrix), nameof(actual));
        Add(predicted.Span, actual.Span, []);
    }

    /// <summary>Adds a batch of outputs and the right classes.</summary>
    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, IndexTensor, Tensor{T}?)"/>
    public void Add<T>(Tensor<T> outputs, IndexTensor labels, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add((workspace ??= new()).Read(outputs, labels, weights));

    /// <summary>Adds the samples of a batch.</summary>
    /// <exception cref="ArgumentException">It has other classes, or neither labels nor one-hot targets.</exception>
    public void Add(in MetricBatch batch)
    {
        counts.Expect(batch.ClassCount);
        Add(batch.Predictions, batch.Classes, batch.Weights);
    }

    /// <summary>How much there is of a class, whatever was predicted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Support(int index) => counts.Actual(Check(index, nameof(index)));

    /// <summary>How much there is of a class without a prediction: support less all that is in the matrix' row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Unpredicted(int index) => unpredicted[Check(index, nameof(index))].Value;

    /// <summary>The precision of one class: see <see cref="Metric.Precision"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int index) => counts.Score(ClassScore.Precision, Check(index, nameof(index)));

    /// <summary>The precision of all classes: see <see cref="Metric.Precision"/>. NaN without samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such averaging.</exception>
    /// <exception cref="ArgumentException">It is of class 1 of two, and there are not two.</exception>
    public double Precision(Averaging averaging) => Score(ClassScore.Precision, averaging);

    /// <summary>The recall of one class: see <see cref="Metric.Recall"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int index) => counts.Score(ClassScore.Recall, Check(index, nameof(index)));

    /// <summary>The recall of all classes: see <see cref="Metric.Recall"/>. NaN without samples.</summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public double Recall(Averaging averaging) => Score(ClassScore.Recall, averaging);

    /// <summary>The F1 score of one class: see <see cref="Metric.F1"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int index) => counts.Score(ClassScore.F1, Check(index, nameof(index)));

    /// <summary>The F1 score of all classes: see <see cref="Metric.F1"/>. NaN without samples.</summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public double F1(Averaging averaging) => Score(ClassScore.F1, averaging);

    /// <summary>The rows as shares of their class: <c>C[actual, predicted] / support(actual)</c>; zeros for a class without
    /// samples.</summary>
    public double[,] Normalized()
    {
        double[,] shares = new double[ClassCount, ClassCount];
        for (int actual = 0; actual < ClassCount; actual++)
        {
            double support = Support(actual);
            for (int predicted = 0; predicted < ClassCount && support > 0; predicted++)
                shares[actual, predicted] = this[actual, predicted] / support;
        }
        return shares;
    }

    /// <summary>A table of a row for each class: what its samples were predicted to be, its scores and its support.</summary>
    public override string ToString()
    {
        int[] classes = [.. Enumerable.Range(0, ClassCount)];
        bool hasUnpredicted = classes.Any(index => Unpredicted(index) > 0);
        List<string[]> rows =
            [["actual \\ predicted", .. ClassNames, .. hasUnpredicted ? (string[])["none"] : [], "precision", "recall", "F1", "support"]];
        foreach (int actual in classes)
        {
            rows.Add([
                ClassNames[actual], .. classes.Select(predicted => Count(this[actual, predicted])),
                .. hasUnpredicted ? (string[])[Count(Unpredicted(actual))] : [],
                Share(Precision(actual)), Share(Recall(actual)), Share(F1(actual)), Count(Support(actual)),
            ]);
        }
        return TextTable.Of(rows, leftColumns: 1);

        static string Count(double count) => count.ToString("0.###", CultureInfo.InvariantCulture);
        static string Share(double share) => share.ToString("F3", CultureInfo.InvariantCulture);
    }

    private void Add(ReadOnlySpan<int> predicted, ReadOnlySpan<int> actual, ReadOnlySpan<double> weights)
    {
        for (int row = 0; row < actual.Length; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row];
            counts.Add(predicted[row], actual[row], weight);
            if (predicted[row] >= 0) cells[actual[row] * ClassCount + predicted[row]].Add(weight);
            else unpredicted[actual[row]].Add(weight);
        }
    }

    private double Score(ClassScore score, Averaging averaging)
    {
        averaging.Check(score.ToString());
        if (averaging == Averaging.Binary && ClassCount != 2)
        {
            throw new ArgumentException(
                Invariant($"{score}: expected 2 classes, got {ClassCount}: choose another averaging."), nameof(averaging));
        }
        return counts.Score(score, averaging);
    }

    private int Check(int index, string parameter) => (uint)index < (uint)ClassCount
        ? index
        : throw new ArgumentOutOfRangeException(parameter, Invariant($"ConfusionMatrix: class {index} is outside 0 to {ClassCount - 1}."));
}
