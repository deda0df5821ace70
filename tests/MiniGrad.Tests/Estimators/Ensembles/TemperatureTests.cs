using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class TemperatureTests
{
    [Theory]
    [InlineData(2.0, 0.9)]
    [InlineData(0.01, 0.75)]
    [InlineData(300.0, 0.6)]
    public void Of_one_confidence_it_is_that_of_the_share_that_is_right(double logit, double share)
    {
        // σ(logit/t) = share.
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i < 20 * share ? 1 : 0)];
        double[][] outputs = [.. labels.Select(_ => new[] { logit })];
        double right = labels.Average(), expected = (float)logit / Math.Log(right / (1 - right));
        Assert.Equal(1, Members.Of<float>([outputs]).Calibrate(Members.Labelled(labels)).Temperature / expected, 1e-9);
    }

    [Theory]
    [InlineData(3, 0.5)]
    [InlineData(4, 6)]
    [InlineData(5, 40)]
    public void It_has_the_smallest_loss_of_all(int seed, double size)
    {
        (double[][][] outputs, int[] labels) = Problem(seed, size);
        Ensemble<float> ensemble = Members.Of<float>(outputs);
        double[][] averages = Members.Averages(outputs, [1.0 / 3, 1.0 / 3, 1.0 / 3]);
        double best = ensemble.Calibrate(Members.Labelled(labels)).Temperature, least = Loss(best);
        for (double t = best / 50; t < best * 50; t *= 1.01) Assert.True(Loss(t) >= least - 1e-13, $"{t} is better than {best}");
        // The derivative changes its sign there.
        Assert.True(Loss(best * 1.001) > least && Loss(best / 1.001) > least);
        Assert.Equal(best, ensemble.WithTemperature(3).Calibrate(Members.Labelled(labels)).Temperature);

        double Loss(double t) => averages.Select((row, i) => -Math.Log(
            Members.Softmax([.. row.Select(p => Math.Log(p) / t)])[labels[i]])).Average();
    }

    [Fact]
    public void Probabilities_are_raised_to_1_over_t_and_classes_stay()
    {
        (double[][][] outputs, _) = Problem(seed: 6, size: 5);
        double[][] averages = Members.Averages(outputs, [1.0 / 3, 1.0 / 3, 1.0 / 3]);
        Ensemble<double> plain = Members.Of<double>(outputs), sharp = plain.WithTemperature(0.4);
        Tensor<double> inputs = Members.Questions<double>(outputs[0].Length);
        double[] expected = [.. averages.SelectMany(row => Members.Softmax([.. row.Select(p => Math.Log(p) / 0.4)]))];
        foreach ((double one, double other) in expected.Zip(sharp.PredictProbabilities(inputs).ToArray())) Assert.Equal(one, other, 1e-13);
        Assert.Equal(plain.PredictClasses(inputs), sharp.PredictClasses(inputs));
        Assert.Equal(plain.PredictDisagreement(inputs).Entropy.ToArray(), sharp.PredictDisagreement(inputs).Entropy.ToArray());
    }

    [Fact]
    public void A_sample_of_weight_2_counts_as_two_and_one_of_0_not()
    {
        (double[][][] outputs, int[] labels) = Problem(seed: 7, size: 3);
        double[] weights = [.. labels.Select((_, i) => (double)(i % 3))];
        int[] places = [.. labels.SelectMany((_, i) => Enumerable.Repeat(i, i % 3))];
        Ensemble<float> ensemble = Members.Of<float>(outputs);
        double weighted = ensemble.Calibrate(Members.Labelled(labels, weights)).Temperature;
        double repeated = ensemble.Calibrate(Members.Labelled(labels).Select(places)).Temperature;
        Assert.Equal(1, weighted / repeated, 1e-10);
        Assert.NotEqual(weighted, ensemble.Calibrate(Members.Labelled(labels)).Temperature, 1e-6);
    }

    [Fact]
    public void Samples_that_have_no_best_temperature_are_refused()
    {
        Ensemble<float> ensemble = Members.Of<float>([[[2, 0], [0, 2]]]);
        Refused("the right class is the most probable one of every held-out sample (2)", Members.Labelled([0, 1]));
        Refused("tell nothing of these held-out samples' labels", Members.Labelled([1, 0]));
        Refused("expected labels from 0 to 1, as there are classes, got 5 of held-out sample 1", Members.Labelled([0, 5]));
        Refused("expected held-out samples of weights above 0, got only such of 0", Members.Labelled([0, 0], [0, 0]));
        Refused("expected at least one held-out sample, got none", Members.Labelled([0, 1]).Select([]));
        Refused("expected labels [samples], got [2, 1]", new Dataset<float>(Members.Questions<float>(2),
            IndexTensor.Create([0, 1], [2, 1])));
        Refused("got NaN for held-out sample 0", new Dataset<float>(Tensor.Full<float>([1, 2], float.NaN), [0]));

        void Refused(string expected, Dataset<float> heldOut) =>
            EnsembleTests.AssertRefused<ArgumentException>(expected, () => ensemble.Calibrate(heldOut));
    }

    /// <summary>Outputs of three members for samples that are of the class with the largest sum of outputs three times in four.</summary>
    private static (double[][][] Outputs, int[] Labels) Problem(int seed, double size)
    {
        double[][][] outputs = Members.RandomOutputs(3, 200, 5, size, seed);
        Random random = new(seed);
        int[] labels = [.. Enumerable.Range(0, 200).Select(row =>
        {
            double[] sums = [.. Enumerable.Range(0, 5).Select(k => outputs.Sum(member => member[row][k]))];
            return random.Next(4) > 0 ? Array.IndexOf(sums, sums.Max()) : random.Next(5);
        })];
        return (outputs, labels);
    }
}
