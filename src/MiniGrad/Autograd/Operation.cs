namespace MiniGrad;

/// <summary>
/// One application of a differentiable function to tensors: its inputs, its settings, how to compute its output and how a gradient flows
/// back through it. Derive from it to add an operation.
/// </summary>
/// <remarks>
/// <para>
/// The forward computation sees spans and knows nothing of graphs. The derivative is written in operations on tensors, so that it can itself
/// be differentiated, to any order.
/// </para>
/// <para>A derived class passes its inputs to the constructor, keeps its settings in fields, and is applied once.</para>
/// </remarks>
public abstract class Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[]? inputs;
    private Tensor<T>? first;
    private Tensor<T>? second;
    private Tensor<T>? third;
    private Tensor<T>? output;
    private long changes;

    /// <summary>An operation without tensors as inputs, such as one that draws random numbers.</summary>
    protected Operation() { }

    /// <summary>An operation on one tensor.</summary>
    protected Operation(Tensor<T> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        first = input;
        InputCount = 1;
    }

    /// <summary>An operation on two tensors.</summary>
    protected Operation(Tensor<T> first, Tensor<T> second) : this(first)
    {
        ArgumentNullException.ThrowIfNull(second);
        this.second = second;
        InputCount = 2;
    }

    /// <summary>An operation on three tensors.</summary>
    protected Operation(Tensor<T> first, Tensor<T> second, Tensor<T> third) : this(first, second)
    {
        ArgumentNullException.ThrowIfNull(third);
        this.third = third;
        InputCount = 3;
    }

    /// <summary>An operation on any number of tensors.</summary>
    protected Operation(IReadOnlyList<Tensor<T>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        this.inputs = [.. inputs];
        foreach (Tensor<T> input in this.inputs) ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        InputCount = this.inputs.Length;
    }

    /// <summary>What messages and pictures call this operation: the class name without <c>Operation</c>.</summary>
    public virtual string Name
    {
        get
        {
            ReadOnlySpan<char> name = GetType().Name;
            int generic = name.IndexOf('`');
            if (generic >= 0) name = name[..generic];
            return (name.EndsWith("Operation") ? name[..^"Operation".Length] : name).ToString();
        }
    }

    /// <summary>The number of tensors that go in.</summary>
    public int InputCount { get; private set; }

    /// <summary>The computed tensor; available to <see cref="Backward"/>.</summary>
    protected internal Tensor<T> Output => output ?? throw Released();

    /// <summary>What <see cref="InferShape"/> gave; available to <see cref="Forward"/>.</summary>
    protected Shape OutputShape => Output.Shape;

    /// <summary>Whether the output depends on its inputs smoothly enough to have a gradient. False for comparisons.</summary>
    protected virtual bool IsDifferentiable => true;

    /// <summary>
    /// Whether inputs broadcast to the output's shape, so that the engine sums a gradient of the output's shape down to the input's.
    /// </summary>
    protected internal virtual bool IsBroadcasting => false;

    /// <summary>Whether the output is the first input's memory under another shape; <see cref="Forward"/> is then not called.</summary>
    private protected virtual bool IsView => false;

    /// <inheritdoc cref="IsView"/>
    internal bool SharesMemory => IsView;

    /// <summary>The number of the walk that this operation is a part of at the moment, or 0. A field, so that walks can claim it atomically.</summary>
    internal long Walk;

    internal bool IsNeeded { get; set; }

    internal bool IsReleased { get; private set; }

    /// <summary>The gradient of the output, as far as a walk has gathered it.</summary>
    internal Tensor<T>? Gathered { get; set; }

    /// <summary>The same as <see cref="Input"/> at 0, 1 and 2, of an operation that has so many and is not released, for those on the hot path.</summary>
    private protected Tensor<T> First => first!;

    /// <inheritdoc cref="First"/>
    private protected Tensor<T> Second => second!;

    /// <inheritdoc cref="First"/>
    private protected Tensor<T> Third => third!;

    /// <summary>The tensor that went in at the given place, counted from 0.</summary>
    public Tensor<T> Input(int index)
    {
        if ((uint)index >= (uint)InputCount)
        {
            if (IsReleased) throw Released();
            throw new ArgumentOutOfRangeException(nameof(index), $"{Name}: input {index} of {InputCount}.");
        }
        return inputs is not null ? inputs[index] : index switch { 0 => first!, 1 => second!, _ => third! };
    }

    /// <summary>
    /// Checks the inputs, computes the output, and records the operation if a gradient may be asked for later.
    /// </summary>
    /// <returns>The output.</returns>
    /// <exception cref="InvalidOperationException">This object was applied before: each application is an object of its own.</exception>
    public Tensor<T> Apply() => Apply(memory: null);

    /// <summary>The same, with the output in a tensor of its shape that nobody else sees. Only for results that are not recorded.</summary>
    internal Tensor<T> Apply(Tensor<T>? memory)
    {
        if (output is not null || IsReleased) throw new InvalidOperationException($"{Name}: applied already; make a new operation for each application.");
        Shape shape = InferShape();
        GraphState state = GraphState.Current;
        bool record = state.IsRecording && AnyInputRequiresGradient() && IsDifferentiable;
        Tensor<T> result = output = memory ?? (IsView
            ? new Tensor<T>(Input(0).Storage, shape, record, Input(0).Changes)
            : new Tensor<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape, record));
        if (record)
        {
            result.Sequence = state.NextSequence(LatestInput());
            changes = CountChanges();
            result.Producer = this;
        }
        if (state.Capture is { IsComputing: false } capture) ComputeCaptured(capture);
        else ComputeOutput();
        return result;
    }

    /// <summary>Checks that the inputs fit together and gives the output's shape.</summary>
    /// <exception cref="ArgumentException">They do not; the message names the operation and the shapes.</exception>
    protected abstract Shape InferShape();

    /// <summary>Computes the output in row-major order from the inputs' values, which it leaves as they are.</summary>
    /// <param name="output">Where every element is to be written; its content before is undefined.</param>
    protected abstract void Forward(Span<T> output);

    /// <summary>
    /// The chain rule: from the gradient of a scalar in respect of the output, computes that in respect of each input, and hands it to the sink.
    /// </summary>
    /// <param name="gradient">The gradient of the output, of its shape.</param>
    /// <param name="sink">Says which inputs need a gradient, and takes it. An input that it is not given counts as a gradient of zero.</param>
    protected abstract void Backward(Tensor<T> gradient, GradientSink<T> sink);

    /// <summary>Throws if the values of an input were overwritten since this operation used them.</summary>
    internal void CheckUnchanged()
    {
        if (CountChanges() == changes) return;
        string names = string.Join(", ", Enumerable.Range(0, InputCount).Select(Input).OfType<Parameter<T>>().Select(parameter => $"'{parameter.Name}'"));
        throw new InvalidOperationException(
            $"{Name}: a parameter {(names.Length > 0 ? names : "behind a view")} was changed after this operation used it; compute the output anew before differentiating it.");
    }

    /// <summary>Computes the output once more, in place, from whatever the inputs hold now. Not for one that shares its input's memory.</summary>
    internal void Recompute() => Forward(output!.Buffer);

    /// <summary>A tensor besides <see cref="Output"/> that <see cref="Forward"/> fills, for the derivative's use; null for none.</summary>
    internal virtual Tensor<T>? ByProduct => null;

    /// <summary>
    /// What the operation was given besides tensors of <typeparamref name="T"/>, to be compared: a captured step keeps it as it was. An array is
    /// compared element by element.
    /// </summary>
    internal virtual object? Settings => null;

    /// <summary>The operation that this one computes along with its own, writing that one's output instead of its own; set in replays only.</summary>
    internal Operation<T>? Absorbed { get; private set; }

    /// <summary>Takes over the only operation that reads this one's output, if this one knows how to compute both together.</summary>
    internal bool TryAbsorb(Operation<T> reader)
    {
        if (!CanAbsorb(reader)) return false;
        Absorbed = reader;
        output = reader.Output;
        return true;
    }

    /// <summary>Whether <see cref="Forward"/> can compute that operation of the output as well, and does so once <see cref="Absorbed"/> says so.</summary>
    private protected virtual bool CanAbsorb(Operation<T> reader) => false;

    /// <summary>Whether the derivative only reads the gradient it is given, never passes it on, and gives its memory back.</summary>
    internal virtual bool EndsGradient => false;

    internal void CallBackward(Tensor<T> gradient, GradientSink<T> sink) => Backward(gradient, sink);

    /// <summary>Lets go of the inputs, so that what they were computed from can be collected.</summary>
    internal void Release()
    {
        IsReleased = true;
        InputCount = 0;
        first = second = third = output = null;
        if (inputs is not null) Array.Clear(inputs);
    }

    private void ComputeCaptured(Capture capture)
    {
        if (capture is not Capture<T> own) throw new InvalidOperationException($"{Name}: a captured step computes in one precision; this operation has another.");
        own.Compute(this);
    }

    /// <summary>Computes the output, unless it is the input's memory.</summary>
    internal void ComputeOutput()
    {
        if (!IsView) Forward(Output.Buffer);
    }

    private bool AnyInputRequiresGradient()
    {
        if (inputs is null) return first is { RequiresGradient: true } || second is { RequiresGradient: true } || third is { RequiresGradient: true };
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
