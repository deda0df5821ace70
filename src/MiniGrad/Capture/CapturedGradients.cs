using MiniGrad.Kernels;
using MiniGrad.Optimizers;

namespace MiniGrad;

/// <summary>What a small captured step leaves always in the same places: the loss, and gradients beside the parameters that they are
/// for.</summary>
internal sealed unsafe class CapturedGradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The addresses stay right: the tensors are kept by the recording, the parameters by the optimizer.
    private readonly GradientBlock<T> block;
    private readonly T* loss;
    private readonly UpdateEntry<T>[] entries;

    private CapturedGradients(GradientBlock<T> block, T* loss, UpdateEntry<T>[] entries)
    {
        this.block = block;
        this.loss = loss;
        this.entries = entries;
    }

    public ReadOnlySpan<UpdateEntry<T>> Entries => entries;

    public T Loss => *loss;

    /// <summary>Whether surely no gradient is NaN or infinite: of what lies between them, which whole vectors are written to, nothing is
    /// either.</summary>
    public bool AreFinite
    {
        [MethodImpl(AggressiveInlining)]
        get
        {
            ZeroSum<T> sum = default;
            sum.Add(block.All);
            return sum.IsFinite;
        }
    }

    /// <summary>Those of a recording's results, which come after the loss in the order of the parameters; null where the step is not small,
    /// or some memory may move.</summary>
    public static CapturedGradients<T>? Of(StepRecording<T> recording, IReadOnlyList<Parameter<T>> parameters)
    {
        T* loss = recording.Results[0]!.Address;
        if (recording.Gradients is not { } block || loss == null) return null;
        List<UpdateEntry<T>> entries = [];
        for (int i = 0; i < parameters.Count; i++)
        {
            if (recording.Results[i + 1] is not { } gradient) continue;
            // What is behind the elements nobody reads; with it there are whole vectors only.
            int count = parameters[i].ElementCount, room = parameters[i].Storage.IsPadded ? Storage<T>.Room(count) : count;
            UpdateEntry<T> entry = new(i, parameters[i].Address, gradient.Address, room);
            if (entry.Values == null || !block.Contains(gradient)) return null;
            entries.Add(entry);
        }
        return entries.Count == 0 ? null : new CapturedGradients<T>(block, loss, [.. entries]);
    }
}
