using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>Settings that do not fit together are refused before anything is trained.</summary>
public class TrainerErrorTests
{
    private readonly Mlp<float> model = new([4, 3], Activation.Relu, new Random(1));
    private readonly Dataset<float> data = new(Tensor.Uniform([10, 4], 0f, 1f, new Random(1)), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);

    private Adam<float> Optimizer => new(model.Parameters);

    [Fact]
    public void Data_must_be_there()
    {
        Dataset<float> none = data.Select([]);
        Assert.Equal("training", Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, none)).ParamName);
        Assert.Equal("validation", Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, data, none)).ParamName);
        AssertRefused(new Trainer<float>(model, Optimizer, data) { BatchSize = 11, DropsLast = true },
            "10 samples are less than one batch of 11");
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, Optimizer, data) { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, Optimizer, data).Fit(-1));
    }

    [Fact]
    public void Weights_that_are_all_zero_are_refused()
    {
        Dataset<float> weightless = new(data.Inputs, data.Labels, Tensor.Zeros<float>([10]));
        AssertRefused(new Trainer<float>(model, Optimizer, weightless), "the weights of all training samples are 0");
        AssertRefused(new Trainer<float>(model, Optimizer, data, weightless), "the weights of all validation samples are 0");
    }

    [Fact]
    public void What_is_monitored_must_be_measured()
    {
        AssertRefused(new Trainer<float>(model, Optimizer, data) { Metrics = [Metric.Accuracy], Monitor = Metric.Accuracy },
            "there are none");
        AssertRefused(new Trainer<float>(model, Optimizer, data, data) { Monitor = Metric.Accuracy }, "among the metrics, got none");
    }

    [Fact]
    public void A_stopping_rule_on_the_gradient_is_refused() =>
        AssertRefused(new Trainer<float>(model, Optimizer, data) { StoppingRule = Stop.WhenGradientBelow(1e-3) | Stop.AfterIterations(5) },
            "the stopping rule looks at the gradient");

    [Fact]
    public void A_last_batch_without_a_variance_is_found_before_the_first_epoch()
    {
        Tensor<float> grids = Tensor.Uniform([9, 2, 2], 0f, 1f, new Random(1));
        Dataset<float> images = new(grids, [0, 1, 2, 0, 1, 2, 0, 1, 2]);
        Sequential<float> flat = new(new Flatten<float>(), new BatchNormalization<float>(4), new Linear<float>(4, 3, new Random(1)));
        AssertRefused(
            new Trainer<float>(flat, new Adam<float>(flat.Parameters), images) { BatchSize = 4 },
                "the last batch has a single one, which batch normalisation cannot train on");
        Sequential<float> places = new(new BatchNormalization<float>(2), new Flatten<float>(), new Linear<float>(4, 3, new Random(1)));
        new Trainer<float>(places, new Adam<float>(places.Parameters), images) { BatchSize = 4 }.Fit(1);
    }

    [Fact]
    public void Labels_of_another_name_are_validated_by_a_loss_that_asks_for_them()
    {
        Dataset<float> kinds = new(
            numbers: new() { ["inputs"] = data.Inputs }, labels: new() { ["kind"] = data.Labels });
        Trainer<float> trainer = new(
            model, Optimizer, kinds, kinds, loss: (outputs, batch) => Loss.CrossEntropy(outputs, batch.LabelsOf("kind")));
        Assert.True(double.IsFinite(trainer.Fit(1).Epochs[0].Validation!.Loss));
    }

    [Fact]
    public void There_is_nothing_to_be_evaluated_without_samples() => Assert.Equal(
        "data", Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, data).Evaluate(data.Select([]))).ParamName);

    [Fact]
    public void Weights_need_a_loss_of_each_sample()
    {
        Trainer<float> trainer =
            new(model, Optimizer, data, loss: (outputs, batch) => Loss.CrossEntropy(outputs, batch.Labels)) { ClassWeights = [1, 2, 3] };
        AssertRefused(trainer, "one number for each of the 10");
        AssertRefused(new Trainer<float>(model, Optimizer, data) { ClassWeights = [1, 2] }, "each of 3 classes, got 2");
        AssertRefused(new Trainer<float>(model, Optimizer, data) { ClassWeights = [1, -2, 1] }, "got -2");
        new Trainer<float>(model, Optimizer, data, loss: (outputs, batch) =>
            Loss.CrossEntropy(outputs, batch.Labels, reduction: LossReduction.None))
        { ClassWeights = [1, 2, 3] }.Fit(2);
    }

    [Fact]
    public void Labels_and_numbers_are_not_mixed_up()
    {
        Dataset<float> numbers = new(data.Inputs, Tensor.Zeros<float>([10, 3]));
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, data).Evaluate(numbers));
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, numbers).Evaluate(data));
        AssertRefused(new Trainer<float>(model, Optimizer, numbers) { ClassWeights = [1] }, "need labels");
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, data).Resume());
    }

    [Fact]
    public void A_loss_of_batches_is_refused_beside_metrics_and_a_loss_of_outputs()
    {
        Tensor<float> LossOf(Batch<float> batch) => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels);
        AssertRefused(new Trainer<float>(model, Optimizer, data) { BatchLoss = LossOf, Metrics = [Metric.Accuracy] },
            "metrics cannot be measured");
        AssertRefused(new Trainer<float>(model, Optimizer, data, loss: (outputs, batch) =>
            Loss.CrossEntropy(outputs, batch.Labels))
        { BatchLoss = LossOf }, "no loss of outputs");
        Dataset<float> numbers = new(data.Inputs, Tensor.Zeros<float>([10, 3]));
        Assert.Contains(
            "expected validation data of numbers 'inputs' and labels 'labels', got numbers 'inputs', 'targets'",
            Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, data, numbers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_and_targets_are_not_broadcast()
    {
        Mlp<float> one = new([4, 1], Activation.Relu, new Random(1));
        Dataset<float> numbers = new(data.Inputs, Tensor.Zeros<float>([10]));
        AssertRefused(new Trainer<float>(one, new Adam<float>(one.Parameters), numbers, loss: (x, batch) =>
            (x - batch.Targets).Square().Mean()), "[10, 1] and the targets [10]");
        AssertRefused(new Trainer<float>(one, new Adam<float>(one.Parameters), data, loss: (x, _) =>
            x.MatMul(Tensor.Ones<float>([1, 10])).Slice(0, 0, 3)), "got shape [3, 10]");
    }

    [Fact]
    public void What_would_fail_later_fails_now()
    {
        Adam<float> optimizer = Optimizer, other = Optimizer;
        optimizer.Schedule = MiniGrad.Schedules.LearningRate.Cosine(0.1, 10);
        AssertRefused(new Trainer<float>(model, optimizer, data) { Plateau = new PlateauReduction() }, "schedule");
        AssertRefused(new Trainer<float>(model, other, data, data) { Metrics = [Metric.Accuracy, Metric.Accuracy] }, "accuracy");
        Sequential<float> normalised = new(new Linear<float>(4, 3, new Random(1)), new BatchNormalization<float>(3));
        AssertRefused(new Trainer<float>(normalised, new Adam<float>(normalised.Parameters), data) { BatchSize = 3 },
            "the last batch has a single one");
        TrainingTold told = new();
        Assert.Throws<ArgumentException>(() =>
            new Trainer<float>(model, other, data, data) { Metrics = [Metric.RSquared], Callbacks = [told] }.Fit(1));
        Assert.False(told.HasStepped);
    }

    private sealed class TrainingTold : TrainingCallback
    {
        public bool HasStepped { get; private set; }

        public override void OnStep(in StepResult result) => HasStepped = true;
    }

    private static void AssertRefused(Trainer<float> trainer, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => trainer.Fit(1)).Message, StringComparison.Ordinal);
}
