using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>Which tensors of a captured step have memory of their own, and which operations read it.</summary>
internal sealed class MemoryUse<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Tensor<T>, Tensor<T>> owners = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor<T>, (Operation<T> Last, int Count)> readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor<T>, int> computedAt = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor<T>> pinned = new(ReferenceEqualityComparer.Instance);

    public MemoryUse(Capture<T> capture, ReadOnlySpan<Tensor<T>> results)
    {
        IReadOnlyList<ReplayEntry<T>> entries = capture.Entries;
        for (int i = 0; i < entries.Count; i++)
        {
            ReplayEntry<T> entry = entries[i];
            computedAt.Add(entry.Output, i);
            if (entry.Operation?.ByProduct is { } product) computedAt.Add(product, i);
            if (entry.Source is { } source)
            {
                owners.Add(entry.Output, Owner(source));
                // Whoever asked for an alias may read it without an operation's inputs showing that.
                if (entry.Operation is null) pinned.Add(Owner(source));
                continue;
            }
            for (int input = 0; input < entry.Operation!.InputCount; input++)
            {
                ref (Operation<T> Last, int Count) reader =
                    ref CollectionsMarshal.GetValueRefOrAddDefault(readers, Owner(entry.Operation.Input(input)), out _);
                reader = (entry.Operation, reader.Count + 1);
            }
        }
        foreach (Tensor<T> read in capture.ReadOutside) pinned.Add(Owner(read));
        foreach (Tensor<T> result in results) pinned.Add(Owner(result));
    }

    /// <summary>The tensor whose memory this one shares; itself, if it has its own.</summary>
    public Tensor<T> Owner(Tensor<T> tensor) => owners.GetValueOrDefault(tensor, tensor);

    /// <summary>Whether the step computes a tensor, so that its memory is where the step has put it.</summary>
    public bool IsComputed(Tensor<T> owner) => computedAt.ContainsKey(owner);

    /// <summary>Whether the memory may be read at any time and so is never used for anything else.</summary>
    public bool IsPinned(Tensor<T> owner) => pinned.Contains(owner);

    /// <summary>The operation that reads a tensor, if there is just one, which reads it once, and nothing else looks at it.</summary>
    public Operation<T>? OnlyReader(Tensor<T> tensor) =>
        !IsPinned(tensor) && readers.TryGetValue(tensor, out (Operation<T> Last, int Count) reader) && reader.Count == 1 ? reader.Last
            : null;

    /// <summary>Whether everything that an operation reads is there once another one has been computed.</summary>
    public bool ArePresent(Operation<T> reader, Operation<T> at)
    {
        int latest = computedAt[at.Output];
        for (int i = 0; i < reader.InputCount; i++)
            if (computedAt.GetValueOrDefault(reader.Input(i)) > latest) return false;
        return true;
    }
}
