namespace MiniGrad;

// An operation as a node of the recorded graph: what walks over it need to know.
public abstract partial class Operation<T>
{
    private long changes;

    /// <summary>The number of the walk that this operation is a part of at the moment, or 0. A field, so that walks can claim it
    /// atomically.</summary>
    internal long Walk;

    /// <summary>Whether the walk goes on from here.</summary>
    internal bool IsNeeded { get; set; }

    internal bool IsReleased { get; private set; }

    /// <summary>The gradient of the output, as far as a walk has gathered it.</summary>
    internal Tensor<T>? Gathered { get; set; }

    internal void CallBackward(Tensor<T> gradient, GradientSink<T> sink) => Backward(gradient, sink);

    /// <summary>Shows a walk every input.</summary>
    internal void VisitInputs(GradientWalk<T> walk, long earliest)
    {
        if (inputs is null)
        {
            if (first is not null) walk.Visit(first, earliest);
            if (second is not null) walk.Visit(second, earliest);
            if (third is not null) walk.Visit(third, earliest);
            return;
        }
        foreach (Tensor<T> input in inputs) walk.Visit(input, earliest);
    }

    /// <summary>Computes the output in memory of the engine's choice, unrecorded and seen by nobody else.</summary>
    internal Tensor<T> ApplyIn(GradientWalk<T> walk, Tensor<T> target)
    {
        if (IsView) return Apply();
        if (IsApplied) throw AppliedAlready();
        Tensor<T> result = output = walk.MemoryFor(target, InferShape());
        Forward(result.Buffer);
        return result;
    }

    /// <summary>Computes the output in the given memory, unrecorded. Not for views.</summary>
    internal Tensor<T> ApplyIn(Storage<T> memory, Shape shape)
    {
        if (IsApplied) throw AppliedAlready();
        Tensor<T> result = output = new Tensor<T>(memory, shape);
        Forward(result.Buffer);
        return result;
    }

    /// <summary>The shape of the output of an operation that is not applied yet.</summary>
    internal Shape PlannedShape => InferShape();

    /// <summary>Throws if the values of an input were overwritten since this operation used them.</summary>
    internal void CheckUnchanged()
    {
        if (CountChanges() == changes) return;
        string[] names = [.. Enumerable.Range(0, InputCount).Select(Input).Select(Changeable).OfType<string>()];
        throw new InvalidOperationException(
            $"{Name}: {(names.Length > 0 ? string.Join(", ", names) : "a parameter behind a view")} was changed after this operation " +
            "used it; compute the output anew before differentiating it.");

        static string? Changeable(Tensor<T> input) =>
            input is Parameter<T> parameter ? $"the parameter '{parameter.Name}'" : input is LiveNumber<T> ? "a live number" : null;
    }

    /// <summary>Lets go of the inputs, so that what they were computed from can be collected.</summary>
    internal void Release()
    {
        IsReleased = true;
        InputCount = 0;
        first = second = third = output = null;
        if (inputs is not null) Array.Clear(inputs);
    }

    /// <summary>Computes the output, unless it is the input's memory.</summary>
    internal void ComputeOutput()
    {
        if (!IsView) Forward(Output.Buffer);
    }

    /// <summary>The first input's memory under another shape. It is then in more hands than the engine's.</summary>
    private Tensor<T> View(Shape shape, bool record)
    {
        Tensor<T> input = Input(0);
        input.IsTransient = false;
        return new Tensor<T>(input.Storage, shape, record, input.Changes);
    }

    private void Record(GraphState state, Tensor<T> result)
    {
        result.Sequence = state.NextSequence(LatestInput());
        changes = CountChanges();
        result.Producer = this;
    }

    private bool IsApplied => output is not null || IsReleased;

    private InvalidOperationException AppliedAlready() => new($"{Name}: applied already; make a new operation for each application.");

    private bool AnyInputRequiresGradient()
    {
        if (inputs is null)
            return first is { RequiresGradient: true } || second is { RequiresGradient: true } || third is { RequiresGradient: true };
        foreach (Tensor<T> input in inputs)
            if (input.RequiresGradient) return true;
        return false;
    }

    /// <summary>When the last of the inputs was computed.</summary>
    private long LatestInput()
    {
        if (inputs is null) return Math.Max(first?.Sequence ?? 0, Math.Max(second?.Sequence ?? 0, third?.Sequence ?? 0));
        long latest = 0;
        foreach (Tensor<T> input in inputs) latest = Math.Max(latest, input.Sequence);
        return latest;
    }

    private long CountChanges()
    {
        if (inputs is null) return (first?.Changes?.Value ?? 0) + (second?.Changes?.Value ?? 0) + (third?.Changes?.Value ?? 0);
        long count = 0;
        foreach (Tensor<T> input in inputs) count += input.Changes?.Value ?? 0;
        return count;
    }

    private InvalidOperationException Released() => new(
        IsReleased
            ? $"{Name}: the graph behind this tensor was released by an earlier walk; pass retainGraph: true there to walk it again."
            : $"{Name}: not applied yet.");
}
