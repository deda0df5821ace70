using System.Runtime.CompilerServices;
#region first network
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
#endregion
using MiniGrad.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests;

/// <summary>What the README shows is what compiles and works.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_first_network_learns_and_stands_in_the_README_as_it_is_here()
    {
        #region first network
        Tensor<float> inputs = Tensor.Create([0f, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
        Tensor<float> targets = Tensor.Create([0f, 1, 1, 0], [4, 1]);
        var model = new Mlp<float>([2, 8, 1], Activation.Tanh, new Random(42));
        var optimizer = new Adam<float>(model.Parameters, learningRate: 0.05);
        for (int step = 0; step < 500; step++)
        {
            Loss.BinaryCrossEntropyWithLogits(model.Forward(inputs), targets).Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
        }
        #endregion

        Assert.Equal(targets.ToArray(), model.Predict(inputs).Sigmoid().ToArray(), (expected, actual) => Math.Abs(expected - actual) < 0.05);
        AssertStandsInReadme();
    }

    [Fact]
    public void The_captured_step_learns_and_stands_in_the_README_as_it_is_here()
    {
        LabeledDataset<float> data = LabeledImages.GenerateDigits<float>(300, new Random(1));

        #region captured step
        var model = new Mlp<float>([784, 128, 10], Activation.Relu, new Random(42));
        var optimizer = new Adam<float>(model.Parameters, learningRate: 1e-3);
        var step = new TrainingStep<float>(optimizer, (images, labels) => Loss.CrossEntropy(model.Forward(images), labels));

        float loss = 0;
        for (int epoch = 0; epoch < 5; epoch++)
            foreach (LabeledBatch<float> batch in data.Batches(64, shuffle: new Random(epoch)))
                loss = step.Run(batch);

        var inference = new InferenceStep<float>(model);   // one for each thread
        int digit = inference.Run(data.Inputs.Slice(0, 0, 1)).ArgMax()[0];
        #endregion

        float first = Loss.CrossEntropy(new Mlp<float>([784, 128, 10], Activation.Relu, new Random(42)).Predict(data.Inputs), data.Labels).ToScalar();
        Assert.InRange(loss, 0, first / 2);
        Assert.InRange(digit, 0, 9);
        AssertStandsInReadme();
    }

    private static void AssertStandsInReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Folder(), "..", "..", "README.md"));
        foreach (string line in RegionLines()) Assert.Contains($"\n{line}\n", readme, StringComparison.Ordinal);
    }

    private static IEnumerable<string> RegionLines([CallerFilePath] string thisFile = "")
    {
        bool inside = false;
        foreach (string line in File.ReadLines(thisFile))
        {
            string text = line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line;
            if (text.StartsWith("#region", StringComparison.Ordinal)) inside = true;
            else if (text.StartsWith("#endregion", StringComparison.Ordinal)) inside = false;
            else if (inside) yield return text;
        }
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
