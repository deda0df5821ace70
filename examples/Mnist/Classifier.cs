using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Layers;

namespace Mnist;

/// <summary>Lets a network name the class of each image: the one with the highest score.</summary>
internal static class Classifier
{
    /// <summary>Large enough to keep the processor busy, small enough for its cache.</summary>
    private const int BatchSize = 500;

    /// <summary>The class of each image, in their order.</summary>
    public static int[] Classify(Layer<float> model, LabeledDataset<float> images)
    {
        List<int> classes = new(images.Count);
        foreach ((Tensor<float> batch, _) in images.Batches(BatchSize)) classes.AddRange(model.Predict(batch).ArgMax());
        return [.. classes];
    }

    /// <summary>How many images are taken for another class than theirs.</summary>
    public static int CountErrors(Layer<float> model, LabeledDataset<float> images) =>
        Classify(model, images).Zip(images.Labels).Count(pair => pair.First != pair.Second);
}
