using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>A tensor that learns: the leaf of the graph whose <see cref="Gradient"/> <see cref="Tensor{T}.Backward"/> accumulates and whose
/// values an optimizer changes.</summary>
public sealed partial class Parameter<T> : Tensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Tensor<T>? gradient;
    private Tensor<T>? spare;
    private bool isBuffer;

    /// <summary>Makes a parameter that starts with a copy of the given values.</summary>
    /// <param name="initial">The starting values.</param>
    /// <param name="name">The name in messages and pictures, until a layer registers it under a name of its own.</param>
    public Parameter(Tensor<T> initial, string name = "parameter")
        : this(Storage<T>.AlignedCopy(Checked(initial).Span), initial.Shape, name) { }

    /// <summary>Makes a parameter of memory that nobody else has.</summary>
    internal Parameter(Storage<T> values, Shape shape, string name) : base(values, shape, requiresGradient: true, new ChangeCount())
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The name in the first model that it became a part of, such as <c>layers.0.weight</c>; for messages and pictures.</summary>
    public string Name { get; internal set; }

    /// <summary>Whether a layer has given the parameter its name.</summary>
    internal bool IsRegistered { get; set; }

    /// <summary>The sum of the gradients since the last <see cref="ZeroGradient"/>, of this parameter's shape, or null when there was
    /// none.</summary>
    /// <remarks>May be set, to clip or to average it, or to one that was computed otherwise.</remarks>
    /// <exception cref="ArgumentException">A gradient of another shape is set.</exception>
    public Tensor<T>? Gradient
    {
        get
        {
            // From now on somebody may hold it.
            if (gradient is not null) gradient.IsRecyclable = false;
            return gradient;
        }
        set
        {
            CheckWrite();
            if (value is not null && value.Shape != Shape)
                throw new ArgumentException(
                    $"Gradient: parameter '{Name}' has the shape {Shape}, got a gradient of shape {value.Shape}.", nameof(value));
            // A parameter's memory would change while an optimizer reads it.
            gradient = value is { Changes: not null } ? Tensor.Create(value.Span, value.Shape) : value;
        }
    }

    /// <summary>The gradient that a walk has gathered so far.</summary>
    internal Tensor<T>? Gathered { get; set; }

    /// <summary>The gradient, for those who do not keep it.</summary>
    internal Tensor<T>? PassingGradient => gradient;

    /// <summary>Whether the parameter takes part in training. A frozen one gets no gradient and optimizers leave it alone.</summary>
    /// <exception cref="InvalidOperationException">It is a layer's buffer, which is not trained.</exception>
    public bool IsFrozen
    {
        get => !RequiresGradient;
        set
        {
            if (isBuffer && !value)
                throw new InvalidOperationException($"Parameter '{Name}' is a buffer that its layer keeps; it cannot be trained.");
            RequiresGradient = !value;
            FrozenParameters.Change();
        }
    }

    /// <summary>Makes this a layer's state, which stays frozen.</summary>
    internal void MakeBuffer()
    {
        isBuffer = true;
        IsRegistered = true;
        RequiresGradient = false;
        FrozenParameters.Change();
    }

    /// <summary>Whether the parameter holds an average in place of its own values.</summary>
    internal bool HoldsAverage { get; set; }

    /// <summary>Forgets the accumulated gradient.</summary>
    public void ZeroGradient()
    {
        CheckWrite();
        if (gradient is { IsRecyclable: true }) spare = gradient;
        gradient = null;
    }

    /// <summary>The values, to be overwritten. A graph that was recorded before this call and used them cannot be walked any more: its
    /// derivatives would mix old values with new ones, and <see cref="Tensor{T}.Backward"/> refuses it.</summary>
    /// <exception cref="InvalidOperationException">The parameter holds an average; new values would be lost.</exception>
    public Span<T> BeginUpdate()
    {
        if (HoldsAverage) throw AverageIsIn("its values cannot be changed");
        return Overwrite();
    }

    /// <summary>The values, to be overwritten by whom they were given to.</summary>
    [MethodImpl(AggressiveInlining)]
    internal Span<T> Overwrite()
    {
        CheckWrite();
        Changes!.Increment();
        return Buffer;
    }

    /// <summary>The error of a change while the parameter holds an average.</summary>
    internal InvalidOperationException AverageIsIn(string trouble) =>
        new($"Parameter '{Name}' holds an average of its values, so {trouble}; dispose that average first.");

    /// <summary>Overwrites the values.</summary>
    /// <exception cref="ArgumentException">The number of values differs.</exception>
    public void Assign(ReadOnlySpan<T> newValues)
    {
        if (newValues.Length != ElementCount)
            throw new ArgumentException(
                $"Assign: parameter '{Name}' of shape {Shape} has {ElementCount} elements, got {newValues.Length}.", nameof(newValues));
        newValues.CopyTo(BeginUpdate());
    }

    /// <summary>Overwrites the values with those of a tensor: <c>x.Assign(x - 0.1 * gradient)</c>. No gradient flows through it.</summary>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public void Assign(Tensor<T> newValues)
    {
        ArgumentNullException.ThrowIfNull(newValues);
        if (newValues.Shape != Shape)
            throw new ArgumentException($"Assign: parameter '{Name}' has the shape {Shape}, got {newValues.Shape}.", nameof(newValues));
        Assign(newValues.Span);
    }

    /// <summary>Adds to the gradient, in a new tensor if somebody may hold the present one.</summary>
    internal void Accumulate(Tensor<T> more)
    {
        if (gradient is { IsRecyclable: true, RequiresGradient: false } && !more.RequiresGradient)
            Elementwise.Add(gradient.Buffer, more.Buffer, gradient.Buffer);
        else if (gradient is not null) gradient += more;
        else if (more.Changes is not null) gradient = more * T.One;
        else gradient = more;
        more.IsTransient = false;
    }

    /// <summary>Sets the gradient to one that is known to be of this parameter's shape.</summary>
    internal void SetGradient(Tensor<T>? value)
    {
        // Mostly it is the same one, and to write a reference takes several nanoseconds.
        if (!ReferenceEquals(gradient, value)) gradient = value;
    }

    /// <summary>A tensor of this shape for a gradient that only this parameter will hold, in the memory of an earlier one or new.</summary>
    internal Tensor<T> TakeGradientMemory()
    {
        Tensor<T> taken = spare ?? new Tensor<T>(Storage<T>.Aligned(ElementCount), Shape) { IsRecyclable = true };
        spare = null;
        return taken;
    }

    private static Tensor<T> Checked(Tensor<T> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        return initial;
    }

    private partial void CheckWrite();
}
