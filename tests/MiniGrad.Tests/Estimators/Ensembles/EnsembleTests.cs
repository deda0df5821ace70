using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EnsembleTests
{
    [Theory]
    [InlineData(1, 4, 1.0)]
    [InlineData(3, 2, 5.0)]
    [InlineData(5, 10, 30.0)]
    public void Probabilities_are_the_mean_of_the_members(int members, int classes, double size)
    {
        double[][][] outputs = Members.RandomOutputs(members, 300, classes, size, seed: 1);
        double[] weights = [.. Enumerable.Range(1, members).Select(m => (double)m)], shares = [.. weights.Select(w => w / weights.Sum())];
        double[][] expected = Members.Averages(outputs, shares);
        var exact = Members.Of<double>(outputs, weights);
        Assert.Equal(shares.Sum(), exact.Weights.Sum(), 1e-15);
        Tensor<double> inputs = Members.Questions<double>(300), probabilities = exact.PredictProbabilities(inputs);
        Assert.Equal([300, classes], probabilities.Shape);
        AssertNear(expected.SelectMany(row => row), probabilities.ToArray(), 1e-14);
        AssertNear(expected.SelectMany(row => row).Select(p => Math.Log(p)), exact.PredictLogProbabilities(inputs).ToArray(), 1e-12);
        Assert.Equal(expected.Select(row => Array.IndexOf(row, row.Max())), exact.PredictClasses(inputs));
        float[] rounded = Members.Of<float>(outputs, weights).PredictProbabilities(Members.Questions<float>(300)).ToArray();
        AssertNear(expected.SelectMany(row => row), rounded.Select(p => (double)p), 1e-6);
    }

    [Fact]
    public void Logarithms_do_not_underflow_where_probabilities_do()
    {
        // p̄ of class 1 is (e^−1000 + e^−2000)/2, less than any double.
        var ensemble = Members.Of<double>([[[0, -1000]], [[0, -2000]]]);
        Tensor<double> logarithms = ensemble.PredictLogProbabilities(Members.Questions<double>(1));
        Assert.Equal([0, -1000 - Math.Log(2)], logarithms.ToArray());
        Assert.Equal([1, 0], ensemble.PredictProbabilities(Members.Questions<double>(1)).ToArray());
        Assert.Equal(-1e300, Members.Of<double>([[[0, -1e300]], [[0, -1.1e300]]])
            .PredictLogProbabilities(Members.Questions<double>(1)).ToArray()[1]);
    }

    [Fact]
    public void Probabilities_are_right_to_the_last_digits_far_down_and_with_logits_of_minus_infinity()
    {
        double[][][] outputs =
        [
            [[0, -400, -3], [0, double.NegativeInfinity, 1], [0, -470, 1], [0, -80, 700]],
            [[0, -300, 9], [2, -1, 0], [0, -468, 1], [0, -80, 0]],
        ];
        double[] weights = [1, 3], shares = [0.25, 0.75];
        double[] expected = [.. Members.Averages(outputs, shares).SelectMany(row => row)];
        // The unit matrix times −∞ would not be a number.
        var ensemble = new Ensemble<double>([.. outputs.Select(member => new Table(member))], weights);
        double[] probabilities = ensemble.PredictProbabilities(Tensor.Create<double>([0, 1, 2, 3], [4, 1])).ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(1, probabilities[i] / expected[i], 1e-12);
    }

    [Fact]
    public void A_logit_of_plus_infinity_makes_its_row_NaN_whatever_the_others_say()
    {
        foreach (double[] infinite in (double[][])[[double.PositiveInfinity, 0, 0], [0, 0, double.PositiveInfinity]])
        {
            var ensemble = new Ensemble<double>([new Table([infinite]), new Table([[0, 1, 0]]), new Table([[0, 0, 1]])]);
            Tensor<double> inputs = Tensor.Create<double>([0], [1, 1]);
            Assert.All(ensemble.PredictProbabilities(inputs).ToArray(), value => Assert.Equal(double.NaN, value));
            Assert.All(ensemble.WithTemperature(2).PredictProbabilities(inputs).ToArray(), value => Assert.Equal(double.NaN, value));
            EnsembleDisagreement<double> disagreement = ensemble.PredictDisagreement(inputs);
            Assert.Equal(
                (double.NaN, double.NaN, double.NaN),
                (disagreement.Entropy[0], disagreement.MeanEntropy[0], disagreement.MutualInformation[0]));
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(300)]
    public void An_average_that_is_nearly_certain_keeps_its_digits(double logit)
    {
        double surer = Math.Exp(-logit), less = Math.Exp(-logit / 2), others = (surer + less) / 2;
        var ensemble = Members.Of<double>([[[logit, 0]], [[logit / 2, 0]]]);
        Tensor<double> inputs = Members.Questions<double>(1);
        Assert.Equal(1, ensemble.PredictLogProbabilities(inputs)[0, 0] / -others, 1e-12);
        EnsembleDisagreement<double> disagreement = ensemble.PredictDisagreement(inputs);
        double entropy = others * (1 - Math.Log(others)), ofMembers = (surer * (1 + logit) + less * (1 + logit / 2)) / 2;
        Assert.Equal(1, disagreement.Entropy[0] / entropy, 1e-12);
        Assert.Equal(1, disagreement.MeanEntropy[0] / ofMembers, 1e-12);
        Assert.Equal(1, disagreement.MutualInformation[0] / (entropy - ofMembers), 1e-9);
    }

    [Fact]
    public void Uncertainties_stay_within_what_their_formulas_can_come_to()
    {
        double[] weights = [1, 2, 3, 4, 5];
        foreach (double scale in (double[])[1e-9, 1, 1e5])
        {
            EnsembleDisagreement<float> disagreement = Members.Of<float>(Members.RandomOutputs(5, 200, 3, scale, seed: 9), weights)
                .PredictDisagreement(Members.Questions<float>(200));
            for (int row = 0; row < 200; row++)
            {
                Assert.InRange(disagreement.Entropy[row], 0, Math.Log(3));
                Assert.InRange(disagreement.MeanEntropy[row], 0, disagreement.Entropy[row]);
                Assert.InRange(disagreement.MutualInformation[row], 0, disagreement.Entropy[row]);
            }
        }
    }

    [Fact]
    public void Equal_members_say_what_one_says_bit_for_bit()
    {
        double[][][] outputs = Members.RandomOutputs(1, 100, 7, 10, seed: 3);
        Tensor<double> inputs = Members.Questions<double>(100);
        double[] one = Members.Of<double>(outputs).PredictLogProbabilities(inputs).ToArray();
        Assert.Equal(one, Members.Of<double>([outputs[0], outputs[0], outputs[0]]).PredictLogProbabilities(inputs).ToArray());
        AssertNear(new Predictor<double>(Members.Answering<double>(outputs[0])).Predict(inputs).Softmax().ToArray(), one.Select(Math.Exp),
            1e-15);
    }

    [Theory]
    [InlineData(0.3, -2)]
    [InlineData(50, 40)]
    [InlineData(800, -800)]
    public void A_single_output_is_the_logit_of_the_second_of_two_classes(double first, double second)
    {
        var ensemble = Members.Of<double>([[[first]], [[second]]]);
        var twice = Members.Of<double>([[[0, first]], [[0, second]]]);
        Tensor<double> inputs = Members.Questions<double>(1);
        Assert.Equal([1, 2], ensemble.PredictProbabilities(inputs).Shape);
        AssertNear(twice.PredictLogProbabilities(inputs).ToArray(), ensemble.PredictLogProbabilities(inputs).ToArray(), 1e-15);
        Assert.Equal(twice.PredictClasses(inputs), ensemble.PredictClasses(inputs));
    }

    [Fact]
    public void Logarithms_near_0_keep_their_digits()
    {
        double logarithm = Members.Of<double>([[[40]]]).PredictLogProbabilities(Members.Questions<double>(1))[0, 1];
        Assert.Equal(-Math.Exp(-40), logarithm, 1e-32);
        Assert.Equal(-Math.Exp(-40),
            Members.Of<double>([[[-10, 30, -1000]]]).PredictLogProbabilities(Members.Questions<double>(1))[0, 1], 1e-32);
    }

    [Fact]
    public void Means_and_spread_are_those_of_the_outputs()
    {
        double[][][] outputs = Members.RandomOutputs(4, 50, 3, 100, seed: 4);
        double[] shares = [0.1, 0.2, 0.3, 0.4];
        var ensemble = Members.Of<double>(outputs, [1, 2, 3, 4]);
        Tensor<double> inputs = Members.Questions<double>(50), means = ensemble.PredictMeans(inputs),
            spread = ensemble.PredictSpread(inputs);
        for (int row = 0; row < 50; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double mean = outputs.Select((member, m) => shares[m] * member[row][column]).Sum();
                double variance = outputs.Select((member, m) => shares[m] * Math.Pow(member[row][column] - mean, 2)).Sum();
                Assert.Equal(mean, means[row, column], 1e-12);
                Assert.Equal(Math.Sqrt(variance), spread[row, column], 1e-12);
            }
        }
        Assert.All(Members.Of<double>([outputs[0], outputs[0], outputs[0]]).PredictSpread(inputs).ToArray(), value =>
            Assert.Equal(0, value));
        var wide = Members.Of<double>([[[1e308]], [[-1e308]]]);
        Assert.Equal(0, wide.PredictMeans(Members.Questions<double>(1)).ToScalar());
        Assert.Equal(1e308, wide.PredictSpread(Members.Questions<double>(1)).ToScalar(), 1e294);
    }

    [Fact]
    public void Disagreement_is_what_the_entropies_say()
    {
        double[][][] outputs = Members.RandomOutputs(5, 200, 6, 8, seed: 5);
        double[] shares = [0.2, 0.2, 0.2, 0.2, 0.2];
        double[][] averages = Members.Averages(outputs, shares);
        EnsembleDisagreement<double> disagreement = Members.Of<double>(outputs).PredictDisagreement(Members.Questions<double>(200));
        for (int row = 0; row < 200; row++)
        {
            double whole = Members.Entropy(averages[row]), mean = outputs.Average(member => Members.Entropy(Members.Softmax(member[row])));
            Assert.Equal(whole, disagreement.Entropy[row], 1e-12);
            Assert.Equal(mean, disagreement.MeanEntropy[row], 1e-12);
            Assert.Equal(whole - mean, disagreement.MutualInformation[row], 1e-12);
        }
    }

    [Fact]
    public void Members_that_are_sure_of_different_classes_disagree_by_log_2_and_equal_ones_by_nothing()
    {
        EnsembleDisagreement<double> sure = Members.Of<double>([[[1000, 0]], [[0, 1000]]]).PredictDisagreement(
            Members.Questions<double>(1));
        Assert.Equal((Math.Log(2), 0, Math.Log(2)),
            (sure.Entropy.ToScalar(), sure.MeanEntropy.ToScalar(), sure.MutualInformation.ToScalar()));
        double[][][] outputs = Members.RandomOutputs(1, 500, 10, 4, seed: 6);
        double[][] almost = [.. outputs[0].Select(row => row.Select((z, k) => z + (k == 3 ? 1e-13 : 0)).ToArray())];
        Assert.All(Members.Of<double>([outputs[0], outputs[0]]).PredictDisagreement(
            Members.Questions<double>(500)).MutualInformation.ToArray(),
            value => Assert.Equal(0, value));
        Assert.All(Members.Of<double>([outputs[0], almost, almost]).PredictDisagreement(
            Members.Questions<double>(500)).MutualInformation.ToArray(),
            value => Assert.InRange(value, 0, 1e-12));
    }

    [Fact]
    public void What_is_not_a_number_stays_in_its_row()
    {
        var ensemble = Members.Of<double>([[[1, 2], [1, 2]], [[1, 2], [1, 2]]]);
        Tensor<double> inputs = Tensor.Create<double>([double.NaN, 0, 0, 1], [2, 2]);
        double[] probabilities = ensemble.PredictProbabilities(inputs).ToArray();
        Assert.All(probabilities[..2], value => Assert.Equal(double.NaN, value));
        Assert.Equal(1, probabilities[2..].Sum(), 1e-15);
        Assert.Equal(double.NaN, ensemble.PredictSpread(inputs)[0, 0]);
        Assert.Equal(double.NaN, ensemble.PredictDisagreement(inputs).MutualInformation[0]);
    }

    [Fact]
    public async Task Predictions_are_those_of_the_members_at_once_and_from_many_threads()
    {
        Mlp<float>[] members = [.. Enumerable.Range(0, 3).Select(m =>
            new Mlp<float>([4, 8, 3], Activation.Relu, new XoshiroRandom(1, (ulong)m)))];
        Ensemble<float> ensemble = new(members);
        Tensor<float> inputs = Tensor.Uniform([600, 4], -1f, 1f, new Random(1)), all = ensemble.PredictMembers(inputs);
        Assert.Equal([600, 3, 3], all.Shape);
        for (int m = 0; m < 3; m++)
        {
            float[] expected = members[m].Predict(inputs).ToArray();
            Assert.Equal(expected, all.ToArray().Chunk(3).Where((_, place) => place % 3 == m).SelectMany(row => row));
        }
        float[] probabilities = ensemble.PredictProbabilities(inputs).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++) Assert.Equal(probabilities, ensemble.PredictProbabilities(inputs).ToArray());
        })));
        Assert.Equal("layers.0.weight", members[0].Parameters[0].Name);
    }

    [Fact]
    public void Logarithms_are_logits_to_metrics()
    {
        double[][][] outputs = Members.RandomOutputs(3, 40, 4, 3, seed: 7);
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 4)];
        double[][] averages = Members.Averages(outputs, [1.0 / 3, 1.0 / 3, 1.0 / 3]);
        Tensor<double> logarithms = Members.Of<double>(outputs).PredictLogProbabilities(Members.Questions<double>(40));
        Assert.Equal(averages.Select((row, i) => -Math.Log(row[labels[i]])).Average(), Metric.LogLoss.Of(logarithms, labels), 1e-12);
    }

    [Fact]
    public void Members_that_do_not_fit_together_are_refused()
    {
        Mlp<float> first = new([4, 8, 3], Activation.Relu, new Random(1)), wide = new([5, 8, 3], Activation.Relu, new Random(1)),
            more = new([4, 8, 2], Activation.Relu, new Random(1));
        AssertRefused<ArgumentException>("Ensemble: expected at least one member, got none", () => _ = new Ensemble<float>([]));
        AssertRefused<ArgumentException>("expected members of the same inputs, got 4 of member 0 and 5 of member 1", () =>
            _ = new Ensemble<float>([first, wide]));
        AssertRefused<ArgumentException>("expected members of the same outputs, got 3 of member 0 and 2 of member 1", () =>
            _ = new Ensemble<float>([first, more]));
        AssertRefused<ArgumentException>("member 1 is the same network as member 0", () => _ = new Ensemble<float>([first, first]));
        AssertRefused<ArgumentException>("a weight for each of 1 members, got 2", () => _ = new Ensemble<float>([first], [1, 1]));
        AssertRefused<ArgumentException>("the weight of member 0 must be a finite number above 0, got 0", () =>
            _ = new Ensemble<float>([first], [0]));
        AssertRefused<ArgumentException>("WithTemperature: temperature must be a finite number of at least 1e-300, got 0", () =>
            new Ensemble<float>([first]).WithTemperature(0));
        AssertRefused<ArgumentNullException>("member 1 is null", () => _ = new Ensemble<float>([first, null!]));

        // Layers that do not tell what they give are found out at the first prediction.
        var hidden = new Ensemble<float>([new Silent(first), new Silent(more)]);
        AssertRefused<InvalidOperationException>("expected outputs of one shape, got [2, 3] from member 0 and [2, 2] from member 1",
            () => hidden.PredictProbabilities(Tensor.Zeros<float>([2, 4])));
        var fed = new Ensemble<float>([new Silent(first), new Silent(wide)]);
        AssertRefused<ArgumentException>("member 1 does not take inputs of shape [2, 4]", () =>
            fed.PredictMeans(Tensor.Zeros<float>([2, 4])));
    }

    internal static void AssertRefused<TException>(string expected, Action action) where TException : Exception =>
        Assert.Contains(expected, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);

    private static void AssertNear(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance)
    {
        foreach ((double one, double other) in expected.Zip(actual)) Assert.Equal(one, other, tolerance * Math.Max(1, Math.Abs(one)));
        Assert.Equal(expected.Count(), actual.Count());
    }

    /// <summary>A layer that does not tell its sizes.</summary>
    private sealed class Silent : Layer<float>
    {
        private readonly Layer<float> inner;

        public Silent(Layer<float> inner) => this.inner = Register("inner", inner);

        protected override Tensor<float> Compute(Tensor<float> input) => inner.Forward(input);
    }

    /// <summary>A layer that answers the number of a row with its outputs, which need not be finite.</summary>
    private sealed class Table(double[][] outputs) : Layer<double>
    {
        public override string Description => nameof(Table);

        protected override Tensor<double> Compute(Tensor<double> input) =>
            Tensor.Create<double>([.. outputs.SelectMany(row => row)], [outputs.Length, outputs[0].Length]) + 0 * input;
    }
}
