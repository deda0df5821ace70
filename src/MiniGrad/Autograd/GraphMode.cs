namespace MiniGrad;

/// <summary>Whether a thread recorded, and whether it was in inference, at some time; for what is computed later as if it were
/// then.</summary>
internal readonly record struct GraphMode(bool IsRecording, bool IsInference)
{
    /// <summary>That of the calling thread now.</summary>
    public static GraphMode Current => new(GraphState.Current.IsRecording, GraphState.Current.IsInference);

    /// <summary>Has the calling thread be in that mode until the region is disposed.</summary>
    public GraphRegion Enter() => new(IsRecording, IsInference);
}
