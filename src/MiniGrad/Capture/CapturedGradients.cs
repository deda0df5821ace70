using MiniGrad.Optimizers;

namespace MiniGrad;

/// <summary>The gradients that a small captured step leaves always in the same places, beside the parameters that they are for.</summary>
internal sealed class CapturedGradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientBlock<T> block;

    // The addresses stay right: the tensors are kept by the recording, the parameters by the optimizer.
    private readonly UpdateEntry<T>[] entries;

    private CapturedGradients(GradientBlock<T> block, UpdateEntry<T>[] entries) => (this.block, this.entries) = (block, entries);

    public ReadOnlySpan<UpdateEntry<T>> Entries => entries;

    /// <summary>Those of a recording's results, which come after the loss in the order of the parameters; null where the step is not small,
    /// or some memory may move.</summary>
    public static unsafe CapturedGradients<T>? Of(StepRecording<T> recording, IReadOnlyList<Parameter<T>> parameters)
    {
        if (recording.Gradients is not { } block) return null;
        List<UpdateEntry<T>> entries = [];
        for (int i = 0; i < parameters.Count; i++)
        {
            if (recording.Results[i + 1] is not { } gradient) continue;
            UpdateEntry<T> entry = new(i, parameters[i].Address, gradient.Address, parameters[i].ElementCount);
            if (entry.Values == null || !block.Contains(gradient)) return null;
            entries.Add(entry);
        }
        return entries.Count == 0 ? null : new CapturedGradients<T>(block, [.. entries]);
    }

    /// <summary>All numbers, and zeros between them.</summary>
    public ReadOnlySpan<T> All => block.All;
}
