namespace MiniGrad;

/// <summary>The tensors whose gradients a walk gathers, in order of entry, with their sums. Kept beside the tensors rather than in them, so
/// that several threads can differentiate functions of the same tensors.</summary>
internal sealed class GradientTable<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Up to here comparing references one by one is faster than hashing.
    private const int MaxLinear = 12;

    private readonly List<Tensor<T>> tensors = [];
    private readonly Dictionary<Tensor<T>, int> places = new(ReferenceEqualityComparer.Instance);
    private Tensor<T>?[] sums = new Tensor<T>?[MaxLinear];

    public int Count => tensors.Count;

    public Tensor<T> this[int place] => tensors[place];

    public Tensor<T>? SumAt(int place) => sums[place];

    /// <summary>The place of a tensor, or −1.</summary>
    public int Find(Tensor<T> tensor)
    {
        if (tensors.Count > MaxLinear) return places.TryGetValue(tensor, out int place) ? place : -1;
        for (int i = 0; i < tensors.Count; i++)
            if (ReferenceEquals(tensors[i], tensor)) return i;
        return -1;
    }

    public int FindOrEnter(Tensor<T> tensor)
    {
        int place = Find(tensor);
        if (place >= 0) return place;
        place = tensors.Count;
        tensors.Add(tensor);
        if (tensors.Count > MaxLinear)
            for (int i = places.Count; i < tensors.Count; i++) places.Add(tensors[i], i);
        if (place == sums.Length) Array.Resize(ref sums, 2 * sums.Length);
        return place;
    }

    public Tensor<T> Add(int place, Tensor<T> gradient) => sums[place] = sums[place] is { } sum ? sum + gradient : gradient;

    public void Clear()
    {
        if (tensors.Count == 0) return;
        Array.Clear(sums, 0, tensors.Count);
        tensors.Clear();
        places.Clear();
    }
}
