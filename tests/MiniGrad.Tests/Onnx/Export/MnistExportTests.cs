using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>A network that has learned from the real MNIST answers alike here, in ONNX Runtime, and after import.</summary>
public sealed class MnistExportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [MnistFact]
    public void The_answer_is_the_same_for_each_of_10000_images()
    {
        Mlp<float> model = Trained();
        string path = folder.File("mnist.onnx");
        OnnxFile.Save(model, path, [784]);
        Dataset<float> test = Read("t10k");
        Tensor<float> scores = model.Predict(test.Inputs), imported = OnnxNetwork<float>.Load(path).Predict(test.Inputs), theirs;
        using (OnnxRuntime runtime = new(path)) theirs = runtime.Run(test.Inputs);
        int[] answers = scores.ArgMax(1).ToArray();
        int right = answers.Zip(test.Labels.ToArray()).Count(pair => pair.First == pair.Second);
        double difference = ExportRun.Relative(scores, theirs);
        output.WriteLine(FormattableString.Invariant($"{right} of {answers.Length} right; scores at most {difference:E1} apart"));
        Assert.Equal(10_000, answers.Length);
        Assert.InRange(right, 9_000, 10_000);
        Assert.Equal(answers, theirs.ArgMax(1).ToArray());
        Assert.InRange(difference, 0, 5e-6);
        Assert.Equal(scores.ToArray(), imported.ToArray());
    }

    private static Mlp<float> Trained()
    {
        Mlp<float> model = new([784, 128, 10], Activation.Relu, new XoshiroRandom(1));
        Dataset<float> training = Read("train");
        TrainingStep<float> step = new(
            new Adam<float>(model.Parameters, 1e-3), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        foreach (Batch<float> batch in training.Batches(64, shuffle: new XoshiroRandom(2)).Take(400)) step.Run(batch);
        return model;
    }

    private static Dataset<float> Read(string set) => LabeledImages.Read<float>(
        Path.Combine(MnistFactAttribute.Folder!, $"{set}-images-idx3-ubyte.gz"),
        Path.Combine(MnistFactAttribute.Folder!, $"{set}-labels-idx1-ubyte.gz"));
}
