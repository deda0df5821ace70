using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>Weights other than the last ones: the best, which come back, and averages, which are evaluated.</summary>
public class TrainerWeightsTests
{
    private static readonly (Dataset<float> Training, Dataset<float> Validation) digits =
        LabeledImages.GenerateDigits<float>(700, new Random(1)).Split(500);

    [Fact]
    public void Early_stopping_ends_training_and_brings_back_the_best_weights()
    {
        (Dataset<float> few, Dataset<float> others) = digits.Training.Split(40);
        Mlp<float> model = Network();
        List<float[][]> weights = [];
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters, 0.03), few, others)
        {
            EarlyStopping = new EarlyStopping(patience: 3),
            Callbacks = [TrainingCallback.Report(epochs: new ImmediateProgress<EpochResult>(_ =>
                weights.Add([.. model.Parameters.Select(parameter => parameter.ToArray())])))],
        };
        TrainingHistory history = trainer.Fit(200);
        Assert.Equal(StopKind.NoImprovement, history.Reason!.Kind);
        EpochResult best = history.Best!;
        Assert.Equal(history.Epochs.Count, best.Epoch + 3);
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), best.Validation!.Loss);
        Assert.Equal(weights[best.Epoch - 1], model.Parameters.Select(parameter => parameter.ToArray()));
        Assert.Equal(best.Validation, trainer.Evaluate(others));
    }

    [Fact]
    public void Fitting_on_after_the_best_weights_were_brought_back_is_one_run()
    {
        (Mlp<float> once, Mlp<float> twice) = (Network(), Network());
        Trainer<float> whole = Make(once), parts = Make(twice);
        TrainingHistory expected = whole.Fit(14);
        TrainingHistory first = parts.Fit(9);
        Assert.True(first.Best!.Epoch < 9, "the last epoch should not have been the best");
        Assert.Equal(expected.Epochs.Select(epoch => epoch.TrainingLoss), parts.Fit(14).Epochs.Select(epoch => epoch.TrainingLoss));
        AssertSameWeights(once, twice);

        static Trainer<float> Make(Mlp<float> model) =>
            new(model, new Adam<float>(model.Parameters, 0.05), digits.Training.Split(40).First, digits.Validation)
        {
            EarlyStopping = new EarlyStopping(patience: 100),
        };
    }

    [Fact]
    public void The_best_weights_are_those_of_the_best_epoch_however_little_better_it_was()
    {
        Mlp<float> model = Network();
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters, 0.003), digits.Training, digits.Validation)
        {
            EarlyStopping = new EarlyStopping(patience: 3, minimumChange: 0.1),
        };
        TrainingHistory history = trainer.Fit(100);
        Assert.Equal(StopKind.NoImprovement, history.Reason!.Kind);
        Assert.Equal(history.Best!.Validation, trainer.Evaluate(digits.Validation));
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), history.Best.Validation!.Loss);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void Weights_brought_back_have_the_training_loss_they_were_judged_by(double dropout)
    {
        using TemporaryFolder folder = new();
        Mlp<float> model = new([784, 24, 10], Activation.Relu, new Random(3), dropout);
        Checkpoints checkpoints = new(folder.File("run"));
        var trainer = new Trainer<float>(model, new Sgd<float>(model.Parameters, 1.2), digits.Training)
        {
            EarlyStopping = new EarlyStopping(patience: 4),
            Checkpoints = checkpoints,
        };

        TrainingHistory history = trainer.Fit(40);

        double best = history.Epochs.Min(epoch => epoch.EvaluatedTrainingLoss!.Value);
        Assert.Equal(best, history.Best!.EvaluatedTrainingLoss);
        Assert.True(history.Best.Epoch < history.Epochs.Count, "the last epoch should not have been the best");
        Assert.Equal(best, trainer.Evaluate(digits.Training).Loss);
        Assert.NotEqual(best, history.Best.TrainingLoss);
        Mlp<float> saved = new([784, 24, 10], Activation.Relu, new Random(4), dropout);
        MiniGrad.Serialization.Weights.Load(saved, checkpoints.BestPath);
        AssertSameWeights(model, saved);
    }

    [Fact]
    public void The_best_weights_without_early_stopping_have_the_loss_they_were_judged_by()
    {
        using TemporaryFolder folder = new();
        Mlp<float> model = Network(), plain = Network();
        Checkpoints checkpoints = new(folder.File("run"));
        var trainer = new Trainer<float>(model, new Sgd<float>(model.Parameters, 1.2), digits.Training) { Checkpoints = checkpoints };
        TrainingHistory history = trainer.Fit(8);
        new Trainer<float>(plain, new Sgd<float>(plain.Parameters, 1.2), digits.Training).Fit(8);
        AssertSameWeights(plain, model);

        MiniGrad.Serialization.Weights.Load(model, checkpoints.BestPath);

        Assert.Equal(history.Epochs.Min(epoch => epoch.EvaluatedTrainingLoss!.Value), trainer.Evaluate(digits.Training).Loss);
    }

    [Fact]
    public void Weights_that_were_loaded_stay_when_nothing_is_trained()
    {
        Mlp<float> model = Network();
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training) { EarlyStopping = new EarlyStopping() };
        model.Parameters[1].Assign(Enumerable.Repeat(0.5f, 24).ToArray());
        trainer.Fit(0);
        Assert.All(model.Parameters[1].ToArray(), value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void An_average_is_evaluated_from_the_epoch_on_in_which_it_begins()
    {
        Mlp<float> model = Network();
        var optimizer = new Adam<float>(model.Parameters);
        StochasticWeightAverage<float> average = optimizer.Add(new StochasticWeightAverage<float>(startStep: 20));
        List<(double Own, double? Average)> expected = [];
        Trainer<float>? trainer = null;
        trainer = new Trainer<float>(model, optimizer, digits.Training, digits.Validation)
        {
            EvaluationWeights = average.TryApply,
            Callbacks = [TrainingCallback.Report(epochs: new ImmediateProgress<EpochResult>(_ => expected.Add((Loss(), Average()))))],
        };

        TrainingHistory history = trainer.Fit(4);

        Assert.Equal([false, false, true, true], expected.Select(losses => losses.Average is not null));
        Assert.Equal(expected.Select(losses => losses.Average ?? losses.Own), history.Epochs.Select(epoch => epoch.Validation!.Loss));
        Assert.NotEqual(expected[^1].Own, expected[^1].Average);

        double Loss() => trainer!.Evaluate(digits.Validation).Loss;

        double? Average()
        {
            using IDisposable? applied = average.TryApply();
            return applied is null ? null : Loss();
        }
    }

    private static Mlp<float> Network() => new([784, 24, 10], Activation.Relu, new Random(3));

    private static void AssertSameWeights(Layer<float> expected, Layer<float> actual) =>
        Assert.Equal(expected.Parameters.Select(parameter => parameter.ToArray()),
            actual.Parameters.Select(parameter => parameter.ToArray()));
}
