namespace MiniGrad;

/// <summary>Switches layers between training and inference, for the calling thread.</summary>
/// <remarks>Layers that behave differently while they learn, such as dropout, ask <see cref="IsActive"/>. The mode belongs to the thread
/// and not to the layer, so that one model can be trained on one thread and used on others.</remarks>
public static class Inference
{
    /// <summary>Whether layers on this thread behave as in inference. False unless switched on.</summary>
    public static bool IsActive => GraphState.Current.IsInference;

    /// <summary>Layers behave as in inference and nothing is recorded until the returned region is disposed:
    /// <c>using (Inference.Begin()) { … }</c>.</summary>
    /// <param name="recording">Whether to record all the same, to differentiate a trained network.</param>
    public static GraphRegion Begin(bool recording = false) => new(recording, inference: true);
}
