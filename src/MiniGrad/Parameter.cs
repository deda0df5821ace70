using System.Numerics;

namespace MiniGrad;

/// <summary>
/// A tensor that learns: the leaf of the graph whose <see cref="Gradient"/> <see cref="Tensor{T}.Backward"/> accumulates and whose values an
/// optimizer changes.
/// </summary>
public sealed class Parameter<T> : Tensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Accumulator<T> gradient;

    /// <summary>Makes a parameter that starts with a copy of the given values.</summary>
    /// <param name="initial">The starting values.</param>
    /// <param name="name">How messages and pictures call it; a layer puts its own name in front.</param>
    public Parameter(Tensor<T> initial, string name = "parameter")
        : base(Copy(initial), initial.Shape, requiresGradient: true)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Sequence = GraphState.Current.NextSequence();
    }

    /// <summary>
    /// The name in the first model that it became a part of, such as <c>layers.0.weight</c>; for messages and pictures.
    /// </summary>
    public string Name { get; internal set; }

    /// <summary>Whether a layer has given the parameter its name.</summary>
    internal bool IsRegistered { get; set; }

    /// <summary>
    /// The sum of the gradients since the last <see cref="ZeroGradient"/>, of this parameter's shape, or null when there was none.
    /// </summary>
    public Tensor<T>? Gradient => gradient.Sum;

    /// <summary>Whether the parameter takes part in training. A frozen one gets no gradient and optimizers leave it alone.</summary>
    public bool IsFrozen
    {
        get => !RequiresGradient;
        set => RequiresGradient = !value;
    }

    /// <summary>Forgets the accumulated gradient.</summary>
    public void ZeroGradient() => gradient = default;

    /// <summary>
    /// The values, to be overwritten. A graph that was recorded before this call and used them cannot be walked any more: its derivatives
    /// would mix old values with new ones, and <see cref="Tensor{T}.Backward"/> refuses it.
    /// </summary>
    public Span<T> BeginUpdate()
    {
        Sequence = GraphState.Current.NextSequence(Sequence);
        return Buffer;
    }

    /// <summary>Overwrites the values.</summary>
    /// <exception cref="ArgumentException">The number of values differs.</exception>
    public void Assign(ReadOnlySpan<T> newValues)
    {
        if (newValues.Length != ElementCount)
            throw new ArgumentException($"Assign: parameter '{Name}' of shape {Shape} has {ElementCount} elements, got {newValues.Length}.", nameof(newValues));
        newValues.CopyTo(BeginUpdate());
    }

    internal void Accumulate(Tensor<T> more, bool record) => gradient.Add(more, record);

    private static T[] Copy(Tensor<T> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        return initial.ToArray();
    }
}
