namespace MiniGrad.Layers;

/// <summary>Who is told of every layer's output on this thread, if anybody.</summary>
internal static class ForwardObserver<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Nearly always 0, and quicker to look at than what belongs to the thread.
    private static int observers;

    public static Action<Layer<T>, Tensor<T>>? Current =>
        Volatile.Read(ref observers) == 0 ? null : GraphState.Current.Observer as Action<Layer<T>, Tensor<T>>;

    /// <summary>Runs an action while somebody is told.</summary>
    public static void During(Action<Layer<T>, Tensor<T>> observer, Action action)
    {
        GraphState state = GraphState.Current;
        object? before = state.Observer;
        state.Observer = observer;
        Interlocked.Increment(ref observers);
        try
        {
            action();
        }
        finally
        {
            Interlocked.Decrement(ref observers);
            state.Observer = before;
        }
    }
}
