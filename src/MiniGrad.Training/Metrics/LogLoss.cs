namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The mean negative logarithm of the probability of the right class: <c>−Σ w·log p(y) / Σ w</c>, at least 0, with p the
    /// softmax of the outputs, or the sigmoid of a single one. <c>log_loss</c> of scikit-learn, which keeps p at least 2⁻⁵² from 0 and 1;
    /// here the loss is computed from the outputs, without loss of digits where it is near 0, and has no bound. NaN if a row predicts no
    /// class.</summary>
    public static Metric LogLoss { get; } = new Defined("log loss", _ => new LogLossAccumulator(), largerIsBetter: false);

    private sealed class LogLossAccumulator : MetricAccumulator
    {
        private WeightedMean loss;

        public override double Value => loss.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            ReadOnlySpan<double> outputs = batch.Outputs;
            for (int row = 0; row < batch.Count; row++)
            {
                double ofRow = predictions[row] < 0 ? double.NaN
                    : batch.Columns == 1 ? OfLogit(Math.Abs(outputs[row]), predictions[row] == classes[row])
                    : OfClass(outputs.Slice(row * batch.Columns, batch.Columns), predictions[row], classes[row]);
                loss.Add(ofRow, batch.Weight(row));
            }
        }

        private static double OfLogit(double size, bool isRight) => (isRight ? 0 : size) + LogOnePlus(Math.Exp(-size));

        /// <summary>(x_m − x_y) + log(1 + Σ_{j≠m} exp(x_j − x_m)) with x_m the largest: of terms that are not negative nothing
        /// cancels.</summary>
        private static double OfClass(ReadOnlySpan<double> outputs, int largest, int right)
        {
            double others = 0;
            for (int i = 0; i < outputs.Length; i++)
                if (i != largest) others += Math.Exp(outputs[i] - outputs[largest]);
            return outputs[largest] - outputs[right] + LogOnePlus(others);
        }

        /// <summary>log(1 + x) = x · log(u) / (u − 1) with u = 1 + x: what u is rounded by drops out (N. J. Higham, Accuracy and Stability
        /// of Numerical Algorithms, 2nd edition, problem 1.5).</summary>
        private static double LogOnePlus(double x)
        {
            double u = 1 + x;
            return u == 1 ? x : x * (Math.Log(u) / (u - 1));
        }
    }
}
