using System.Globalization;

namespace MiniGrad.Training;

/// <summary>Which way a signal goes.</summary>
internal enum FlowDirection
{
    Forward,
    Backward,
}

/// <summary>How a signal in one layer compares with that in a layer it has passed before.</summary>
internal sealed record FlowChange(LayerFlow Layer, double Size, LayerFlow Reference, double ReferenceSize)
{
    /// <summary>Whether both are the same layer in a loop, called with what it gave out before.</summary>
    public bool IsOverTime => Layer.Call != Reference.Call && Layer.LayerName == Reference.LayerName;

    public double Orders => Math.Abs(Math.Log10(Size) - Math.Log10(ReferenceSize));
}

/// <summary>Findings as sentences: the layer, the figures, and what usually helps.</summary>
internal static class FlowWords
{
    public static GradientFlowFinding Vanished(FlowChange worst, int count, FlowDirection direction) => direction == FlowDirection.Forward
        ? Finding(
            GradientFlowProblem.VanishingActivations, worst.Layer,
            $"the signal has vanished: its output has a root mean square of {Compare(worst, "below")}{Others(count)}",
            "Larger starting weights (He's in front of ReLU, Glorot's otherwise) or batch normalisation keep it up")
        : Finding(
            GradientFlowProblem.VanishingGradient, worst.Layer,
            $"the gradient has vanished: that of its output has a root mean square of {Compare(worst, "below")}{Others(count)}",
            worst.IsOverTime
                ? "An LSTM or a GRU, with a larger bias of the gate that keeps the state, or shorter sequences keep it up"
                : "ReLU with He's starting weights instead of sigmoids, batch normalisation, or connections that lead around layers keep "
                    + "it up");

    public static GradientFlowFinding Exploded(FlowChange worst, int count, FlowDirection direction) => direction == FlowDirection.Forward
        ? Finding(
            GradientFlowProblem.ExplodingActivations, worst.Layer,
            $"the signal has exploded: its output has a root mean square of {Compare(worst, "above")}{Others(count)}",
            "Smaller starting weights (He's in front of ReLU, Glorot's otherwise), inputs and targets of about 1, or batch "
            + "normalisation keep it down")
        : Finding(
            GradientFlowProblem.ExplodingGradient, worst.Layer,
            $"the gradient has exploded: that of its output has a root mean square of {Compare(worst, "above")}{Others(count)}",
            "Clipping by the global norm bounds the step that comes of it; smaller starting weights or batch normalisation "
            + "remove the cause");

    public static GradientFlowFinding Dead(LayerFlow layer) => Finding(
        GradientFlowProblem.DeadUnits, layer,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{layer.DeadUnitCount:N0} of {layer.UnitCount:N0} units are 0 for each of " +
            $"{layer.Activations.Count / layer.UnitCount:N0} samples, and let no gradient through"),
        "A smaller learning rate, He's starting weights, biases that are not far below 0, or a leaky ReLU keep units alive");

    public static GradientFlowFinding Idle(LayerFlow first, int count, LayerFlow? barrier) => Finding(
        GradientFlowProblem.NoGradient, first,
        "the gradient of its weights is exactly 0, so it learns nothing" + (
            count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"; nor {Layers(count - 1)}")),
        barrier is not null
            ? $"It is cut off at {barrier.Name}, all of whose units are dead"
            : "Either the loss does not depend on it, or it is cut off by a detached tensor, by weights or a slope of 0, "
                + "or it has fallen below the smallest number");

    public static GradientFlowFinding Saturated(LayerFlow worst, int count) => Finding(
        GradientFlowProblem.Saturation, worst,
        $"{FlowTable.Percent(worst.SaturatedShare)} of its outputs are within 1 % of an end of their range, where the " +
        $"function is flat{Others(count)}",
        "Smaller starting weights (Glorot's), inputs of mean 0 and deviation 1, or batch normalisation in front of it bring it back");

    public static GradientFlowFinding LargeUpdate(LayerFlow worst, int count) => Finding(
        GradientFlowProblem.LargeUpdate, worst,
        $"the next step would change its weights by {FlowTable.Number(worst.UpdateRatio)} of their norm, where about 0.001 " +
        $"is usual{Others(count)}",
        "Lower the learning rate or clip the gradients");

    public static GradientFlowFinding SmallUpdate(LayerFlow largest) => Finding(
        GradientFlowProblem.SmallUpdate, largest,
        $"the next step would change its weights by {FlowTable.Number(largest.UpdateRatio)} of their norm, and no other " +
        "layer by more, where about 0.001 is usual",
        "Raise the learning rate, unless there is nothing left to learn");

    /// <summary>How many of the numbers are not finite.</summary>
    public static string Of(TensorStatistics statistics) =>
        string.Create(CultureInfo.InvariantCulture, $"{statistics.NotFiniteCount:N0} of {statistics.Count:N0}");

    private static GradientFlowFinding Finding(GradientFlowProblem problem, LayerFlow layer, string what, string advice) =>
        new(problem, layer.Name, $"{layer.Name}: {what}. {advice}.");

    private static string Compare(FlowChange change, string direction)
    {
        string distance = change.Orders >= 2
            ? string.Create(CultureInfo.InvariantCulture, $"{change.Orders:0} orders of magnitude")
            : $"a factor of {FlowTable.Number(Math.Pow(10, change.Orders))}";
        return $"{FlowTable.Number(change.Size)}, {distance} {direction} the {FlowTable.Number(change.ReferenceSize)} of " +
            $"{change.Reference.Name}";
    }

    private static string Others(int count) =>
        count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"; the same, if less so, in {Layers(count - 1)}");

    private static string Layers(int count) =>
        count == 1 ? "1 other layer" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} other layers");
}
