using static System.FormattableString;

namespace MiniGrad.Metrics;

/// <summary>Of each class, the weight of the samples that have it, that are predicted to have it, and of those that are both.</summary>
internal sealed class ClassCounts
{
    private readonly string owner;
    private PreciseSum[] right;
    private PreciseSum[] predicted;
    private PreciseSum[] actual;

    /// <param name="owner">Who counts, for its error messages.</param>
    /// <param name="classCount">How many classes there are; 0 to learn it from the first batch.</param>
    public ClassCounts(string owner, int classCount = 0)
    {
        this.owner = owner;
        right = new PreciseSum[classCount];
        predicted = new PreciseSum[classCount];
        actual = new PreciseSum[classCount];
    }

    public int ClassCount => actual.Length;

    /// <summary>Checks that a batch has as many classes as those before.</summary>
    public void Expect(int classCount)
    {
        if (ClassCount == 0)
        {
            right = new PreciseSum[classCount];
            predicted = new PreciseSum[classCount];
            actual = new PreciseSum[classCount];
        }
        if (classCount != ClassCount) throw new ArgumentException(Invariant($"{owner}: expected outputs for {ClassCount} classes, got {classCount}."));
    }

    /// <param name="actualClass">The right class.</param>
    /// <param name="prediction">The predicted class, or −1.</param>
    /// <param name="weight">How much the sample counts.</param>
    public void Add(int actualClass, int prediction, double weight)
    {
        actual[actualClass].Add(weight);
        if (prediction >= 0) predicted[prediction].Add(weight);
        if (prediction == actualClass) right[actualClass].Add(weight);
    }

    public void Add(in MetricBatch batch)
    {
        Expect(batch.ClassCount);
        ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
        for (int row = 0; row < batch.Count; row++) Add(classes[row], predictions[row], batch.Weight(row));
    }

    public double Right(int index) => right[index].Value;

    public double Predicted(int index) => predicted[index].Value;

    public double Actual(int index) => actual[index].Value;

    public double Total
    {
        get
        {
            PreciseSum total = default;
            foreach (PreciseSum count in actual) total.Add(count.Value);
            return total.Value;
        }
    }
}
