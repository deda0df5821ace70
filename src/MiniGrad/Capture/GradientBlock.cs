namespace MiniGrad;

/// <summary>The gradients of a small captured step, side by side in one piece of memory, so that one look tells whether all are
/// finite. Each begins on a cache line of its own; what lies between them is 0 at first, and what whole vectors of the products leave
/// there later.</summary>
internal sealed class GradientBlock<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most numbers: above, nobody feels how many pieces there are.</summary>
    private const int MaxCount = 16384;

    private readonly Storage<T> memory;
    private readonly int count;

    private GradientBlock(IReadOnlyCollection<Tensor<T>> tensors, int count)
    {
        this.count = count;
        memory = Storage<T>.Aligned(count, isOverwritten: true);
        memory.Span(count).Clear();
        int place = 0;
        foreach (Tensor<T> tensor in tensors)
        {
            tensor.Storage = memory.FromLine(place);
            place += Room(tensor);
        }
    }

    /// <summary>Whether a tensor has its memory here.</summary>
    public bool Contains(Tensor<T> tensor) => Contains(tensor.Storage);

    public bool Contains(Storage<T> storage) => storage.IsSameArray(memory);

    /// <summary>All numbers, and what lies between them.</summary>
    public Span<T> All => memory.Span(count);

    /// <summary>Gives tensors their memory; null, without doing so, if they are too many.</summary>
    public static GradientBlock<T>? TryPlace(IReadOnlyCollection<Tensor<T>> tensors)
    {
        int count = tensors.Sum(Room);
        return count is 0 or > MaxCount ? null : new GradientBlock<T>(tensors, count);
    }

    private static int Room(Tensor<T> tensor) => tensor.ElementCount > MaxCount ? MaxCount + 1 : Storage<T>.Room(tensor.ElementCount);
}
