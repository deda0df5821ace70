using System.Globalization;

namespace MiniGrad.Training;

/// <summary>What passed through one layer of a model, forward and backward, when it was called once for a batch.</summary>
public sealed record LayerFlow
{
    /// <summary>The layer's name in the model, such as <c>layers.0 (call 2)</c> for a second call; of the model itself, its
    /// description.</summary>
    public required string Name { get; init; }

    /// <summary>The description: <c>Linear 784 → 128</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Which call of the layer this is, counted from 1.</summary>
    public required int Call { get; init; }

    /// <summary>The layer's name without the call: the same for all calls of a layer in a loop.</summary>
    public string LayerName =>
        Call == 1 ? Name : Name[..^string.Create(CultureInfo.InvariantCulture, $" (call {Call})").Length];

    /// <summary>The shape of the output.</summary>
    public required Shape OutputShape { get; init; }

    /// <summary>The output h.</summary>
    public required TensorStatistics Activations { get; init; }

    /// <summary>δ = ∂L/∂h, the gradient of the output; null where the loss does not depend on it.</summary>
    public required TensorStatistics? ActivationGradients { get; init; }

    /// <summary>The layer's own parameters θ together, frozen ones too; null if it has none.</summary>
    public required TensorStatistics? Weights { get; init; }

    /// <summary>g = ∂L/∂θ of those that are not frozen, together, summed over all calls; null if there are none.</summary>
    public required TensorStatistics? Gradients { get; init; }

    /// <summary>‖Δθ‖ / ‖θ‖ of the optimizer's next step. Null without an optimizer, with one that evaluates the loss several times in a
    /// step, for a layer without parameters of that optimizer, and where ‖θ‖ is 0.</summary>
    public required double? UpdateRatio { get; init; }

    /// <summary>The size of the output's last axis.</summary>
    public required int UnitCount { get; init; }

    /// <summary>How many units are 0 for every sample; null for dropout and for an empty batch.</summary>
    public required int? DeadUnitCount { get; init; }

    /// <summary>The share of outputs of a sigmoid below 0.01 or above 0.99, or of a tanh beyond ±0.98. There the slope is less than 4 % of
    /// the steepest, and little gradient passes. Null for other layers.</summary>
    public required double? SaturatedShare { get; init; }

    /// <summary><see cref="DeadUnitCount"/> as a share of the units, from 0 to 1.</summary>
    public double? DeadShare => UnitCount == 0 ? null : (double?)DeadUnitCount / UnitCount;
}
