namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>How far a classifier's confidence is from how often it is right, the expected calibration error:
    /// <c>Σ_b n_b/n·|accuracy_b − confidence_b|</c>, from 0 to 1. The confidence is the probability of the predicted class; samples are put
    /// in bins by it, bin b of B for confidences in (b/B, (b+1)/B]. 0 says that of the samples with confidence 0.8 eight in ten are right.
    /// C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On Calibration of Modern Neural Networks, 2017.</summary>
    /// <remarks>A single output x is a classifier of two classes, of confidence <c>max(σ(x), 1 − σ(x))</c>. NaN if a row predicts no
    /// class.</remarks>
    /// <param name="bins">B, at least 1. Default: 15, as in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no bin.</exception>
    public static Metric CalibrationError(int bins = 15)
    {
        Guard.AtLeast(bins, 1, nameof(CalibrationError), "the number of bins");
        string name = bins == 15 ? "calibration error" : Invariant($"calibration error ({bins} bins)");
        return new Defined(name, _ => new CalibrationAccumulator(bins), largerIsBetter: false);
    }

    private sealed class CalibrationAccumulator(int bins) : MetricAccumulator
    {
        // Of each bin n_b·(accuracy_b − confidence_b).
        private readonly PreciseSum[] gaps = new PreciseSum[bins];
        private PreciseSum weights;

        public override double Value
        {
            get
            {
                PreciseSum sum = default;
                foreach (PreciseSum gap in gaps) sum.Add(Math.Abs(gap.Value));
                return sum.Value / weights.Value;
            }
        }

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            ReadOnlySpan<double> probabilities = batch.Probabilities;
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                int prediction = predictions[row];
                double confidence = prediction < 0 ? double.NaN : probabilities[row * batch.ClassCount + prediction];
                gaps[Bin(confidence)].Add(weight * ((prediction == classes[row] ? 1 : 0) - confidence));
                weights.Add(weight);
            }
        }

        /// <summary>The bin of a confidence; the first for NaN, which makes the whole sum NaN.</summary>
        private int Bin(double confidence) =>
            double.IsNaN(confidence) ? 0 : Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
    }
}
