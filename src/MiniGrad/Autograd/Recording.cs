namespace MiniGrad;

/// <summary>Switches the recording of the computation graph off and on, for the calling thread.</summary>
public static class Recording
{
    /// <summary>Whether operations on tensors that require a gradient are recorded on this thread. True unless switched off.</summary>
    public static bool IsOn => GraphState.Current.IsRecording;

    /// <summary>Records nothing until the returned region is disposed: <c>using (Recording.Off()) { … }</c>. Results do not require a
    /// gradient, and what they were computed from can be collected.</summary>
    public static GraphRegion Off() => new(recording: false, Inference.IsActive);

    /// <summary>Records again inside a region where recording was switched off.</summary>
    public static GraphRegion On() => new(recording: true, Inference.IsActive);
}
