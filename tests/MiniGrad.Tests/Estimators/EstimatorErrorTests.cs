using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EstimatorErrorTests
{
    private static readonly Dataset<float> moons = Problems.Moons(40, seed: 1);

    [Fact]
    public void Nothing_is_predicted_before_something_was_learned()
    {
        var classifier = new MlpClassifier();
        Assert.False(classifier.IsFitted);
        Action[] calls =
        [
            () => classifier.Predict(moons.Inputs), () => classifier.PredictProbabilities(moons.Inputs), () =>
                classifier.PredictClassNames(moons.Inputs),
            () => classifier.Score(moons), () => classifier.Evaluate(moons), () => classifier.Save("never.safetensors"), () =>
                _ = classifier.Model,
            () => _ = classifier.ClassNames, () => _ = classifier.History, () => _ = classifier.Encoder, () => _ = classifier.FeatureCount,
        ];
        Assert.All(calls, call => Assert.Equal("MlpClassifier: call Fit or Load first; nothing was learned yet.",
            Assert.Throws<InvalidOperationException>(call).Message));
        string message = Assert.Throws<InvalidOperationException>(() => new MlpRegressor().Predict(moons.Inputs)).Message;
        Assert.StartsWith("MlpRegressor: call Fit", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_features_is_refused_with_both()
    {
        var classifier = new MlpClassifier { Epochs = 1 };
        classifier.Fit(moons);
        string message = Assert.Throws<ArgumentException>(() => classifier.Predict(Tensor.Zeros<float>([5, 3]))).Message;
        Assert.StartsWith("MlpClassifier: it was fitted on 2 features; expected inputs [samples, 2], got [5, 3].", message,
            StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => classifier.Score(new Dataset<float>(Tensor.Zeros<float>([2]), [0, 1]))).Message;
        Assert.StartsWith("MlpClassifier: expected inputs [samples, features], got [2].", message, StringComparison.Ordinal);
        Assert.Equal(0, classifier.Predict(Tensor.Zeros<float>([0, 2])).ElementCount);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Numbers_that_are_not_finite_are_refused_with_their_place(float value, string text)
    {
        float[] numbers = new float[20];
        numbers[7] = value;
        Tensor<float> inputs = Tensor.Create<float>(numbers, [10, 2]), vector = Tensor.Create<float>(numbers.AsSpan(0, 10), [10]);
        int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        string expected = $"expected finite inputs, got {text} in row 3, column 1.";
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new MlpClassifier().Fit(inputs, labels)).Message,
            StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new MlpRegressor().Fit(inputs, vector)).Message,
            StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => new MlpRegressor().Fit(Tensor.Zeros<float>([10, 2]), vector)).Message;
        Assert.Contains($"expected finite targets, got {text} in row 7, column 0.", message, StringComparison.Ordinal);
        var classifier = new MlpClassifier { Epochs = 1 };
        classifier.Fit(moons);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => classifier.Predict(inputs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_teach_nothing_are_refused()
    {
        Tensor<float> inputs = Tensor.Zeros<float>([4, 2]);
        AssertRefused("expected labels of at least two classes, got 1 for every sample", () =>
            new MlpClassifier().Fit(inputs, [1, 1, 1, 1]));
        AssertRefused("expected samples to learn from, got none", () => new MlpClassifier().Fit(Tensor.Zeros<float>([0, 2]), []));
        AssertRefused("expected samples to learn from, got none", () =>
            new MlpRegressor().Fit(Tensor.Zeros<float>([0, 2]), Tensor.Zeros<float>([0])));
        AssertRefused("expected inputs [samples, features], got [4]", () =>
            new MlpRegressor().Fit(Tensor.Zeros<float>([4]), Tensor.Zeros<float>([4])));
        AssertRefused("expected targets [samples] or [samples, outputs], got [4, 1, 1]", () =>
            new MlpRegressor().Fit(inputs, Tensor.Zeros<float>([4, 1, 1])));
        AssertRefused("expected inputs and labels of as many samples along the first axis, got shapes [4, 2] and [2]", () =>
            new MlpClassifier().Fit(inputs, [0, 1]));
        AssertRefused("expected labels [samples], got [4, 1]", () =>
            new MlpClassifier().Fit(inputs, IndexTensor.Create([0, 1, 0, 1], [4, 1])));
        AssertRefused(
            "early stopping holds out a share of 0.1 of 4 samples; expected at least one to learn from and one to watch, got 4 and 0",
            () => new MlpClassifier { StopsEarly = true }.Fit(inputs, [0, 1, 0, 1]));

        static void AssertRefused(string expected, Action fit) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(fit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_judged_by_no_samples()
    {
        Table plants = Problems.Plants(30, seed: 1), none = plants.Select([]);
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1 }, ofTable = new() { HiddenSizes = [], Epochs = 1 };
        MlpRegressor regressor = new() { HiddenSizes = [], Epochs = 1 }, ofTableToo = new() { HiddenSizes = [], Epochs = 1 };
        classifier.Fit(moons);
        ofTable.Fit(plants, "species");
        regressor.Fit(Problems.Waves(20, seed: 1));
        ofTableToo.Fit(plants, "price");
        Dataset<float> noLabels = moons.Select([]);
        Dataset<float> noNumbers = Problems.Waves(20, seed: 1).Select([]);
        Action[] judgements =
        [
            () => classifier.Score(noLabels), () => classifier.Score(noLabels.Inputs, noLabels.Labels), () => classifier.Evaluate(noLabels),
            () => regressor.Score(noNumbers), () => regressor.Score(noNumbers.Inputs, noNumbers.Targets), () =>
                regressor.Evaluate(noNumbers),
            () => ofTable.Score(none), () => ofTable.Evaluate(none), () => ofTableToo.Score(none), () => ofTableToo.Evaluate(none),
        ];
        IEnumerable<string> messages = judgements.Select(judge => Assert.Throws<ArgumentException>(judge).Message);
        Assert.All(messages, message => Assert.EndsWith(": expected samples to judge it by, got none.", message, StringComparison.Ordinal));
        Assert.Equal(0, ofTableToo.Predict(none).ElementCount);
    }

    [Fact]
    public void Settings_out_of_their_range_are_refused_when_they_are_made()
    {
        Action[] settings =
        [
            () => _ = new MlpClassifier { HiddenSizes = [5, 0] }, () => _ = new MlpClassifier { Activation = (Activation)99 },
            () => _ = new MlpClassifier { Dropout = 1 }, () => _ = new MlpClassifier { Dropout = double.NaN }, () =>
                _ = new MlpClassifier { LearningRate = -1 },
            () => _ = new MlpClassifier { LearningRate = double.PositiveInfinity }, () => _ = new MlpClassifier { BatchSize = 0 },
            () => _ = new MlpClassifier { Epochs = 0 }, () => _ = new MlpClassifier { L2Penalty = -1e-9 }, () =>
                _ = new MlpClassifier { Tolerance = double.NaN },
            () => _ = new MlpClassifier { Patience = 0 }, () => _ = new MlpClassifier { ValidationShare = 1 }, () =>
                _ = new MlpClassifier { ValidationShare = 0 },
            () => _ = new MlpClassifier { InputScaling = (Scaling)7 }, () => _ = new MlpRegressor { TargetScaling = (Scaling)7 },
        ];
        Assert.All(settings, setting =>
            Assert.StartsWith("Mlp", Assert.Throws<ArgumentOutOfRangeException>(setting).Message, StringComparison.Ordinal));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new MlpRegressor { HiddenSizes = [5, 0] }).Message;
        Assert.StartsWith("MlpRegressor: expected HiddenSizes to be sizes of at least 1, got [5, 0].", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new MlpClassifier { HiddenSizes = null! });
    }
}
