namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The mean negative logarithm of the probability of the right class: <c>−Σ w·log p(y) / Σ w</c>, at least 0, with p the
    /// softmax of the outputs, or the sigmoid of a single one. <c>log_loss</c> of scikit-learn, which keeps p at least 2⁻⁵² from 0 and 1;
    /// here the loss is computed from the outputs and has no bound. NaN if a row predicts no class.</summary>
    public static Metric LogLoss { get; } = new Defined("log loss", _ => new LogLossAccumulator(), largerIsBetter: false);

    private sealed class LogLossAccumulator : MetricAccumulator
    {
        private WeightedMean loss;

        public override double Value => loss.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            ReadOnlySpan<double> outputs = batch.Outputs, logSumExp = batch.Columns == 1 ? [] : batch.LogSumExp;
            for (int row = 0; row < batch.Count; row++)
            {
                double ofRow = predictions[row] < 0 ? double.NaN
                    : batch.Columns == 1 ? Softplus(classes[row] == 1 ? -outputs[row] : outputs[row])
                    : logSumExp[row] - outputs[row * batch.Columns + classes[row]];
                loss.Add(ofRow, batch.Weight(row));
            }
        }

        private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
    }
}
