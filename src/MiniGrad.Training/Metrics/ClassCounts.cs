namespace MiniGrad.Training;

/// <summary>A score of a class from the weight of the samples that have it, are predicted to have it, and both.</summary>
internal enum ClassScore
{
    /// <summary>right / predicted.</summary>
    Precision,

    /// <summary>right / actual.</summary>
    Recall,

    /// <summary>2·right / (predicted + actual), the harmonic mean of the two.</summary>
    F1,
}

/// <summary>Of each class, the weight of the samples that have it, that are predicted to have it, and of those that are both.</summary>
internal sealed class ClassCounts
{
    private readonly string owner;
    private PreciseSum[] right = [];
    private PreciseSum[] predicted = [];
    private PreciseSum[] actual = [];
    private PreciseSum wrong;
    private PreciseSum unpredicted;

    /// <param name="owner">Who counts, for error messages.</param>
    /// <param name="classCount">How many classes there are; 0 to learn it from the first batch.</param>
    public ClassCounts(string owner, int classCount = 0)
    {
        this.owner = owner;
        if (classCount > 0) Expect(classCount);
    }

    /// <summary>The weight of all samples.</summary>
    public double Total => Sum(actual);

    /// <summary>Checks that a batch has as many classes as those before.</summary>
    public void Expect(int classCount)
    {
        if (actual.Length == 0)
        {
            right = new PreciseSum[classCount];
            predicted = new PreciseSum[classCount];
            actual = new PreciseSum[classCount];
        }
        else if (classCount != actual.Length)
        {
            throw new ArgumentException(
                Invariant($"{owner}: expected outputs for {actual.Length} classes, got {classCount}."), nameof(classCount));
        }
    }

    public void Add(in MetricBatch batch)
    {
        Expect(batch.ClassCount);
        ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
        for (int row = 0; row < batch.Count; row++) Add(predictions[row], classes[row], batch.Weight(row));
    }

    /// <param name="prediction">The predicted class, or −1.</param>
    /// <param name="actualClass">The right class.</param>
    /// <param name="weight">How much the sample counts.</param>
    public void Add(int prediction, int actualClass, double weight)
    {
        actual[actualClass].Add(weight);
        if (prediction >= 0) predicted[prediction].Add(weight);
        else unpredicted.Add(weight);
        if (prediction == actualClass) right[actualClass].Add(weight);
        else wrong.Add(weight);
    }

    /// <summary>The number of classes; 0 before it is known.</summary>
    public int ClassCount => actual.Length;

    /// <summary>The weight of the samples whose class is predicted.</summary>
    public double Right => Sum(right);

    public double Actual(int index) => actual[index].Value;

    /// <summary>The weight of the samples that another class or none is predicted for.</summary>
    public double Wrong => wrong.Value;

    /// <summary>The weight of the samples that no class is predicted for.</summary>
    public double Unpredicted => unpredicted.Value;

    public double Predicted(int index) => predicted[index].Value;

    /// <summary>The score of one class; 0 where its denominator is.</summary>
    public double Score(ClassScore score, int index) => Ratio(score, right[index].Value, predicted[index].Value, actual[index].Value);

    /// <summary>The score of all classes; NaN without samples.</summary>
    public double Score(ClassScore score, Averaging averaging)
    {
        double total = Total;
        if (!(total > 0)) return double.NaN;
        return averaging switch
        {
            Averaging.Micro => Ratio(score, Sum(right), Sum(predicted), total),
            Averaging.Macro => Mean(score, index => predicted[index].Value + actual[index].Value > 0 ? 1 : 0),
            Averaging.Weighted => Mean(score, Actual),
            _ => Score(score, 1),
        };
    }

    /// <summary>The mean recall of the classes that there are samples of; NaN without samples.</summary>
    public double BalancedAccuracy => Mean(ClassScore.Recall, index => Actual(index) > 0 ? 1 : 0);

    private double Mean(ClassScore score, Func<int, double> weight)
    {
        WeightedMean mean = default;
        for (int index = 0; index < actual.Length; index++) mean.Add(Score(score, index), weight(index));
        return mean.Value;
    }

    private static double Ratio(ClassScore score, double right, double predicted, double actual)
    {
        (double numerator, double denominator) = score switch
        {
            ClassScore.Precision => (right, predicted),
            ClassScore.Recall => (right, actual),
            _ => (2 * right, predicted + actual),
        };
        return denominator > 0 ? numerator / denominator : 0;
    }

    private static double Sum(PreciseSum[] counts)
    {
        PreciseSum sum = default;
        foreach (PreciseSum count in counts) sum.Add(count.Value);
        return sum.Value;
    }
}
