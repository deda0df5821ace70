namespace MiniGrad;

/// <summary>Gradients on their way back through a graph that only the engine and one operation have seen, kept to be overwritten by later
/// ones. For each thread its own.</summary>
internal sealed class TransientMemory<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxTensors = 16;
    private const int MaxElements = 1 << 20;

    private readonly Slot[] free = new Slot[MaxTensors];

    /// <summary>That of a thread.</summary>
    public static TransientMemory<T> Of(GraphState state)
    {
        if (state.TransientMemory is TransientMemory<T> known) return known;
        TransientMemory<T> made = new();
        state.TransientMemory = made;
        return made;
    }

    /// <summary>A tensor of the shape with any content.</summary>
    public Tensor<T> Rent(Shape shape)
    {
        for (int i = 0; i < free.Length && free[i].Tensor is { } candidate; i++)
        {
            if (candidate.ElementCount != shape.ElementCount || candidate.Shape != shape) continue;
            // The free ones stay together at the front, the latest first: it is the one in the cache.
            for (; i + 1 < free.Length && free[i + 1].Tensor is { } next; i++) free[i].Tensor = next;
            free[i].Tensor = null;
            candidate.IsTransient = true;
            return candidate;
        }
        return new Tensor<T>(Storage<T>.Aligned(shape.ElementCount), shape) { IsTransient = true };
    }

    /// <summary>Takes back a tensor that nobody will look at any more. Of too many the oldest is let go.</summary>
    public void Return(Tensor<T> tensor)
    {
        tensor.IsTransient = false;
        if (tensor.ElementCount > MaxElements) return;
        Tensor<T>? moved = tensor;
        for (int i = 0; i < free.Length && moved is not null; i++) (free[i].Tensor, moved) = (moved, free[i].Tensor);
    }

    /// <summary>Spares the array the check that a reference of a derived type fits in.</summary>
    private struct Slot
    {
        public Tensor<T>? Tensor;
    }
}
