namespace MiniGrad.Training;

/// <summary>What passed through one layer of a model, forward and backward, when it was called once for a batch.</summary>
public sealed record LayerFlow
{
    /// <summary>
    /// The layer's name in the model, such as <c>layers.0</c>, with <c>(call 2)</c> behind it if it was called before; of the model itself, its description.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What the layer is: <c>Linear 784 → 128</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Which call of the layer this is, counted from 1.</summary>
    public required int Call { get; init; }

    /// <summary>The shape of the output.</summary>
    public required Shape OutputShape { get; init; }

    /// <summary>The output h.</summary>
    public required TensorStatistics Activations { get; init; }

    /// <summary>δ = ∂L/∂h, what backpropagation brings to the layer; null where the loss does not depend on the output through anything recorded.</summary>
    public required TensorStatistics? ActivationGradients { get; init; }

    /// <summary>All of the layer's own parameters θ together, frozen ones too; null if it has none. Those of a layer inside it belong to that one.</summary>
    public required TensorStatistics? Weights { get; init; }

    /// <summary>g = ∂L/∂θ of those that are not frozen, together, summed over all calls; null if there are none.</summary>
    public required TensorStatistics? Gradients { get; init; }

    /// <summary>
    /// ‖Δθ‖ / ‖θ‖: by which share of itself the optimizer's next step would change the layer. Null without an optimizer or with one that evaluates the
    /// loss several times in a step, for a layer without parameters of that optimizer, and where ‖θ‖ is 0.
    /// </summary>
    public required double? UpdateRatio { get; init; }

    /// <summary>The size of the output's last axis.</summary>
    public required int UnitCount { get; init; }

    /// <summary>How many units are 0 for every sample; null for dropout, which zeroes others each time, and where the batch is empty.</summary>
    public required int? DeadUnitCount { get; init; }

    /// <summary>
    /// The share of outputs of a sigmoid or tanh that lie within 1 % of its range from one end of it: below 0.01 or above 0.99, beyond ±0.98. There the
    /// slope is less than 4 % of the steepest, and little gradient passes. Null for other layers.
    /// </summary>
    public required double? SaturatedShare { get; init; }

    /// <summary><see cref="DeadUnitCount"/> as a share of the units, from 0 to 1.</summary>
    public double? DeadShare => UnitCount == 0 ? null : (double?)DeadUnitCount / UnitCount;
}
