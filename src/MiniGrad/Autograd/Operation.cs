namespace MiniGrad;

/// <summary>One application of a differentiable function to tensors: its inputs, its settings, how to compute its output and how a gradient
/// flows back through it. Derive from it to add an operation.</summary>
/// <remarks><para>The forward computation sees spans and knows nothing of graphs. The derivative is written in operations on tensors, so
/// that it can itself be differentiated, to any order.</para>
/// <para>A derived class passes its inputs to the constructor, keeps its settings in fields, names them in <see cref="Settings"/>, and is
/// applied once.</para></remarks>
public abstract partial class Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[]? inputs;
    private Tensor<T>? first;
    private Tensor<T>? second;
    private Tensor<T>? third;
    private Tensor<T>? output;

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

    /// <summary>The name in messages and pictures: the class name without <c>Operation</c>.</summary>
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

    /// <summary>Checks the inputs, computes the output, and records the operation if a gradient may be asked for later.</summary>
    /// <returns>The output.</returns>
    /// <exception cref="InvalidOperationException">This object was applied before: each application is an object of its own.</exception>
    public Tensor<T> Apply() => Apply(GraphState.Current);

    /// <summary>The same, for those who have looked up what the engine keeps for this thread.</summary>
    internal Tensor<T> Apply(GraphState state)
    {
        if (IsApplied) throw AppliedAlready();
        Shape shape = InferShape();
        bool record = state.IsRecording && AnyInputRequiresGradient() && IsDifferentiable;
        bool isView = IsView;
        if (state.Bound is { } bound && !isView) bound.Count(Name, shape, isKept: record || state.Tracer is not null);
        Tensor<T> result = output = isView
            ? View(shape, record) : new Tensor<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape, record);
        if (record) Record(state, result);
        if (state.Tracer is { } tracer) ComputeTraced(tracer);
        else if (!isView) Forward(result.Buffer);
        return result;
    }

    /// <summary>The computed tensor; available to <see cref="Backward"/>.</summary>
    protected internal Tensor<T> Output => output ?? throw Released();

    /// <summary>The result of <see cref="InferShape"/>; available to <see cref="Forward"/>.</summary>
    protected Shape OutputShape => Output.Shape;

    /// <summary>Checks that the inputs fit together and gives the output's shape.</summary>
    /// <exception cref="ArgumentException">They do not; the message names the operation and the shapes.</exception>
    protected abstract Shape InferShape();

    /// <summary>Computes the output in row-major order from the inputs' values, which it leaves as they are.</summary>
    /// <param name="output">Where every element is to be written; its content before is undefined.</param>
    protected abstract void Forward(Span<T> output);

    /// <summary>The chain rule: from the gradient of a scalar with respect to the output, computes those with respect to the inputs, and
    /// hands them to the sink.</summary>
    /// <param name="gradient">The gradient of the output, of its shape.</param>
    /// <param name="sink">Says which inputs need a gradient, and takes it. An input that it is not given counts as a gradient of
    /// zero.</param>
    protected abstract void Backward(Tensor<T> gradient, GradientSink<T> sink);

    /// <summary>Everything besides the inputs that the output or its derivative depends on, each with a name;
    /// <see cref="OperationSettings.None"/> if there is nothing.</summary>
    /// <remarks>A captured step computes with the settings of the recorded operation. They are compared when the step is recorded again,
    /// and a setting that is not named here stays as it was without a word.</remarks>
    protected internal abstract OperationSettings Settings { get; }

    /// <summary>Whether the output depends on its inputs smoothly enough to have a gradient. False for comparisons.</summary>
    protected virtual bool IsDifferentiable => true;

    /// <summary>Whether inputs broadcast to the output's shape, so that the engine sums a gradient of the output's shape down to the
    /// input's.</summary>
    protected internal virtual bool IsBroadcasting => false;

    /// <summary>Whether <see cref="Backward"/> is done with its gradient when it returns, and keeps no reference to it, so that the engine
    /// can use its memory again. Default: false, which is always safe.</summary>
    protected internal virtual bool ReleasesGradient => false;

    /// <summary>Whether the output is the first input's memory under another shape; <see cref="Forward"/> is then not called.</summary>
    private protected virtual bool IsView => false;

    // Input at 0, 1 and 2 of an operation that has so many and is not released, for the hot path.
    private protected Tensor<T> First => first!;

    private protected Tensor<T> Second => second!;

    private protected Tensor<T> Third => third!;
}
