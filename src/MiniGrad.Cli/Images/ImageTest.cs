using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>The test of a network on images.</summary>
/// <param name="Predicted">The predicted class of each image, in their order.</param>
/// <param name="Confusion">Which classes are taken for which.</param>
internal sealed record ImageTest(IndexTensor Predicted, ConfusionMatrix Confusion)
{
    public static ImageTest Of(Mlp<float> model, Dataset<float> images)
    {
        IndexTensor predicted = new Predictor<float>(model).PredictClasses(images.Inputs);
        return new ImageTest(predicted, ConfusionMatrix.OfPredictions(predicted, images.Labels));
    }
}
