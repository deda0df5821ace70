namespace MiniGrad;

/// <summary>Looks after there being one captured step at a time on a thread.</summary>
internal static class Capture
{
    /// <summary>Throws if the calling thread is capturing: another captured step cannot be a part of one.</summary>
    public static void CheckNotNested()
    {
        if (Tracer.OfThread is null) return;
        throw new CaptureException("a step cannot run inside the function of another captured step; call the model itself there.");
    }
}

/// <summary>The operations of a step while they compute one by one, in order, so that the step can be replayed on new data.</summary>
internal sealed class Capture<T> : Tracer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<ReplayEntry<T>> entries = [];
    private readonly List<Tensor<T>> readOutside = [];
    private Operation<T>? computing;

    private Capture(bool isOfAnySize) => IsOfAnySize = isOfAnySize;

    /// <summary>Whether what is computed is to be the same operations for inputs of any size.</summary>
    public bool IsOfAnySize { get; }

    /// <summary>What was computed so far, in order.</summary>
    public IReadOnlyList<ReplayEntry<T>> Entries => entries;

    /// <summary>Tensors that operations read without their being inputs, so that nobody can tell when they are not needed any
    /// more.</summary>
    public IReadOnlyList<Tensor<T>> ReadOutside => readOutside;

    /// <summary>Runs a function and collects the operations in it. The values of inputs and labels will change from run to run, and
    /// their sizes if asked for.</summary>
    public static Capture<T> Of(Tensor<T>[] inputs, IndexTensor[] labels, Action function, bool isOfAnySize = false)
    {
        Capture.CheckNotNested();
        GraphState state = GraphState.Current;
        Capture<T> capture = new(isOfAnySize);
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

    public override void CheckRead(Shape shape)
    {
        if (computing is null) throw Looked(shape);
    }

    public override void CheckRead(Tensor<T> tensor)
    {
        if (computing is not { } operation) throw Looked(tensor.Shape);
        for (int i = 0; i < operation.InputCount; i++)
            if (ReferenceEquals(operation.Input(i), tensor)) return;
        readOutside.Add(tensor);
    }

    public override void CheckWrite(string what)
    {
        if (computing is not null) return;
        throw new CaptureException(
            $"the function changed {what} outside an operation, which happens only while the step is recorded. Change it between steps, " +
            $"or in the Forward of an operation.");
    }

    public override void CheckBackward() =>
        throw new CaptureException("the function returns the loss, and the step differentiates it; do not call Backward inside.");

    /// <summary>Has an operation compute its output, and adds it, unless it is a part of another one's computation.</summary>
    public override void Compute(Operation<T> operation)
    {
        if (computing is not null)
        {
            operation.ComputeOutput();
            return;
        }
        computing = operation;
        try
        {
            operation.ComputeOutput();
        }
        finally
        {
            computing = null;
        }
        operation.Output.IsCaptured = true;
        if (operation.ByProduct is { } product) product.IsCaptured = true;
        if (operation.ComputedIndices is { } indices) indices.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(operation.Output, operation));
    }

    public override void AddAlias(Tensor<T> alias, Tensor<T> source)
    {
        alias.IsCaptured = true;
        entries.Add(new ReplayEntry<T>(alias, source));
    }

    /// <summary>Marks the tensors whose values must not be looked at while the capture lasts, or takes the marks away.</summary>
    private void Guard(Tensor<T>[] inputs, IndexTensor[] labels, bool isOn)
    {
        foreach (Tensor<T> input in inputs) input.IsCaptured = isOn;
        foreach (IndexTensor indices in labels) indices.IsCaptured = isOn;
        foreach (ReplayEntry<T> entry in entries)
        {
            entry.Output.IsCaptured = isOn;
            if (entry.Operation?.ByProduct is { } product) product.IsCaptured = isOn;
            if (entry.Operation?.ComputedIndices is { } computed) computed.IsCaptured = isOn;
        }
    }

    private static CaptureException Looked(Shape shape) => new(
        $"the function looked at the values of a tensor of shape {shape} (through Span, ToScalar, an index, …) outside an operation. " +
        "They are those of this batch only, so what follows from them cannot be replayed on the next. " +
        "Use operations on tensors instead (Where, comparisons), or run the step uncaptured.");
}
