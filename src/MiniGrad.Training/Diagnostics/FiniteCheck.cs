namespace MiniGrad.Training;

/// <summary>Finds where NaN or infinity comes from: forward from the input to the loss, and if all is well there, backward.</summary>
internal static class FiniteCheck
{
    /// <summary>Beyond these, numbers have grown without bound, rather than met a function that is not defined.</summary>
    private const double HugeWeights = 1e3, HugeOutputs = 1e6;
    private const string GrownAdvice = "Lower the learning rate, clip the gradients, or scale the inputs and targets";

    public static GradientFlowFinding? FirstNotFinite(IReadOnlyList<LayerFlow> layers, double loss)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            LayerFlow layer = layers[i];
            if (layer.Weights is { IsFinite: false } weights)
            {
                return Finding(
                    layer.Name, $"{FlowWords.Of(weights)} of its weights are NaN or infinite",
                    "Go back to weights from before, and lower the learning rate or clip the gradients");
            }
            if (!layer.Activations.IsFinite)
            {
                string before = i == 0
                    ? "it is the first layer, so what went in may not be finite either"
                    : "all layers before it give finite ones";
                string own = layer.Weights is null
                    ? ""
                    : $", and its weights are, with a root mean square of {FlowTable.Number(layer.Weights.RootMeanSquare)}";
                return Finding(
                    layer.Name, $"{FlowWords.Of(layer.Activations)} of the numbers of its output are NaN or infinite; {before}{own}",
                    layer.Weights is { RootMeanSquare: > HugeWeights } || i > 0 && layers[i - 1].Activations.RootMeanSquare > HugeOutputs
                        ? $"The numbers have grown too large. {GrownAdvice}"
                        : "Look in it for an overflow, a division by 0, or a root or logarithm of a number that is not positive");
            }
        }
        const string InLoss = "Look in the loss for a division by 0, or a root or logarithm of a number that is not positive";
        if (!double.IsFinite(loss) && layers.Count > 0 && layers[^1].Activations.RootMeanSquare > HugeOutputs)
        {
            string size = FlowTable.Number(layers[^1].Activations.RootMeanSquare);
            return Finding(
                "loss", $"it is {FlowTable.Number(loss)}, of outputs with a root mean square of {size}",
                $"They have grown too large. {GrownAdvice}");
        }
        if (!double.IsFinite(loss)) return Finding("loss", $"it is {FlowTable.Number(loss)} though all layers give finite numbers", InLoss);

        // What a layer hands back is the gradient of the output of the layer before it.
        LayerFlow? after = null;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            LayerFlow layer = layers[i];
            if (layer.ActivationGradients is { IsFinite: false } gradients)
            {
                string what = $"{FlowWords.Of(gradients)} of the numbers of the gradient that it hands back to {layer.Name} " +
                    "are NaN or infinite";
                return after is null
                    ? Finding("loss", what, InLoss)
                    : Finding(
                        after.Name, $"{what}; the gradient that it gets is finite",
                        "Look in it for a function that is infinitely steep at this point, such as a root at 0, or for an overflow: "
                        + "clipping does not help, smaller weights may");
            }
            if (layer.Gradients is { IsFinite: false } own)
            {
                return Finding(
                    layer.Name, $"{FlowWords.Of(own)} of the numbers of the gradient of its weights are NaN or infinite; "
                        + "the gradient of its output is finite",
                    "Look in it for an overflow or a function that is infinitely steep at this point");
            }
            if (layer.ActivationGradients is not null) after = layer;
        }
        return null;
    }

    private static GradientFlowFinding Finding(string layer, string what, string advice) =>
        new(GradientFlowProblem.NotFinite, layer, $"{layer}: {what}. {advice}.");
}
