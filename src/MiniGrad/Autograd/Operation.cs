using System.Numerics;

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
    private Shape? outputShape;
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
    protected Shape OutputShape => outputShape ?? throw Released();

    /// <summary>Whether the output depends on its inputs smoothly enough to have a gradient. False for comparisons.</summary>
    protected virtual bool IsDifferentiable => true;

    /// <summary>
    /// Whether inputs broadcast to the output's shape, so that the engine sums a gradient of the output's shape down to the input's.
    /// </summary>
    protected internal virtual bool IsBroadcasting => false;

    /// <summary>Whether the output is the first input's memory under another shape; <see cref="Forward"/> is then not called.</summary>
    private protected virtual bool IsView => false;

    /// <summary>The walk that this operation is a part of at the moment. A field, so that walks can claim it atomically.</summary>
    internal GradientWalk<T>? Walk;

    internal bool IsNeeded { get; set; }

    internal bool IsReleased { get; private set; }

    /// <summary>The gradient of the output, as far as a walk has gathered it.</summary>
    internal Tensor<T>? Gathered { get; set; }

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
    public Tensor<T> Apply()
    {
        if (outputShape is not null || IsReleased) throw new InvalidOperationException($"{Name}: applied already; make a new operation for each application.");
        Shape shape = outputShape = InferShape();
        GraphState state = GraphState.Current;
        bool record = state.IsRecording && AnyInputRequiresGradient() && IsDifferentiable;
        Tensor<T> result = IsView
            ? new(Input(0).Storage, shape, record, Input(0).Changes)
            : new(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape, record);
        if (!IsView) Forward(result.Buffer);
        if (record)
        {
            long latest = 0;
            for (int i = 0; i < InputCount; i++) latest = Math.Max(latest, Input(i).Sequence);
            result.Sequence = state.NextSequence(latest);
            changes = CountChanges();
            result.Producer = this;
            output = result;
        }
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

    /// <summary>Computes the output once more, into the given memory, from whatever the inputs hold now.</summary>
    internal void Recompute(Span<T> target)
    {
        if (!IsView || target != Input(0).Buffer) Forward(target);
    }

    internal void CallBackward(Tensor<T> gradient, GradientSink<T> sink) => Backward(gradient, sink);

    /// <summary>Lets go of the inputs, so that what they were computed from can be collected.</summary>
    internal void Release()
    {
        IsReleased = true;
        InputCount = 0;
        first = second = third = output = null;
        if (inputs is not null) Array.Clear(inputs);
    }

    private bool AnyInputRequiresGradient()
    {
        for (int i = 0; i < InputCount; i++)
            if (Input(i).RequiresGradient) return true;
        return false;
    }

    private long CountChanges()
    {
        long count = 0;
        for (int i = 0; i < InputCount; i++) count += Input(i).Changes?.Value ?? 0;
        return count;
    }

    private InvalidOperationException Released() => new(
        IsReleased
            ? $"{Name}: the graph behind this tensor was released by an earlier walk; pass retainGraph: true there to walk it again."
            : $"{Name}: not applied yet.");
}
