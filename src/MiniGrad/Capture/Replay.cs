namespace MiniGrad;

/// <summary>A captured step, ready to be computed again on new data: no graph, no allocation, neighbours computed together where they can
/// be.</summary>
/// <remarks>The tensors of the step keep their identity; those that are not needed at the same time share memory.</remarks>
internal sealed class Replay<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Operation<T>[] operations;
    private readonly ReplayEntry<T>[] viewsOfInputs;

    public Replay(Capture<T> capture, ReadOnlySpan<Tensor<T>> inputs, ReadOnlySpan<Tensor<T>> results, List<Storage<T>> buffers)
    {
        MemoryUse<T> use = new(capture, results);
        operations = [.. Fuse(capture.Entries, use)];
        foreach (Operation<T> operation in operations) operation.IsResult = results.Contains(operation.Output);
        BufferPlan.Assign(operations, use, buffers);
        List<ReplayEntry<T>> moving = [];
        foreach (ReplayEntry<T> entry in capture.Entries)
        {
            if (entry.Source is not { } source) continue;
            entry.Output.Storage = source.Storage;
            if (inputs.Contains(use.Owner(source))) moving.Add(entry);
        }
        viewsOfInputs = [.. moving];
    }

    /// <summary>Computes the step once more from what its inputs and the parameters hold now.</summary>
    public void Run()
    {
        BindViews();
        foreach (Operation<T> operation in operations) operation.Recompute();
    }

    /// <summary>Has the views of inputs share the memory that the inputs have now.</summary>
    public void BindViews()
    {
        foreach (ReplayEntry<T> view in viewsOfInputs) view.Output.Storage = view.Source!.Storage;
    }

    /// <summary>Lets each operation take over the one that alone reads its output, where it can compute both together.</summary>
    private static List<Operation<T>> Fuse(IReadOnlyList<ReplayEntry<T>> entries, MemoryUse<T> use)
    {
        List<Operation<T>> kept = [];
        HashSet<Operation<T>> absorbed = new(ReferenceEqualityComparer.Instance);
        foreach (ReplayEntry<T> entry in entries)
        {
            if (entry.Source is not null || entry.Operation is not { } operation || absorbed.Contains(operation)) continue;
            kept.Add(operation);
            if (use.OnlyReader(operation.Output) is { } reader && use.ArePresent(reader, at: operation)
                && operation.TryAbsorb(reader)) absorbed.Add(reader);
        }
        return kept;
    }
}
