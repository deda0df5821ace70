namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The share of the targets' variance that the outputs explain, whatever they are off by on the mean:
    /// <c>1 − Σ w·(r − r̄)² / Σ w·(y − ȳ)²</c> with r = y − ŷ, at most 1. It is <see cref="RSquared"/> of outputs to which r̄, the mean of
    /// r, was added. Over several columns their mean. <c>explained_variance_score</c> of scikit-learn.</summary>
    /// <remarks>For targets that are all equal it is 1 if the outputs are all equal too, and else 0. So it is 1 for a single sample, of
    /// which <see cref="RSquared"/> is not known.</remarks>
    public static Metric ExplainedVariance { get; } = new Defined("explained variance", name => new VarianceAccumulator(name));

    private sealed class VarianceAccumulator(string name) : MetricAccumulator
    {
        private (SquaredDeviations Residuals, SquaredDeviations Targets)[] columns = [];
        private bool hasSamples;

        public override double Value => hasSamples
            ? columns.Average(column => RSquaredAccumulator.Score(column.Residuals.Value, column.Targets.Value))
            : double.NaN;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = batch.RequireTargets();
            ErrorAccumulator.CheckColumns(name, ref columns, batch.Columns);
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                hasSamples = true;
                for (int column = 0; column < columns.Length; column++)
                {
                    int place = row * columns.Length + column;
                    columns[column].Residuals.Add(targets[place] - batch.Outputs[place], weight);
                    columns[column].Targets.Add(targets[place], weight);
                }
            }
        }
    }
}
