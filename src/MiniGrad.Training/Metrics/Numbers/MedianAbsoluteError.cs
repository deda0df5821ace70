namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The median of <c>|y − ŷ|</c>, at least 0, in the unit of the targets: half of the samples have no larger error, and no
    /// outlier changes it much. Over several columns the mean of their medians. <c>median_absolute_error</c> of scikit-learn.</summary>
    /// <remarks>With weights it is the error at which half the weight is reached; where that is exactly half, the mean of it and the next
    /// larger one, so that a weight counts as that many samples. (scikit-learn 1.2 takes the lower of the two where there are weights,
    /// later versions their mean.) It keeps every error, 8 bytes for each column and each weight. NaN if an error is.</remarks>
    public static Metric MedianAbsoluteError { get; } =
        new Defined("median AE", name => new MedianAccumulator(name), largerIsBetter: false);

    private sealed class MedianAccumulator(string name) : MetricAccumulator
    {
        private readonly List<double> weights = [];
        private List<double>[] columns = [];

        public override double Value => columns.Length == 0 || weights.Count == 0 ? double.NaN : columns.Average(Median);

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = batch.RequireTargets();
            ErrorAccumulator.CheckColumns(name, ref columns, batch.Columns);
            for (int column = 0; column < columns.Length; column++) columns[column] ??= [];
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                weights.Add(weight);
                for (int column = 0; column < columns.Length; column++)
                {
                    int place = row * columns.Length + column;
                    columns[column].Add(Math.Abs(targets[place] - batch.Outputs[place]));
                }
            }
        }

        private double Median(List<double> errors)
        {
            double[] sorted = [.. errors], sortedWeights = [.. weights];
            // NaN is sorted before all numbers.
            Array.Sort(sorted, sortedWeights);
            if (double.IsNaN(sorted[0])) return double.NaN;
            PreciseSum total = default, reached = default;
            foreach (double weight in sortedWeights) total.Add(weight);
            int place = 0;
            for (; place < sorted.Length - 1; place++)
            {
                reached.Add(sortedWeights[place]);
                if (2 * reached.Value >= total.Value) break;
            }
            return place < sorted.Length - 1 && 2 * reached.Value == total.Value
                ? sorted[place] / 2 + sorted[place + 1] / 2
                : sorted[place];
        }
    }
}
