using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Training;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class MlpClassifierTests
{
    private static readonly Dataset<float> moons = Problems.Moons(300, seed: 1), unseen = Problems.Moons(400, seed: 2);

    [Fact]
    public void It_learns_what_no_line_divides()
    {
        var classifier = new MlpClassifier { HiddenSizes = [32], LearningRate = 0.01, BatchSize = 32, Epochs = 100 };
        TrainingHistory history = classifier.Fit(moons);
        Assert.InRange(classifier.Score(unseen), 0.98, 1);
        Assert.InRange(LinearScore(), 0.8, 0.92);
        Assert.Same(history, classifier.History);
        Assert.Equal(["0", "1"], classifier.ClassNames);
        Assert.Equal((2, true), (classifier.FeatureCount, classifier.IsFitted));

        Tensor<float> probabilities = classifier.PredictProbabilities(unseen.Inputs);
        IndexTensor classes = classifier.Predict(unseen.Inputs);
        Assert.Equal([400, 2], probabilities.Shape);
        Assert.All(probabilities.Sum([1]).ToArray(), sum => Assert.Equal(1, sum, 1e-5f));
        Assert.Equal(probabilities.ArgMax(1), classes);
        Assert.Equal(classes.Select(label => $"{label}"), classifier.PredictClassNames(unseen.Inputs));
        Assert.Equal(classes.Zip(unseen.Labels).Count(pair => pair.First == pair.Second) / 400.0,
            classifier.Score(unseen.Inputs, unseen.Labels), 12);

        static double LinearScore()
        {
            var linear = new MlpClassifier { HiddenSizes = [], LearningRate = 0.01, BatchSize = 32, Epochs = 100 };
            linear.Fit(moons);
            return linear.Score(unseen);
        }
    }

    [Fact]
    public void It_does_what_scaler_network_and_trainer_do_by_hand_bit_for_bit()
    {
        var classifier = new MlpClassifier { HiddenSizes = [16, 8], Activation = Activation.Tanh, L2Penalty = 0.5, Epochs = 4,
            BatchSize = 64, Dropout = 0.25, Seed = 7 };
        classifier.Fit(moons);

        FeatureScaler<float> scaler = FeatureScaler.Fit(moons.Inputs);
        Mlp<float> byHand = new([2, 16, 8, 2], Activation.Tanh, new XoshiroRandom(7, 1UL << 62), dropout: 0.25, Initializer.GlorotUniform);
        var optimizer = new Adam<float>(byHand.Parameters, 1e-3);
        optimizer.Add(
            new ParameterGroup<float>([.. byHand.Parameters.Where(parameter => parameter.Shape.Rank == 2)]) { WeightDecay = 0.5 / 64 });
        TrainingHistory history = new Trainer<float>(byHand, optimizer,
            new Dataset<float>(scaler.Apply(moons.Inputs), moons.Labels)) { BatchSize = 64, Seed = 7 }.Fit(4);

        AssertSameWeights(byHand, classifier.Model);
        Assert.Equal(history.StepLosses, classifier.History!.StepLosses);
        Assert.Equal(new Predictor<float>(byHand).Predict(scaler.Apply(unseen.Inputs)).Softmax().ToArray(),
            classifier.PredictProbabilities(unseen.Inputs).ToArray());
    }

    [Fact]
    public void Early_stopping_learns_from_its_share_of_each_class_and_brings_the_best_weights_back()
    {
        // Classes of 150, 149 and 1: the one is learned from.
        Dataset<float> data = new(moons.Inputs, [2, .. moons.Labels.Skip(1)]);
        var classifier = new MlpClassifier { HiddenSizes = [64], LearningRate = 0.05, StopsEarly = true, Patience = 3, Seed = 3 };
        TrainingHistory history = classifier.Fit(data);

        int[][] parts = Partition.SplitStratified(data.Labels.ToArray().AsSpan(1), [0.9, 0.1], new XoshiroRandom(3, 1UL << 63));
        Dataset<float> learned = data.Select([0, .. parts[0].Select(place => place + 1)]), watched =
            data.Select([.. parts[1].Select(place => place + 1)]);
        Assert.Equal([15, 15], watched.Labels.CountBy(label => label).Select(pair => pair.Value));
        FeatureScaler<float> scaler = FeatureScaler.Fit(learned.Inputs);
        Mlp<float> byHand = new([2, 64, 3], Activation.Relu, new XoshiroRandom(3, 1UL << 62), weights: Initializer.GlorotUniform);
        var optimizer = new Adam<float>(byHand.Parameters, 0.05);
        optimizer.Add(
            new ParameterGroup<float>([.. byHand.Parameters.Where(parameter => parameter.Shape.Rank == 2)]) { WeightDecay = 1e-4 / 200 });
        TrainingHistory expected = new Trainer<float>(
            byHand, optimizer, new Dataset<float>(scaler.Apply(learned.Inputs), learned.Labels),
                new Dataset<float>(scaler.Apply(watched.Inputs), watched.Labels))
        {
            BatchSize = 200,
            Seed = 3,
            EarlyStopping = new EarlyStopping(patience: 3, minimumChange: 1e-4),
        }.Fit(200);

        AssertSameWeights(byHand, classifier.Model);
        Assert.Equal(expected.Epochs.Select(epoch => epoch.Validation), history.Epochs.Select(epoch => epoch.Validation));
        Assert.Equal(StopKind.NoImprovement, history.Reason!.Kind);
        Assert.InRange(history.Epochs.Count, 4, 199);
    }

    [Fact]
    public void Without_it_training_ends_when_the_training_loss_gets_no_better()
    {
        var classifier = new MlpClassifier { HiddenSizes = [16], Tolerance = 1, Patience = 4, Epochs = 50 };
        TrainingHistory history = classifier.Fit(moons);
        Assert.Equal((5, StopKind.NoImprovement), (history.Epochs.Count, history.Reason!.Kind));
        Assert.All(history.Epochs, epoch => Assert.Null(epoch.Validation));
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_and_another_another()
    {
        float[] first = WeightsOf(seed: 5);
        Assert.Equal(first, WeightsOf(seed: 5));
        Assert.NotEqual(first, WeightsOf(seed: 6));

        static float[] WeightsOf(ulong seed)
        {
            var classifier = new MlpClassifier { HiddenSizes = [8], Epochs = 3, Dropout = 0.1, StopsEarly = true, Seed = seed };
            classifier.Fit(moons);
            return [.. classifier.Model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void Balanced_classes_bring_the_rare_one_up()
    {
        // One sample in eleven is of class 1, and the two lie close together.
        Dataset<float> noisy = Problems.Moons(600, seed: 4, noise: 0.5);
        Dataset<float> rare = noisy.Select([.. Enumerable.Range(0, 600).Where(place => noisy.Labels[place] == 0 || place % 20 == 1)]);
        Dataset<float> judge = Problems.Moons(1000, seed: 5, noise: 0.5);
        Assert.InRange(BalancedAccuracy(false), 0.5, 0.7);
        Assert.InRange(BalancedAccuracy(true), 0.75, 1);

        double BalancedAccuracy(bool balance)
        {
            var classifier = new MlpClassifier { HiddenSizes = [16], LearningRate = 0.01, Epochs = 60, BalancesClasses = balance };
            classifier.Fit(rare);
            return classifier.Evaluate(judge, [Metric.BalancedAccuracy])["balanced accuracy"];
        }
    }

    [Fact]
    public void Samples_of_weight_0_do_not_count()
    {
        // Half of the labels are wrong, and do not count.
        int[] wrong = [.. moons.Labels.Select((label, place) => place % 4 < 2 ? 1 - label : label)];
        float[] weights = [.. Enumerable.Range(0, 300).Select(place => place % 4 < 2 ? 0f : 1f)];
        var classifier = new MlpClassifier { HiddenSizes = [32], LearningRate = 0.01, BatchSize = 32, Epochs = 150 };
        Dataset<float> data = new(moons.Inputs, wrong, Tensor.Create<float>(weights, [300]));
        classifier.Fit(data);
        Assert.InRange(classifier.Score(unseen), 0.97, 1);
        Assert.InRange(classifier.Score(data), 0.97, 1);
        Assert.InRange(classifier.Score(data.Inputs, data.Labels), 0.45, 0.55);
    }

    [Fact]
    public void Evaluation_is_the_metrics_of_the_outputs()
    {
        var classifier = new MlpClassifier { HiddenSizes = [8], Epochs = 20 };
        classifier.Fit(moons);
        EvaluationResult result = classifier.Evaluate(unseen);
        Assert.Equal(["accuracy", "balanced accuracy", "F1 (macro)"], result.Metrics.Select(metric => metric.Name));
        Assert.Equal(classifier.Score(unseen), result["accuracy"]);
        double[] logarithms = [.. classifier.PredictProbabilities(unseen.Inputs).ToArray().Chunk(2)
            .Zip(unseen.Labels, (row, label) => -Math.Log(row[label]))];
        Assert.Equal(logarithms.Average(), result.Loss, 1e-6);
    }

    [Fact]
    public async Task Predictions_are_the_same_from_many_threads_and_while_another_fits()
    {
        var classifier = new MlpClassifier { HiddenSizes = [32], Epochs = 5 };
        classifier.Fit(moons);
        float[] expected = classifier.PredictProbabilities(unseen.Inputs).ToArray();
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 25; i++) Assert.Equal(expected, classifier.PredictProbabilities(unseen.Inputs).ToArray());
        }))];
        await Task.WhenAll(tasks);

        List<float[]> during = [];
        MlpClassifier? watched = null;
        watched = new MlpClassifier { HiddenSizes = [32], Epochs = 5,
            Callbacks = [TrainingCallback.Report(epochs: new ImmediateProgress<EpochResult>(_ => Ask()))] };
        watched.Fit(moons);
        float[] before = watched.PredictProbabilities(unseen.Inputs).ToArray();
        watched.Fit(unseen);
        Assert.Equal(5, during.Count);
        Assert.All(during, answer => Assert.Equal(before, answer));
        Assert.NotEqual(before, watched.PredictProbabilities(unseen.Inputs).ToArray());

        void Ask()
        {
            if (watched!.IsFitted) during.Add(watched.PredictProbabilities(unseen.Inputs).ToArray());
        }
    }

    [Fact]
    public void A_fit_that_is_cancelled_or_diverges_leaves_what_was_there()
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        var classifier = new MlpClassifier { HiddenSizes = [8], Epochs = 3, BatchSize = 50,
            Callbacks = [TrainingCallback.Report(steps: new ImmediateProgress<StepResult>(_ => steps++))] };
        classifier.Fit(moons);
        Assert.Equal(18, steps);
        float[] before = classifier.PredictProbabilities(unseen.Inputs).ToArray();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => classifier.Fit(unseen, source.Token));
        Assert.Equal(before, classifier.PredictProbabilities(unseen.Inputs).ToArray());

        var diverging = new MlpClassifier { HiddenSizes = [8], LearningRate = 1e30, Epochs = 20 };
        string message = Assert.Throws<InvalidOperationException>(() => diverging.Fit(moons)).Message;
        Assert.StartsWith("MlpClassifier: diverged: the loss became ", message, StringComparison.Ordinal);
        Assert.Contains("A learning rate below 1E+30 may help", message, StringComparison.Ordinal);
        Assert.False(diverging.IsFitted);
    }

    internal static void AssertSameWeights(Mlp<float> expected, Mlp<float> actual)
    {
        Assert.Equal(expected.Parameters.Count, actual.Parameters.Count);
        foreach ((Parameter<float> first, Parameter<float> second) in expected.Parameters.Zip(actual.Parameters)) Assert.Equal(
            first.ToArray(), second.ToArray());
    }
}
