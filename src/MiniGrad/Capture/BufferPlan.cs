namespace MiniGrad;

/// <summary>Decides where the tensors of a captured step lie: one takes over the memory of another that is not read any more.</summary>
internal static class BufferPlan
{
    /// <summary>Up to here it does not matter whether an array is larger than needed.</summary>
    private const int SmallCount = 64;

    /// <summary>Gives all outputs their memory, but those that have theirs in the block.</summary>
    public static void Assign<T>(
        ReadOnlySpan<Operation<T>> operations, MemoryUse<T> use, GradientBlock<T>? block, List<Storage<T>> buffers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<Tensor<T>, int> lastReads = LastReads(operations, use);
        List<Storage<T>>[] released = new List<Storage<T>>[operations.Length];
        List<Storage<T>> free = [.. buffers];
        for (int i = 0; i < operations.Length; i++)
        {
            Tensor<T> output = operations[i].Output;
            if (block is null || !block.Contains(output))
            {
                Storage<T> buffer = Take(free, output.ElementCount, buffers);
                output.Storage = buffer;
                if (!use.IsPinned(output)) (released[Math.Max(i, lastReads.GetValueOrDefault(output))] ??= []).Add(buffer);
            }
            if (released[i] is { } done) free.AddRange(done);
        }
    }

    /// <summary>For each tensor, the last operation that reads it.</summary>
    private static Dictionary<Tensor<T>, int> LastReads<T>(ReadOnlySpan<Operation<T>> operations, MemoryUse<T> use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<Tensor<T>, int> reads = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < operations.Length; i++)
        {
            for (Operation<T>? operation = operations[i]; operation is not null; operation = operation.Absorbed)
                for (int input = 0; input < operation.InputCount; input++) reads[use.Owner(operation.Input(input))] = i;
        }
        return reads;
    }

    /// <summary>The smallest free piece that is large enough but no more than twice as large as needed, so that large ones stay for those
    /// who need them.</summary>
    private static Storage<T> Take<T>(List<Storage<T>> free, int count, List<Storage<T>> buffers) where T : unmanaged
    {
        int best = -1;
        for (int i = 0; i < free.Count; i++)
            if (free[i].Capacity >= count && free[i].Capacity / 2 <= Math.Max(count, SmallCount)
                && (best < 0 || free[i].Capacity < free[best].Capacity)) best = i;
        if (best < 0)
        {
            Storage<T> created = Storage<T>.Aligned(count, isOverwritten: true);
            buffers.Add(created);
            return created;
        }
        Storage<T> taken = free[best];
        free.RemoveAt(best);
        return taken;
    }
}
