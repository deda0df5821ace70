namespace MiniGrad;

/// <summary>A stretch of code on one thread that tries something out: layers compute as in training, but keep nothing of it, such as
/// running averages. Disposing it ends it.</summary>
/// <remarks>Measurements of gradient flow and the points that a line search tries are such. A layer of one's own that changes something
/// whenever it computes in training asks <see cref="IsActive"/> first, and does so within an operation: what is outside of operations a
/// captured step does not see again.</remarks>
/// <example><code>using (DryRun.Begin()) Console.WriteLine(Loss.CrossEntropy(model.Forward(images), labels));</code></example>
public readonly ref struct DryRun
{
    private readonly GraphState? state;
    private readonly bool wasDryRun;

    private DryRun(GraphState state)
    {
        this.state = state;
        wasDryRun = state.IsDryRun;
        state.IsDryRun = true;
    }

    /// <summary>Whether what is computed on this thread is to leave no trace.</summary>
    public static bool IsActive => GraphState.Current.IsDryRun;

    /// <summary>From here on, until the returned region is disposed, it is.</summary>
    public static DryRun Begin() => new(GraphState.Current);

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (state is not null) state.IsDryRun = wasDryRun;
    }
}
