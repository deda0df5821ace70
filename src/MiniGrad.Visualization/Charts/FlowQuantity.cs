using MiniGrad.Training;

namespace MiniGrad.Visualization;

/// <summary>What a <see cref="GradientFlowChart"/> shows of a layer.</summary>
public enum FlowQuantity
{
    /// <summary>The root mean square of the output: <see cref="LayerFlow.Activations"/>.</summary>
    Output,

    /// <summary>The root mean square of δ, the gradient of the output: <see cref="LayerFlow.ActivationGradients"/>.</summary>
    OutputGradient,

    /// <summary>The root mean square of the parameters: <see cref="LayerFlow.Weights"/>.</summary>
    Weights,

    /// <summary>The root mean square of the gradient of the parameters: <see cref="LayerFlow.Gradients"/>.</summary>
    WeightGradient,

    /// <summary><see cref="LayerFlow.UpdateRatio"/>.</summary>
    UpdateRatio,
}
