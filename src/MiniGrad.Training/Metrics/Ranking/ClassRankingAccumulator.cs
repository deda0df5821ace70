namespace MiniGrad.Training;

/// <summary>A score of rankings: of two classes that of class 1, of more the mean over the classes, each against the rest.</summary>
/// <param name="name">The metric.</param>
/// <param name="averaging">Macro or weighted.</param>
/// <param name="score">The score of a class; NaN where it has none and is left out.</param>
internal sealed class ClassRankingAccumulator(
    string name, Averaging averaging, Func<IReadOnlyList<ScoreStep>, double> score) : MetricAccumulator
{
    private readonly RankedScores scores = new();
    private readonly List<int> labels = [];
    private readonly ClassOdds odds = new();
    private int classCount;
    private bool isRanking = true;

    public override double Value
    {
        get
        {
            if (!isRanking) return double.NaN;
            if (classCount == 2) return score(Steps(1));
            WeightedMean mean = default;
            for (int index = 0; index < classCount; index++)
            {
                List<ScoreStep> steps = Steps(index);
                double ofClass = score(steps);
                if (!double.IsNaN(ofClass)) mean.Add(ofClass, averaging == Averaging.Weighted ? ScoreStep.AllInside(steps) : 1);
            }
            return mean.Value;
        }
    }

    public override void Add(in MetricBatch batch)
    {
        if (classCount == 0) classCount = batch.ClassCount;
        if (batch.ClassCount != classCount)
        {
            throw new ArgumentException(
                Invariant($"{name}: expected outputs for {classCount} classes, got {batch.ClassCount}."), nameof(batch));
        }
        ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.Weight(row);
            if (weight == 0) continue;
            isRanking &= predictions[row] >= 0;
            labels.Add(classes[row]);
            Span<double> ofRow = scores.Add(classCount == 2 ? 1 : classCount, weight);
            if (classCount > 2) odds.Of(batch.Outputs.Slice(row * classCount, classCount), ofRow);
            else ofRow[0] = batch.Columns == 1 ? batch.Outputs[row] : batch.Outputs[row * 2 + 1] - batch.Outputs[row * 2];
        }
    }

    private List<ScoreStep> Steps(int index)
    {
        int column = classCount == 2 ? 0 : index;
        return scores.Steps(column, sample => labels[sample] == index);
    }
}
