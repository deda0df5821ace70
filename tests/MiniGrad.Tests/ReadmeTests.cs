using System.Runtime.CompilerServices;
#region first network
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
#endregion
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
