namespace MiniGrad;

/// <summary>Follows what a thread does with tensors, from one operation to the next.</summary>
internal abstract class Tracer
{
    // How many there are in the process; nearly always 0, and quicker to look at than what belongs to the thread.
    private static int active;

    /// <summary>Who follows this thread, or null.</summary>
    public static Tracer? OfThread
    {
        [MethodImpl(AggressiveInlining)]
        get => Volatile.Read(ref active) == 0 ? null : GraphState.Current.Tracer;
    }

    /// <summary>Throws if somebody follows this thread and values of this shape may not be looked at now.</summary>
    public static void Read(Shape shape) => OfThread?.CheckRead(shape);

    /// <summary>Throws if values of this shape may not be looked at now.</summary>
    public abstract void CheckRead(Shape shape);

    /// <summary>Throws if values may not be overwritten now.</summary>
    public abstract void CheckWrite(string what);

    /// <summary>Throws if gradients may not be added to parameters now.</summary>
    public abstract void CheckBackward();

    protected static void Begin(GraphState state, Tracer tracer)
    {
        Interlocked.Increment(ref active);
        state.Tracer = tracer;
    }

    protected static void End(GraphState state)
    {
        state.Tracer = null;
        Interlocked.Decrement(ref active);
    }
}

/// <inheritdoc/>
internal abstract class Tracer<T> : Tracer where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The tracer of this thread, or null.</summary>
    public static Tracer<T>? Current => GraphState.Current.Tracer as Tracer<T>;

    /// <summary>Throws if somebody follows this thread and a tensor's values may not be looked at now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(Tensor<T> tensor) => Current?.CheckRead(tensor);

    /// <summary>Throws if a tensor's values may not be looked at now.</summary>
    public abstract void CheckRead(Tensor<T> tensor);

    /// <summary>Has an operation compute its output.</summary>
    public abstract void Compute(Operation<T> operation);

    /// <summary>Notes that a tensor shares another's memory.</summary>
    public abstract void AddAlias(Tensor<T> alias, Tensor<T> source);
}
