namespace MiniGrad;

/// <summary>A stretch of code on one thread with its own recording and mode; disposing it restores those from before.</summary>
public readonly ref struct GraphRegion
{
    private readonly GraphState state;
    private readonly bool wasRecording;
    private readonly bool wasInference;

    internal GraphRegion(bool recording, bool inference) : this(GraphState.Current, recording, inference) { }

    internal GraphRegion(GraphState state, bool recording, bool inference)
    {
        this.state = state;
        wasRecording = state.IsRecording;
        wasInference = state.IsInference;
        state.IsRecording = recording;
        state.IsInference = inference;
    }

    /// <summary>Ends the region.</summary>
    public void Dispose()
    {
        if (state is null) return;
        state.IsRecording = wasRecording;
        state.IsInference = wasInference;
    }
}
