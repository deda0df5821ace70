using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Metrics;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>Settings that do not fit together are refused before anything is trained.</summary>
public class TrainerErrorTests
{
    private readonly Mlp<float> model = new([4, 3], Activation.Relu, new Random(1));
    private readonly LabeledDataset<float> data = new(Tensor.Uniform([10, 4], 0f, 1f, new Random(1)), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);

    private Adam<float> Optimizer => new(model.Parameters);

    [Fact]
    public void Data_must_be_there()
    {
        LabeledDataset<float> none = data.Select([]);
        Assert.Equal("training", Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, none)).ParamName);
        Assert.Equal("validation", Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, data, none)).ParamName);
        AssertRefused(new Trainer<float>(model, Optimizer, data) { BatchSize = 11, DropLast = true }, "10 samples are less than one batch of 11");
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, Optimizer, data) { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, Optimizer, data).Fit(-1));
    }

    [Fact]
    public void What_is_monitored_must_be_measured()
    {
        AssertRefused(new Trainer<float>(model, Optimizer, data) { Metrics = [Metric.Accuracy], Monitor = Metric.Accuracy }, "there are none");
        AssertRefused(new Trainer<float>(model, Optimizer, data, data) { Monitor = Metric.Accuracy }, "among the metrics, got none");
        AssertRefused(
            new Trainer<float>(model, Optimizer, data, data) { Metrics = [Metric.Accuracy], Monitor = Metric.Accuracy, EarlyStopping = new EarlyStopping<float>(model) },
            "EarlyStopping takes smaller values for better; for the validation accuracy, larger ones are");
        Adam<float> optimizer = Optimizer;
        AssertRefused(
            new Trainer<float>(model, optimizer, data, data) { Plateau = new PlateauReduction<float>(optimizer, largerIsBetter: true) },
            "Plateau takes larger values for better; for the validation loss, smaller ones are");
        AssertRefused(
            new Trainer<float>(model, optimizer, data) { EarlyStopping = new EarlyStopping<float>(new Mlp<float>([1, 1], Activation.Relu, new Random(1))) }, "another model");
    }

    [Fact]
    public void Weights_need_a_loss_of_each_sample()
    {
        Trainer<float> trainer = new(model, Optimizer, data, loss: (outputs, labels) => Loss.CrossEntropy(outputs, labels)) { ClassWeights = [1, 2, 3] };
        AssertRefused(trainer, "one number for each of the 10");
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, Optimizer, data) { ClassWeights = [1, 2] }.Fit(1));
        new Trainer<float>(model, Optimizer, data, loss: (outputs, labels) => Loss.CrossEntropy(outputs, labels, reduction: LossReduction.None)) { ClassWeights = [1, 2, 3] }.Fit(2);
    }

    [Fact]
    public void Labels_and_numbers_are_not_mixed_up()
    {
        Dataset<float> numbers = new(data.Inputs, Tensor.Zeros<float>([10, 3]));
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, data).Evaluate(numbers));
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, numbers).Evaluate(data));
        Assert.Throws<ArgumentException>(() => new Trainer<float>(model, Optimizer, numbers) { ClassWeights = [1] }.Fit(1));
        Assert.Throws<InvalidOperationException>(() => new Trainer<float>(model, Optimizer, data).Resume());
    }

    private static void AssertRefused(Trainer<float> trainer, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => trainer.Fit(1)).Message, StringComparison.Ordinal);
}
