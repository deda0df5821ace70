using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class TrainerTests
{
    private static readonly (Dataset<float> Training, Dataset<float> Validation) digits =
        LabeledImages.GenerateDigits<float>(700, new Random(1)).Split(500);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_does_what_a_loop_by_hand_does_bit_for_bit(bool capture)
    {
        Mlp<float> model = Network(), byHand = Network();
        TrainingHistory history = new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training) { BatchSize = 64, Seed = 5,
            Captures = capture }.Fit(3);

        var optimizer = new Adam<float>(byHand.Parameters);
        List<double> means = [];
        for (ulong epoch = 1; epoch <= 3; epoch++)
        {
            double sum = 0;
            foreach (Batch<float> batch in digits.Training.Batches(64, new XoshiroRandom(5, epoch)))
            {
                Tensor<float> loss = Loss.CrossEntropy(byHand.Forward(batch.Inputs), batch.Labels);
                loss.Backward();
                optimizer.Step();
                optimizer.ZeroGradients();
                sum += (double)loss.ToScalar() * batch.Count;
            }
            means.Add(sum / 500);
        }
        AssertSameWeights(byHand, model);
        Assert.Equal(means, history.Epochs.Select(epoch => epoch.TrainingLoss));
        Assert.Equal(StopKind.Iterations, history.Reason!.Kind);
        Assert.Equal(24, history.StepLosses.Count);
        Assert.Equal([8L, 16, 24], history.Epochs.Select(epoch => epoch.Step));
    }

    [Fact]
    public void Validation_is_what_the_model_says_of_those_samples()
    {
        Mlp<float> model = Network();
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training,
            digits.Validation) { Metrics = [Metric.Accuracy] };
        TrainingHistory history = trainer.Fit(4);
        EvaluationResult last = history.Epochs[^1].Validation!;
        Tensor<float> outputs = model.Predict(digits.Validation.Inputs);
        Assert.Equal(Loss.CrossEntropy(outputs, digits.Validation.Labels).ToScalar(), last.Loss, 1e-5);
        int right = outputs.ArgMax(1).Zip(digits.Validation.Labels).Count(pair => pair.First == pair.Second);
        Assert.Equal(right / 200.0, last["accuracy"], 12);
        Assert.Equal(last, trainer.Evaluate(digits.Validation));
        Assert.True(last["accuracy"] > 0.3);
        Assert.Contains("'accuracy'", Assert.Throws<KeyNotFoundException>(() => last["F1"]).Message, StringComparison.Ordinal);
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.Validation!.Loss), history.Best);
    }

    [Fact]
    public void Fitting_on_goes_on_where_training_is()
    {
        Mlp<float> once = Network(), twice = Network();
        new Trainer<float>(once, new Adam<float>(once.Parameters), digits.Training).Fit(4);
        var trainer = new Trainer<float>(twice, new Adam<float>(twice.Parameters), digits.Training);
        trainer.Fit(1);
        Assert.Equal(4, trainer.Fit(4).Epochs.Count);
        AssertSameWeights(once, twice);
    }

    [Fact]
    public void Cancellation_keeps_what_was_learned_and_can_be_gone_on_from()
    {
        Mlp<float> once = Network(), interrupted = Network();
        new Trainer<float>(once, new Adam<float>(once.Parameters), digits.Training).Fit(3);
        using CancellationTokenSource source = new();
        var trainer = new Trainer<float>(interrupted, new Adam<float>(interrupted.Parameters), digits.Training)
        {
            Callbacks =
                [TrainingCallback.Report(steps: new ImmediateProgress<StepResult>(result => { if (result.Step == 11) source.Cancel(); }))],
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(3, source.Token));
        Assert.Equal((1, 11), (trainer.History.Epochs.Count, trainer.History.StepLosses.Count));
        Assert.Null(trainer.History.Reason);
        Assert.Equal(3, trainer.Fit(3).Epochs.Count);
        AssertSameWeights(once, interrupted);
    }

    [Fact]
    public void Everybody_is_told_of_every_step_and_epoch()
    {
        Mlp<float> model = Network();
        Recorder recorder = new();
        List<EpochResult> epochs = [];
        var trainer =
            new Trainer<float>(model, new Sgd<float>(model.Parameters, 0.1) { Schedule = LearningRate.Cosine(0.1, 16) }, digits.Training)
        {
            Callbacks = [recorder, TrainingCallback.Report(epochs: new ImmediateProgress<EpochResult>(epochs.Add))],
        };
        TrainingHistory history = trainer.Fit(2);
        Assert.Equal(16, recorder.Steps.Count);
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], recorder.Steps.Select(result => result.Step));
        Assert.Equal((2, 1, 8, 64),
            (recorder.Steps[8].Epoch, recorder.Steps[8].StepInEpoch, recorder.Steps[8].StepsInEpoch, recorder.Steps[8].SampleCount));
        Assert.Equal(500 - 7 * 64, recorder.Steps[15].SampleCount);
        Assert.Equal(LearningRate.Cosine(0.1, 16).At(5), recorder.Steps[5].LearningRate);
        Assert.Equal(history.StepLosses.Select(point => point.Loss), recorder.Steps.Select(result => result.Loss));
        Assert.Equal(history.Epochs, recorder.Epochs);
        Assert.Equal(history.Epochs, epochs);
        Assert.Equal(1, recorder.Ends);
        Assert.True(history.Times.Total >= history.Times.Steps);
    }

    [Fact]
    public void Samples_of_weight_0_are_not_there_and_those_of_weight_2_are_there_twice()
    {
        int[] chosen = [.. Enumerable.Range(0, 64)];
        Dataset<float> few = digits.Training.Select(chosen);
        float[] weights = [.. chosen.Select(i => (float)(i % 3))];
        Dataset<float> repeated = few.Select([.. chosen.SelectMany(i => Enumerable.Repeat(i, i % 3))]);
        Mlp<float> weighted = Network(), plain = Network();
        var trainer = new Trainer<float>(
            weighted, new Sgd<float>(weighted.Parameters, 0.1),
                new Dataset<float>(few.Inputs, few.Labels, Tensor.Create<float>(weights, [64])))
        { BatchSize = 64 };
        TrainingHistory history = trainer.Fit(5);
        TrainingHistory expected = new Trainer<float>(plain, new Sgd<float>(plain.Parameters, 0.1), repeated) { BatchSize = 64 }.Fit(5);
        Assert.Equal(expected.Epochs[^1].TrainingLoss, history.Epochs[^1].TrainingLoss, 1e-5);
        Assert.Equal(plain.Parameters.SelectMany(p => p.ToArray()), weighted.Parameters.SelectMany(p => p.ToArray()), (a, b) =>
            Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Class_weights_count_as_weights_of_their_samples()
    {
        Mlp<float> byClass = Network(), bySample = Network();
        IReadOnlyList<double> weights = ClassWeights.Balanced(digits.Training.Labels);
        Assert.Equal(digits.Training.Count, digits.Training.Labels.Sum(label => weights[label]), 1e-9);
        new Trainer<float>(byClass, new Sgd<float>(byClass.Parameters, 0.1), digits.Training) { ClassWeights = weights }.Fit(2);
        Tensor<float> ofSamples = Tensor.Create<float>([.. digits.Training.Labels.Select(label => (float)weights[label])], [500]);
        new Trainer<float>(bySample, new Sgd<float>(bySample.Parameters, 0.1),
            new Dataset<float>(digits.Training.Inputs, digits.Training.Labels, ofSamples)).Fit(2);
        AssertSameWeights(bySample, byClass);
    }

    [Fact]
    public void A_loss_that_is_not_finite_changes_nothing_and_is_traced_to_its_layer()
    {
        Mlp<float> model = Network();
        Tensor<float> broken = Tensor.Create(digits.Training.Inputs.Span, digits.Training.Inputs.Shape);
        var trainer = new Trainer<float>(model, new Sgd<float>(model.Parameters, 0.1), digits.Training);
        trainer.Fit(1);
        float[] poisoned = model.NamedParameters[2].Parameter.ToArray();
        poisoned[3] = float.PositiveInfinity;
        model.NamedParameters[2].Parameter.Assign(poisoned);
        float[][] before = [.. model.Parameters.Select(parameter => parameter.ToArray())];
        TrainingHistory history = trainer.Fit(2);
        Assert.True(history.Reason!.IsDivergence);
        Assert.Contains("step 9, in epoch 2. layers.1:", history.Reason.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.Select(parameter => parameter.ToArray()));
    }

    [Fact]
    public void A_number_in_the_data_that_is_none_is_named_and_running_averages_survive_it()
    {
        float[] pixels = digits.Training.Inputs.ToArray();
        pixels[200 * 784 + 5] = float.NaN;
        Dataset<float> broken = new(Tensor.Create<float>(pixels, [500, 784]), digits.Training.Labels);
        var random = new Random(1);
        Sequential<float> model =
            new(new Linear<float>(784, 8, random), new BatchNormalization<float>(8), new Linear<float>(8, 10, random));
        TrainingHistory history =
            new Trainer<float>(model, new Adam<float>(model.Parameters), broken) { Shuffles = false, DropsLast = true }.Fit(3);
        Assert.True(history.Reason!.IsDivergence);
        Assert.Contains("step 4, in epoch 1. In the training data, the inputs of sample 200 hold NaN at place 5", history.Reason.Sentence,
            StringComparison.Ordinal);
        Assert.All(model.NamedBuffers, entry => Assert.All(entry.Buffer.ToArray(), value => Assert.True(float.IsFinite(value))));
        Assert.All(model.Predict(digits.Validation.Inputs).ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loss_that_is_not_finite_is_no_step_of_an_optimizer_with_a_line_search_either(bool capture)
    {
        Mlp<float> model = new([2, 3, 1], Activation.Tanh, new Random(1));
        Lbfgs<float> optimizer = new(model.Parameters);
        Tensor<float> x = Tensor.Uniform([8, 2], 0f, 1f, new Random(2));
        Trainer<float> trainer = new(model, optimizer, new Dataset<float>(x, Tensor.Zeros<float>([8, 1])), loss: (outputs, batch) =>
            (outputs - outputs - 1).Log().Mean() + batch.Targets.Mean())
        {
            Captures = capture,
        };
        float[][] before = [.. model.Parameters.Select(parameter => parameter.ToArray())];

        Assert.Equal(StopKind.Diverged, trainer.Fit(2).Reason!.Kind);

        Assert.Equal(0, optimizer.StepCount);
        Assert.Equal(before, model.Parameters.Select(parameter => parameter.ToArray()));
    }

    [Fact]
    public void A_rate_that_is_much_too_high_is_said_to_be()
    {
        Dataset<float> data = new(digits.Training.Inputs, digits.Training.Inputs.Slice(1, 0, 3) + 100f);
        var model = new Mlp<float>([784, 3], Activation.Relu, new Random(1));
        TrainingHistory history = new Trainer<float>(model, new Sgd<float>(model.Parameters, 10), data).Fit(20);
        Assert.True(history.Reason!.IsDivergence);
        Assert.Contains("Lower the learning rate", history.Reason.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measure_on_validation_data_that_is_none_is_a_warning()
    {
        Dataset<float> ofOneClass = digits.Validation.Select([.. Enumerable.Range(0, 200).Where(i => digits.Validation.Labels[i] == 3)]);
        Mlp<float> model = Network();
        Metric auc = Metric.RocAuc();
        var trainer =
            new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training, ofOneClass) { Metrics = [auc], Monitor = auc };
        TrainingHistory history = trainer.Fit(3);
        Assert.Equal(3, history.Epochs.Count);
        Assert.Equal(3, history.Warnings.Count);
        Assert.Contains("is NaN", history.Warnings[0], StringComparison.Ordinal);
        Assert.Null(history.Best);
    }

    [Fact]
    public void A_batch_may_be_larger_than_the_data()
    {
        Mlp<float> model = Network();
        Assert.Equal(2, new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training) { BatchSize = int.MaxValue }.Fit(2)
            .StepLosses.Count);
    }

    [Fact]
    public void A_metric_can_be_what_is_monitored()
    {
        Mlp<float> model = Network();
        var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), digits.Training, digits.Validation)
        {
            Metrics = [Metric.Accuracy],
            Monitor = Metric.Accuracy,
            EarlyStopping = new EarlyStopping(patience: 2),
            StoppingRule = Stop.WhenValueAbove(0.5),
        };
        TrainingHistory history = trainer.Fit(50);
        Assert.True(history.Epochs[^1].Validation!["accuracy"] > 0.5, history.Reason!.Sentence);
        Assert.All(history.Epochs.SkipLast(1), epoch => Assert.False(epoch.Validation!["accuracy"] > 0.5));
        Assert.Equal(StopKind.LossTarget, history.Reason.Kind);
        Assert.Same(history.Epochs[^1], history.Best);
    }

    [Fact]
    public void A_plateau_reduces_the_rate()
    {
        Mlp<float> model = Network();
        var optimizer = new Sgd<float>(model.Parameters, 0);
        var trainer =
            new Trainer<float>(model, optimizer, digits.Training, digits.Validation) { Plateau = new PlateauReduction(0.5, patience: 0) };
        optimizer.LearningRate = 1e-12;
        trainer.Fit(4);
        Assert.Equal(1e-12 / 8, optimizer.LearningRate, 1e-25);
    }

    [Fact]
    public void Numbers_are_learned_and_evaluated_too()
    {
        Tensor<double> x = Tensor.Create<double>([.. Enumerable.Range(0, 200).Select(i => i / 100.0 - 1)], [200, 1]);
        var data = new Dataset<double>(x, (x * 3).Tanh());
        var model = new Mlp<double>([1, 20, 1], Activation.Tanh, new Random(1));
        var trainer = new Trainer<double>(model, new Adam<double>(model.Parameters, 0.02), data, data) { Metrics = [Metric.RSquared] };
        TrainingHistory history = trainer.Fit(100);
        Assert.True(history.Epochs[^1].Validation!["R²"] > 0.99, history.Epochs[^1].ToString());
        Assert.Equal(model.Predict(x).ToArray(), trainer.Predictor.Predict(x).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_with_two_inputs_and_two_heads_is_trained_evaluated_and_stopped(bool captures)
    {
        TwoHeads model = new();
        (Dataset<double> training, Dataset<double> validation) = TwoHeads.Data(300).Split(200);
        var trainer = new Trainer<double>(model, new Adam<double>(model.Parameters, 0.02), training, validation)
        {
            BatchSize = 32,
            Captures = captures,
            BatchLoss = model.LossOf,
            EarlyStopping = new EarlyStopping(patience: 3, minimumChange: 0.02),
        };

        TrainingHistory history = trainer.Fit(80);

        Assert.Equal(StopKind.NoImprovement, history.Reason!.Kind);
        Assert.True(history.Best!.Validation!.Loss < 0.3 * history.Epochs[0].TrainingLoss);
        Assert.Equal(history.Best.Validation, trainer.Evaluate(validation));
        Assert.Equal(model.LossOf(validation).ToScalar(), trainer.Evaluate(validation).Loss, 1e-12);
        Assert.Equal(1, new Trainer<double>(model, trainer.Optimizer, training) { BatchLoss = batch =>
            batch["price"] * model.Parameters[0].Sum() * 0 + 1 }.Fit(1).Epochs[0].TrainingLoss);
    }

    private static Mlp<float> Network() => new([784, 24, 10], Activation.Relu, new Random(3));

    private static void AssertSameWeights(Layer<float> expected, Layer<float> actual) =>
        Assert.Equal(expected.Parameters.Select(parameter => parameter.ToArray()),
            actual.Parameters.Select(parameter => parameter.ToArray()));

    private sealed class Recorder : TrainingCallback
    {
        public List<StepResult> Steps { get; } = [];

        public List<EpochResult> Epochs { get; } = [];

        public int Ends { get; private set; }

        public override void OnStep(in StepResult result) => Steps.Add(result);

        public override void OnEpoch(EpochResult result) => Epochs.Add(result);

        public override void OnEnd(TrainingHistory history) => Ends++;
    }
}
