using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class MlpEnsembleTests
{
    private static readonly Dataset<float> moons = Problems.Moons(200, seed: 1), unseen = Problems.Moons(200, seed: 2);
    private static readonly Table plants = Problems.Plants(150, seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Inputs_that_overflow_are_refused_rather_than_answered(int members)
    {
        Tensor<float> far = Tensor.Create([0.5f, 0.5f, 3e38f, -3e38f], [2, 2]);
        MlpClassifier classifier = new() { Members = members, HiddenSizes = [4], Epochs = 2 };
        classifier.Fit(Problems.Moons(60, 1));
        EnsembleTests.AssertRefused<ArgumentException>("the outputs for row 1 are not finite", () => classifier.Predict(far));
        EnsembleTests.AssertRefused<ArgumentException>("row 1", () => classifier.PredictProbabilities(far));
        MlpRegressor regressor = new() { Members = members, HiddenSizes = [4], Epochs = 2 };
        regressor.Fit(Problems.Waves(60, 1));
        EnsembleTests.AssertRefused<ArgumentException>("the outputs for row 1 are not finite", () => regressor.Predict(far));
    }

    [Fact]
    public void Member_3_of_5_is_the_network_of_its_seed_alone_and_the_first_that_of_the_estimators()
    {
        MlpClassifier five = Classifier(members: 5, workers: 1), parallel = Classifier(members: 5, workers: 3);
        five.Fit(moons);
        parallel.Fit(moons);
        Assert.Equal((5, 5, 5), (five.Models.Count, five.Histories.Count, five.MemberSeeds.Distinct().Count()));
        Assert.Same(five.Model, five.Models[0]);
        Assert.Same(five.History, five.Histories[0]);
        for (int m = 0; m < 5; m++)
        {
            MlpClassifier alone = Classifier(members: 1, workers: 1, five.MemberSeeds[m]);
            alone.Fit(moons);
            MlpClassifierTests.AssertSameWeights(alone.Model, five.Models[m]);
            MlpClassifierTests.AssertSameWeights(alone.Model, parallel.Models[m]);
            Assert.Equal(alone.History!.StepLosses, five.Histories[m].StepLosses);
        }
        Assert.Equal(7ul, five.MemberSeeds[0]);
        Assert.Equal(EnsembleMember.SeedOf(7, 3), five.MemberSeeds[3]);
    }

    [Fact]
    public void Probabilities_are_the_mean_of_the_members_and_all_else_follows()
    {
        MlpClassifier five = Classifier(members: 5, workers: 2);
        five.Fit(moons);
        float[][] each = [.. five.MemberSeeds.Select(seed =>
        {
            MlpClassifier alone = Classifier(members: 1, workers: 1, seed);
            alone.Fit(moons);
            return alone.PredictProbabilities(unseen.Inputs).ToArray();
        })];
        float[] together = five.PredictProbabilities(unseen.Inputs).ToArray();
        for (int i = 0; i < together.Length; i++) Assert.Equal(each.Average(one => one[i]), together[i], 1e-6f);
        int[] classes = [.. together.Chunk(2).Select(row => row[1] > row[0] ? 1 : 0)];
        Assert.Equal(classes, five.Predict(unseen.Inputs));
        Assert.Equal(classes.Zip(unseen.Labels).Count(pair => pair.First == pair.Second) / 200.0, five.Score(unseen), 1e-12);
        Assert.Equal(together.Chunk(2).Zip(unseen.Labels, (row, label) => -Math.Log(row[label])).Average(), five.Evaluate(unseen).Loss,
            1e-5);
        double[] entropies = [.. each.Select((one, m) => Members.Entropy([.. one.Take(2).Select(p => (double)p)]))];
        EnsembleDisagreement<float> disagreement = five.PredictDisagreement(unseen.Inputs);
        Assert.Equal(entropies.Average(), disagreement.MeanEntropy[0], 1e-5);
        Assert.All(disagreement.MutualInformation.ToArray(), value => Assert.InRange(value, 0, MathF.Log(2)));
    }

    [Fact]
    public void Held_out_samples_and_scales_are_the_same_for_all_members()
    {
        MlpClassifier three = new() { HiddenSizes = [8], Epochs = 5, StopsEarly = true, Members = 3, Seed = 4, BatchSize = 32 };
        three.Fit(moons);
        MlpClassifier first = new() { HiddenSizes = [8], Epochs = 5, StopsEarly = true, Seed = 4, BatchSize = 32 };
        first.Fit(moons);
        MlpClassifierTests.AssertSameWeights(first.Model, three.Models[0]);
        Assert.All(three.Histories, history => Assert.NotNull(history.Epochs[0].Validation));
    }

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.None)]
    public void A_regressor_gives_mean_and_spread_in_the_unit_of_the_targets(Scaling scaling)
    {
        Random random = new(1);
        Tensor<float> inputs = Tensor.Uniform([80, 2], -1f, 1f, random), targets = Tensor.Uniform([80, 2], 100f, 500f, random);
        MlpRegressor four = Regressor(4, 0);
        four.Fit(inputs, targets);
        float[][] each = [.. four.MemberSeeds.Select(seed =>
        {
            MlpRegressor alone = Regressor(1, seed);
            alone.Fit(inputs, targets);
            return alone.Predict(inputs).ToArray();
        })];
        float[] means = four.Predict(inputs).ToArray(), spread = four.PredictSpread(inputs).ToArray();
        for (int i = 0; i < means.Length; i++)
        {
            double mean = each.Average(one => (double)one[i]), variance = each.Average(one => Math.Pow(one[i] - mean, 2));
            Assert.Equal(mean, means[i], 1e-3);
            Assert.Equal(Math.Sqrt(variance), spread[i], 1e-3);
        }
        Assert.Equal([80, 2], four.PredictSpread(inputs).Shape);
        Assert.Contains(spread, value => value > 0.1f);
        MlpRegressor single = Regressor(1, 0);
        single.Fit(inputs, targets.Sum([1]));
        Assert.All(single.PredictSpread(inputs).ToArray(), value => Assert.Equal(0, value));
        Assert.Equal([80], single.PredictSpread(inputs).Shape);

        MlpRegressor Regressor(int members, ulong seed) =>
            new() { HiddenSizes = [8], Epochs = 5, BatchSize = 16, TargetScaling = scaling, Members = members, Workers = 2, Seed = seed };
    }

    [Fact]
    public void All_members_are_in_one_file()
    {
        using TemporaryFolder folder = new();
        MlpClassifier three =
            new() { HiddenSizes = [6], Epochs = 3, Members = 3, Workers = 2, Dropout = 0.1, Activation = Activation.Tanh };
        three.Fit(plants, "species");
        three.Save(folder.File("a"));
        var loaded = MlpClassifier.Load(folder.File("a"));
        Assert.Equal((3, 3, 0), (loaded.Members, loaded.Models.Count, loaded.Histories.Count));
        Assert.Null(loaded.History);
        Assert.Equal(three.PredictProbabilities(plants).ToArray(), loaded.PredictProbabilities(plants).ToArray());
        loaded.Save(folder.File("b"));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));
        loaded.Fit(plants, "species");
        MlpClassifierTests.AssertSameWeights(three.Models[2], loaded.Models[2]);

        MlpRegressor regressor = new() { HiddenSizes = [], Epochs = 3, Members = 2 };
        regressor.Fit(plants, "price");
        regressor.Save(folder.File("a"));
        var other = (MlpRegressor)MlpEstimator.Load(folder.File("a"));
        Assert.Equal(regressor.Predict(plants).ToArray(), other.Predict(plants).ToArray());
        Assert.Equal(regressor.PredictSpread(plants).ToArray(), other.PredictSpread(plants).ToArray());

        // Of one member nothing speaks of members.
        MlpClassifier single = new() { HiddenSizes = [6], Epochs = 1 };
        single.Fit(moons);
        single.Save(folder.File("a"));
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("a"));
        Assert.DoesNotContain("member", file.Metadata["minigrad_estimator"], StringComparison.Ordinal);
        Assert.DoesNotContain(file.Entries, entry => entry.Name.Contains("member", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_with_a_member_missing_or_of_other_sizes_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        MlpClassifier three = new() { HiddenSizes = [6], Epochs = 1, Members = 3 };
        three.Fit(moons);
        three.Save(path);
        Dictionary<string, Tensor<float>> arrays = [];
        Dictionary<string, string> metadata = [];
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            foreach (SafetensorsEntry entry in file.Entries) arrays.Add(entry.Name, file.ReadTensor<float>(entry.Name));
            foreach ((string key, string value) in file.Metadata) metadata.Add(key, value);
        }
        string settings = metadata["minigrad_estimator"];
        Write(settings, arrays);
        Assert.Equal(3, MlpClassifier.Load(path).Models.Count);
        Refused("there is no 'members.1.layers.0.weight'", settings, arrays
            .Where(entry => !entry.Key.StartsWith("members.1.", StringComparison.Ordinal)));
        Refused("'members.3.layers.0.weight' is not expected in a file of 3 members", settings,
            [.. arrays, new("members.3.layers.0.weight", Tensor.Zeros<float>([2, 6]))]);
        Refused("'members.1.other' is not expected", settings, [.. arrays, new("members.1.other", Tensor.Zeros<float>([2, 6]))]);
        Refused("expected 2 outputs of member 2 of the network, got 5", settings, arrays.Select(entry => entry.Key switch
        {
            "members.2.layers.1.weight" => new(entry.Key, Tensor.Zeros<float>([6, 5])),
            "members.2.layers.1.bias" => new(entry.Key, Tensor.Zeros<float>([5])),
            _ => entry,
        }));
        Refused("'weights' are 2: expected one for each of 3 members",
            System.Text.RegularExpressions.Regex.Replace(settings, "\"weights\":\\[[^]]*]", "\"weights\":[0.5,0.5]"), arrays);

        void Write(string text, IEnumerable<KeyValuePair<string, Tensor<float>>> entries)
        {
            SafetensorsBuilder builder = new();
            foreach ((string key, string value) in metadata) builder.AddMetadata(key, key == "minigrad_estimator" ? text : value);
            foreach ((string name, Tensor<float> array) in entries) builder.Add(name, array);
            builder.Save(path);
        }

        void Refused(string expected, string text, IEnumerable<KeyValuePair<string, Tensor<float>>> entries)
        {
            Write(text, entries);
            string message = Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fitted_estimators_of_different_networks_become_one()
    {
        using TemporaryFolder folder = new();
        MlpClassifier[] all = [Fitted(new() { HiddenSizes = [6], Epochs = 3 }), Fitted(new() { HiddenSizes = [], Epochs = 3, Seed = 2 }),
            Fitted(new() { HiddenSizes = [5, 4], Activation = Activation.Tanh, Dropout = 0.2, Epochs = 3, Members = 2 })];
        var together = MlpClassifier.Combine(all, [1, 1, 2]);
        Assert.Equal((4, 4, 3), (together.Members, together.Models.Count, together.Epochs));
        float[][] each = [.. all.Select(one => one.PredictProbabilities(plants).ToArray())];
        float[] averages = together.PredictProbabilities(plants).ToArray();
        for (int i = 0; i < averages.Length; i++) Assert.Equal(0.25 * each[0][i] + 0.25 * each[1][i] + 0.5 * each[2][i], averages[i], 1e-6);
        together.Save(folder.File("a"));
        Assert.Equal(averages, MlpClassifier.Load(folder.File("a")).PredictProbabilities(plants).ToArray());

        static MlpClassifier Fitted(MlpClassifier classifier)
        {
            classifier.Fit(plants, "species");
            return classifier;
        }
    }

    [Fact]
    public void Estimators_that_do_not_fit_together_are_refused()
    {
        MlpClassifier first = Fitted(moons), again = Fitted(moons), unfitted = new();
        Refused("MlpClassifier: expected at least one estimator, got none", []);
        Refused("expected estimators of the same classes, got 0, 1 of estimator 0 and 0, 1, 2 of estimator 1",
            [first, Fitted(new(moons.Inputs, [2, .. moons.Labels.Skip(1)]))]);
        Refused("expected estimators of the same features, got 2 of estimator 0 and 3 of estimator 1",
            [first, Fitted(new(Tensor.Concatenate([moons.Inputs, moons.Inputs.Sum([1], keepDimensions: true)], 1), moons.Labels))]);
        Refused("estimator 1 does it otherwise than estimator 0", [first, Fitted(unseen)]);
        Refused("member 1 is the same network as member 0", [first, first]);
        EnsembleTests.AssertRefused<InvalidOperationException>("nothing was learned yet", () => MlpClassifier.Combine([first, unfitted]));
        EnsembleTests.AssertRefused<ArgumentException>("expected a weight for each of 2 estimators, got 1", () =>
            MlpClassifier.Combine([first, again], [1]));
        Assert.Equal(2, MlpClassifier.Combine([first, again]).Models.Count);
        MlpClassifier table = new() { HiddenSizes = [4], Epochs = 1 };
        table.Fit(plants, "species");
        Refused("expected estimators of the same data, got tensors of estimator 0 and a table of estimator 1", [first, table]);
        MlpRegressor vector = new() { HiddenSizes = [4], Epochs = 1 }, matrix = new() { HiddenSizes = [4], Epochs = 1 };
        vector.Fit(moons.Inputs, moons.Inputs.Sum([1]));
        matrix.Fit(moons.Inputs, moons.Inputs.Sum([1], keepDimensions: true));
        EnsembleTests.AssertRefused<ArgumentException>("expected estimators of the same targets", () =>
            MlpRegressor.Combine([vector, matrix]));

        static void Refused(string expected, MlpClassifier[] estimators) =>
            EnsembleTests.AssertRefused<ArgumentException>(expected, () => MlpClassifier.Combine(estimators));

        static MlpClassifier Fitted(Dataset<float> data)
        {
            MlpClassifier classifier = new() { HiddenSizes = [4], Epochs = 1 };
            classifier.Fit(data);
            return classifier;
        }
    }

    [Fact]
    public void Settings_out_of_their_range_and_members_that_diverge_are_named()
    {
        EnsembleTests.AssertRefused<ArgumentException>("expected Members to be from 1 to 1000, got 0", () =>
            _ = new MlpClassifier { Members = 0 });
        EnsembleTests.AssertRefused<ArgumentException>("expected Workers to be at least 1, got 0", () =>
            _ = new MlpRegressor { Workers = 0 });
        MlpClassifier diverging = new() { HiddenSizes = [8], LearningRate = 1e30, Epochs = 20, Members = 3, Workers = 2 };
        EnsembleTests.AssertRefused<InvalidOperationException>("MlpClassifier: member 0 diverged: the loss became ", () =>
            diverging.Fit(moons));
        Assert.False(diverging.IsFitted);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Classifier(3, workers: 2).Fit(moons, source.Token));
    }

    [Fact]
    public void Callbacks_hear_of_the_first_member_alone()
    {
        List<EpochResult> heard = [];
        MlpClassifier three = new()
        {
            HiddenSizes = [4],
            Epochs = 4,
            Members = 3,
            Workers = 2,
            Callbacks = [TrainingCallback.Report(epochs: new Training.ImmediateProgress<EpochResult>(heard.Add))],
        };
        three.Fit(moons);
        Assert.Equal(three.Histories[0].Epochs.Select(epoch => epoch.TrainingLoss), heard.Select(epoch => epoch.TrainingLoss));
    }

    private static MlpClassifier Classifier(int members, int workers, ulong seed = 7) => new()
    {
        HiddenSizes = [12],
        LearningRate = 0.01,
        BatchSize = 32,
        Epochs = 6,
        Dropout = 0.1,
        Members = members,
        Workers = workers,
        Seed = seed,
    };
}
