using System.Diagnostics;

namespace MiniGrad;

/// <summary>Numbers in a rectangular arrangement of any rank, dense and row-major, together with the operation that computed them, so that
/// gradients can flow back through it.</summary>
/// <typeparam name="T"><see cref="float"/> to train networks, <see cref="double"/> to check and to compute precisely.</typeparam>
/// <remarks>A tensor's values never change once it is made; only a <see cref="Parameter{T}"/>'s do, through optimizers. It is an ordinary
/// object: nothing needs to be disposed. Tensors may be read from many threads at once.</remarks>
public partial class Tensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Replaced only by the replay of a captured step, which decides where its tensors lie; may be longer than the tensor.
    private Storage<T> storage;
    private readonly int count;

    internal Tensor(T[] values, Shape shape, bool requiresGradient = false, ChangeCount? changes = null)
        : this(new Storage<T>(values), shape, requiresGradient, changes) { }

    internal Tensor(Storage<T> storage, Shape shape, bool requiresGradient = false, ChangeCount? changes = null)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Tensor<{typeof(T).Name}>: elements must be float or double.");
        this.storage = storage;
        count = shape.ElementCount;
        Shape = shape;
        RequiresGradient = requiresGradient;
        Changes = changes;
    }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int ElementCount => count;

    /// <summary>Whether gradients flow to this tensor: it is a parameter or tracked, or was computed from one that is.</summary>
    public bool RequiresGradient { get; internal set; }

    /// <summary>The values in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The tensor was computed in a step that is being captured at the moment, to be replayed
    /// with other values.</exception>
    public ReadOnlySpan<T> Span
    {
        get
        {
            if (IsCaptured) CheckRead();
            return Buffer;
        }
    }

    /// <summary>Counts changes of the values: of parameters, and of tensors that share their memory.</summary>
    internal ChangeCount? Changes { get; }

    /// <summary>The values, writable: for operations that fill their output, and for parameters.</summary>
    internal Span<T> Buffer => storage.Span(count);

    /// <summary>The memory of the values, shared with views. Not shorter than the tensor.</summary>
    internal Storage<T> Storage
    {
        get => storage;
        set
        {
            Debug.Assert(value.Capacity >= count);
            storage = value;
        }
    }

    /// <summary>Where the values lie if they stay there while the tensor exists; else null.</summary>
    internal unsafe T* Address => storage.Address;

    /// <summary>Whether a captured step computes or is given this tensor anew each time: its present values must not be read.</summary>
    internal bool IsCaptured { get; set; }

    /// <summary>Whether this is a gradient between two operations that nobody else sees, so that its memory can be reused.</summary>
    internal bool IsTransient { get; set; }

    /// <summary>Whether this is a gradient in memory of its parameter, which is used again if nobody has seen it.</summary>
    internal bool IsRecyclable { get; set; }

    /// <summary>Whether the captured step that computed this tensor last knows that every element is finite.</summary>
    internal bool IsKnownFinite { get; set; }

    /// <summary>The element at the given position, one index per axis; indices may count from the end (−1 is the last).</summary>
    /// <exception cref="ArgumentException">The number of indices differs from the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public T this[params ReadOnlySpan<int> indices] => Span[Shape.Offset(indices)];

    /// <summary>A number stands for a tensor of shape [], which broadcasts: <c>2 * x + 1</c>, <c>x.Greater(0)</c>.</summary>
    public static implicit operator Tensor<T>(T value) => Tensor.Scalar(value);

    /// <summary>The value of a tensor that holds a single element, whatever its rank.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds none or several.</exception>
    public T ToScalar() => ElementCount == 1
        ? Span[0] : throw new InvalidOperationException($"ToScalar: expected a tensor of one element, got shape {Shape}.");

    /// <summary>A new array with the values in row-major order.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>The values outside the graph: no gradient flows through the result. Shares memory, so the detached view of a
    /// <see cref="Parameter{T}"/> sees later updates.</summary>
    public Tensor<T> Detach() => Alias(requiresGradient: false);

    /// <summary>The values as a new leaf of the graph, whose gradient can be asked for with <see
    /// cref="Differentiation.Gradients{T}(Tensor{T}, IReadOnlyList{Tensor{T}}, Tensor{T}?, bool, bool, UnusedInputs)"/>. Shares
    /// memory.</summary>
    public Tensor<T> Tracked() => Alias(requiresGradient: true);

    /// <summary>The values in nested brackets behind the shape, long tensors abbreviated.</summary>
    public override string ToString() =>
        TensorFormatter.Format(Span, Shape, $"Tensor<{(typeof(T) == typeof(float) ? "float" : "double")}>");

    private Tensor<T> Alias(bool requiresGradient)
    {
        Tensor<T> alias = new(storage, Shape, requiresGradient, Changes);
        if (IsTransient) IsTransient = false;
        if (IsCaptured) NoteAlias(alias);
        return alias;
    }

    private partial void CheckRead();

    private partial void NoteAlias(Tensor<T> alias);
}
