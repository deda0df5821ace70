using System.Globalization;
using Examples;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace Mnist;

/// <summary>What a network takes the test images for.</summary>
/// <param name="Predicted">The class of each image, in their order.</param>
/// <param name="Confusion">Which classes are taken for which.</param>
internal sealed record TestResult(IndexTensor Predicted, ConfusionMatrix Confusion)
{
    /// <summary>The number of images that are taken for another class than theirs.</summary>
    public int Errors => (int)Math.Round(Confusion.Total * (1 - Confusion.Accuracy));

    public static TestResult Of(Predictor<float> network, Dataset<float> images)
    {
        IndexTensor predicted = network.PredictClasses(images.Inputs);
        return new TestResult(predicted, ConfusionMatrix.Of(images.Labels, predicted));
    }

    /// <summary>Prints the accuracy, and tells by the exit code whether it is as high as it should be.</summary>
    /// <param name="target">In percent.</param>
    public int Report(double target)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy {Confusion.Accuracy:P2} ({Errors:N0} errors in {Confusion.Total:N0})"));
        return Confusion.Accuracy * 100 >= target ? ExampleCommand.Success : ExampleCommand.Missed;
    }
}
