namespace MiniGrad;

/// <summary>The operations of a step while they are seen for the first time, in order, so that the step can be replayed on new data.</summary>
internal abstract class Capture
{
    // How many captures are going on in the process; nearly always 0, and quicker to look at than what belongs to the thread.
    private static int active;

    /// <summary>Whether an operation is computing at the moment, which may look at values.</summary>
    public bool IsComputing { get; protected set; }

    /// <summary>Throws if the calling thread is capturing: another captured step cannot be a part of one.</summary>
    public static void CheckNotNested()
    {
        if (Volatile.Read(ref active) == 0 || GraphState.Current.Capture is null) return;
        throw new CaptureException("a step cannot run inside the function of another captured step; call the model itself there.");
    }

    /// <summary>Throws if a step is being captured and it is not an operation that looks.</summary>
    /// <exception cref="CaptureException">It is the step's function.</exception>
    public static void CheckRead(Shape shape)
    {
        if (GraphState.Current.Capture is { IsComputing: false }) throw Looked(shape);
    }

    protected static void Begin(GraphState state, Capture capture)
    {
        Interlocked.Increment(ref active);
        state.Capture = capture;
    }

    protected static void End(GraphState state)
    {
        state.Capture = null;
        Interlocked.Decrement(ref active);
    }

    protected static CaptureException Looked(Shape shape) => new(
        $"the function looked at the values of a tensor of shape {shape} (through Span, ToScalar, an index, …) outside an operation. " +
        "They are those of this batch only, so what follows from them cannot be replayed on the next. Use operations on tensors instead (Where, comparisons), or run the step uncaptured.");
}

/// <inheritdoc/>
internal sealed class Capture<T> : Capture where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<ReplayEntry<T>> entries = [];
    private readonly List<Tensor<T>> readOutside = [];
    private Operation<T>? computing;

    /// <summary>The capture in progress on this thread, or null.</summary>
    public static Capture<T>? Current => GraphState.Current.Capture as Capture<T>;

    /// <summary>What was computed so far, in order.</summary>
    public IReadOnlyList<ReplayEntry<T>> Entries => entries;

    /// <summary>Tensors that operations read without their being inputs, so that nobody can tell when they are not needed any more.</summary>
    public IReadOnlyList<Tensor<T>> ReadOutside => readOutside;

    /// <summary>Notes that a tensor's values are looked at, and throws if it is the step's function that looks.</summary>
    /// <exception cref="CaptureException">It is the step's function.</exception>
    public static void CheckRead(Tensor<T> tensor)
    {
        if (Current is not { } capture) return;
        if (capture.computing is not { } operation) throw Looked(tensor.Shape);
        for (int i = 0; i < operation.InputCount; i++)
            if (ReferenceEquals(operation.Input(i), tensor)) return;
        capture.readOutside.Add(tensor);
    }

    /// <summary>Has an operation compute its output, and adds it.</summary>
    public void Compute(Operation<T> operation)
    {
        IsComputing = true;
        computing = operation;
        try
        {
            operation.ComputeOutput();
        }
        finally
        {
            computing = null;
            IsComputing = false;
        }
        operation.Output.IsCaptured = true;
        if (operation.ByProduct is { } product) product.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(operation.Output, operation));
    }

    /// <summary>Notes that a tensor shares another's memory.</summary>
    public void AddAlias(Tensor<T> alias, Tensor<T> source)
    {
        alias.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(alias, source));
    }

    /// <summary>Runs a function and collects the operations in it.</summary>
    /// <param name="inputs">The tensors whose values will change from run to run.</param>
    /// <param name="labels">Integers that will change too, or null.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="InvalidOperationException">A step is being captured already on this thread, or the function looks at values.</exception>
    public static Capture<T> Of(Tensor<T>[] inputs, IndexTensor? labels, Action function)
    {
        GraphState state = GraphState.Current;
        Capture<T> capture = new();
        Begin(state, capture);
        capture.Guard(inputs, labels, isOn: true);
        try
        {
            function();
        }
        finally
        {
            End(state);
            capture.Guard(inputs, labels, isOn: false);
        }
        return capture;
    }

    /// <summary>Marks the tensors whose values must not be looked at while the capture lasts, or takes the marks away.</summary>
    private void Guard(Tensor<T>[] inputs, IndexTensor? labels, bool isOn)
    {
        foreach (Tensor<T> input in inputs) input.IsCaptured = isOn;
        if (labels is not null) labels.IsCaptured = isOn;
        foreach (ReplayEntry<T> entry in entries)
        {
            entry.Output.IsCaptured = isOn;
            if (entry.Operation?.ByProduct is { } product) product.IsCaptured = isOn;
        }
    }
}
