using System.Runtime.InteropServices;
using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>A captured step, ready to be computed again on new data: no graph, no allocation, neighbours computed together where they can
/// be.</summary>
/// <remarks>The tensors of the step keep their identity; those that are not needed at the same time share memory.</remarks>
internal sealed class Replay<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Operation<T>[] operations;

    // One for each operation, in memory that stays in its place, as do the tensors that they name: these live as long as the operations.
    private readonly PreparedCall<T>[] calls;
    private readonly ReplayEntry<T>[] viewsOfInputs;

    // Whether inputs stay says that they have the memory that they have now at every run.
    public Replay(
        Capture<T> capture, ReadOnlySpan<Tensor<T>> inputs, bool inputsStay, ReadOnlySpan<Tensor<T>> results, List<Storage<T>> buffers)
    {
        MemoryUse<T> use = new(capture, results);
        operations = [.. Fuse(capture.Entries, use)];
        foreach (Operation<T> operation in operations)
        {
            operation.IsResult = results.Contains(operation.Output);
            if (operation.ByProduct is { } product && product.Storage.IsMovable) product.Storage = Storage<T>.Aligned(product.ElementCount);
        }
        Tensor<T>[] gradients = [.. results.ToArray().Skip(1).Intersect(operations.Select(operation => operation.Output))];
        Gradients = GradientBlock<T>.TryPlace(gradients);
        BufferPlan.Assign(operations, use, Gradients, buffers);
        List<ReplayEntry<T>> moving = [];
        foreach (ReplayEntry<T> entry in capture.Entries)
        {
            if (entry.Source is not { } source) continue;
            entry.Output.Storage = source.Storage;
            if (inputs.Contains(use.Owner(source))) moving.Add(entry);
        }
        viewsOfInputs = [.. moving];
        calls = GC.AllocateArray<PreparedCall<T>>(operations.Length, pinned: true);
        HashSet<Tensor<T>> staying = new(inputsStay ? inputs.ToArray() : [], ReferenceEqualityComparer.Instance);
        for (int i = 0; i < operations.Length; i++)
            if (!StayInPlace(operations[i], staying, use) || !operations[i].TryPrepare(out calls[i])) UnpreparedCount++;
    }

    /// <summary>The number of operations that are asked to compute at each run.</summary>
    public int UnpreparedCount { get; }

    /// <summary>The results behind the first, which are gradients, if there are few.</summary>
    public GradientBlock<T>? Gradients { get; }

    /// <summary>Computes the step once more from what its inputs and the parameters hold now.</summary>
    [MethodImpl(AggressiveOptimization)]
    public unsafe void Run()
    {
        BindViews();
        PreparedCall<T>* call = (PreparedCall<T>*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(calls));
        for (int i = 0; i < operations.Length; i++, call++)
            if (call->Function == null || !call->Function(call)) operations[i].Recompute();
    }

    /// <summary>Has the views of inputs share the memory that the inputs have now.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void BindViews()
    {
        foreach (ReplayEntry<T> view in viewsOfInputs) view.Output.Storage = view.Source!.Storage;
    }

    /// <summary>Whether all that an operation reads has its memory for good: what the step computes, parameters, and inputs that stay. A
    /// tensor from elsewhere may be that of another step, which has yet to put it in its place.</summary>
    private static bool StayInPlace(Operation<T> operation, HashSet<Tensor<T>> inputs, MemoryUse<T> use)
    {
        for (Operation<T>? part = operation; part is not null; part = part.Absorbed)
        {
            for (int i = 0; i < part.InputCount; i++)
                if (use.Owner(part.Input(i)) is var owner && owner is not Parameter<T> && !use.IsComputed(owner) && !inputs.Contains(owner))
                    return false;
        }
        return true;
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
