namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The coefficient of determination, the share of the targets' variance that the outputs explain:
    /// <c>R² = 1 − Σ w·(y − ŷ)² / Σ w·(y − ȳ)²</c> with ȳ the weighted mean; 1 for exact outputs, 0 for those that are always ȳ, and below
    /// 0 for worse. Over several columns their mean. <c>r2_score</c> of scikit-learn.</summary>
    /// <remarks>For targets that are all equal it is 1 if the outputs are exact and else 0. NaN for fewer than two samples.</remarks>
    public static Metric RSquared { get; } = new Defined("R²", name => new RSquaredAccumulator(name));

    private sealed class RSquaredAccumulator(string name) : MetricAccumulator
    {
        private (PreciseSum Residuals, SquaredDeviations Targets)[] columns = [];
        private long count;

        public override double Value =>
            count < 2 ? double.NaN : columns.Average(column => Score(column.Residuals.Value, column.Targets.Value));

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = batch.RequireTargets();
            ErrorAccumulator.CheckColumns(name, ref columns, batch.Columns);
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                count++;
                for (int column = 0; column < columns.Length; column++)
                {
                    int place = row * columns.Length + column;
                    double residual = targets[place] - batch.Outputs[place];
                    columns[column].Residuals.Add(weight * residual * residual);
                    columns[column].Targets.Add(targets[place], weight);
                }
            }
        }

        public static double Score(double residuals, double deviations) => deviations == 0
            ? residuals == 0 ? 1 : double.IsNaN(residuals) ? double.NaN : 0
            : 1 - residuals / deviations;
    }
}
