using System.Numerics;

namespace MiniGrad;

/// <summary>
/// Gradients on their way back through a graph that only the engine and one operation have seen, kept to be overwritten by later ones. For
/// each thread its own.
/// </summary>
internal static class TransientMemory<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxTensors = 16;
    private const int MaxElements = 1 << 20;

    [ThreadStatic]
    private static Tensor<T>?[]? free;

    /// <summary>A tensor of the shape with any content.</summary>
    public static Tensor<T> Rent(Shape shape)
    {
        Tensor<T>?[] all = free ??= new Tensor<T>?[MaxTensors];
        for (int i = 0; i < all.Length && all[i] is { } candidate; i++)
        {
            if (candidate.Shape != shape) continue;
            // The free ones stay together at the front, the latest first: it is the one in the cache.
            for (; i + 1 < all.Length && all[i + 1] is { } next; i++) all[i] = next;
            all[i] = null;
            candidate.IsTransient = true;
            return candidate;
        }
        return new Tensor<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape) { IsTransient = true };
    }

    /// <summary>Takes back a tensor that nobody will look at any more. Of too many the oldest is let go.</summary>
    public static void Return(Tensor<T> tensor)
    {
        tensor.IsTransient = false;
        if (tensor.ElementCount > MaxElements) return;
        Tensor<T>?[] all = free ??= new Tensor<T>?[MaxTensors];
        Tensor<T>? moved = tensor;
        for (int i = 0; i < all.Length && moved is not null; i++) (all[i], moved) = (moved, all[i]);
    }
}
