using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>The cross-entropy of averaged probabilities. Of each candidate, all that matters is the logarithm of the probability of each
/// sample's right class.</summary>
internal sealed class ClassSelectionLoss : ISelectionLoss
{
    private readonly double[][] right;
    private readonly double[] weights, chosen;
    private int count;

    private ClassSelectionLoss(double[][] right, double[] weights)
    {
        (this.right, this.weights) = (right, weights);
        // The logarithm of the sum of no probabilities.
        chosen = [.. weights.Select(_ => double.NegativeInfinity)];
    }

    public static ISelectionLoss Of<T>(IReadOnlyList<Layer<T>> candidates, Dataset<T> heldOut)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HeldOutLabels labels = HeldOutLabels.Of(heldOut, nameof(Ensemble.Select));
        double[][] right = new double[candidates.Count][];
        int classes = 0;
        for (int i = 0; i < right.Length; i++)
        {
            LogProbabilities probabilities = new Ensemble<T>([candidates[i]]).Outputs(heldOut.Inputs).Average();
            if (i == 0) classes = probabilities.ClassCount;
            if (probabilities.ClassCount != classes)
            {
                throw new ArgumentException(Invariant($"Select: expected candidates of the same classes, got {classes} of candidate 0 ") +
                    Invariant($"and {probabilities.ClassCount} of candidate {i}."), nameof(candidates));
            }
            right[i] = labels.Of(probabilities);
        }
        return new ClassSelectionLoss(right, labels.Weights);
    }

    public double With(int candidate)
    {
        double sum = 0, logOfCount = Math.Log(count + 1);
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] > 0) sum += weights[i] * (logOfCount - LogOfSum(chosen[i], right[candidate][i]));
        return sum;
    }

    public void Choose(int candidate)
    {
        for (int i = 0; i < chosen.Length; i++) chosen[i] = LogOfSum(chosen[i], right[candidate][i]);
        count++;
    }

    /// <summary><c>log(exp a + exp b)</c>.</summary>
    private static double LogOfSum(double a, double b)
    {
        double largest = Math.Max(a, b);
        return double.IsNegativeInfinity(largest) ? largest : largest + LogProbabilities.LogOfOnePlus(Math.Exp(-Math.Abs(a - b)));
    }
}

/// <summary>The mean squared error of averaged numbers, over samples and outputs.</summary>
internal sealed class NumberSelectionLoss : ISelectionLoss
{
    private readonly double[][] outputs;
    private readonly double[] targets, weights, sums;
    private int count;

    private NumberSelectionLoss(double[][] outputs, double[] targets, double[] weights)
    {
        (this.outputs, this.targets, this.weights) = (outputs, targets, weights);
        sums = new double[targets.Length];
    }

    public static ISelectionLoss Of<T>(IReadOnlyList<Layer<T>> candidates, Dataset<T> heldOut)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] weights = HeldOutLabels.WeightsOf(heldOut, nameof(Ensemble.Select));
        Tensor<T> targets = heldOut.Targets;
        double[][] outputs = new double[candidates.Count][];
        for (int i = 0; i < outputs.Length; i++)
        {
            Tensor<double> means = new Ensemble<T>([candidates[i]]).MeansAndSpread(heldOut.Inputs).Means;
            if (means.Shape != targets.Shape)
            {
                throw new ArgumentException(Invariant($"Select: expected outputs {targets.Shape}, as the targets are, got {means.Shape} ") +
                    Invariant($"of candidate {i}."), nameof(candidates));
            }
            outputs[i] = means.ToArray();
        }
        return new NumberSelectionLoss(outputs, Array.ConvertAll(targets.ToArray(), double.CreateTruncating), weights);
    }

    public double With(int candidate)
    {
        double sum = 0;
        int width = targets.Length / weights.Length;
        for (int i = 0; i < targets.Length; i++)
        {
            double weight = weights[i / width];
            if (weight == 0) continue;
            double error = (sums[i] + outputs[candidate][i]) / (count + 1) - targets[i];
            sum += weight * error * error;
        }
        return sum / width;
    }

    public void Choose(int candidate)
    {
        for (int i = 0; i < sums.Length; i++) sums[i] += outputs[candidate][i];
        count++;
    }
}
