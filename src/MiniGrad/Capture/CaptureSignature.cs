namespace MiniGrad;

/// <summary>What a captured step did, in the terms in which two captures on different data agree.</summary>
internal sealed class CaptureSignature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Tensor<T>, int> places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> placesOfIndices = new(ReferenceEqualityComparer.Instance);

    public CaptureSignature(Capture<T> capture, ReadOnlySpan<Tensor<T>> inputs, ReadOnlySpan<Tensor<T>?> results)
    {
        foreach (Tensor<T> input in inputs) places.Add(input, places.Count);
        Entries = new Entry[capture.Entries.Count];
        for (int i = 0; i < Entries.Length; i++) Entries[i] = Enter(capture.Entries[i]);
        Results = new Source[results.Length];
        for (int i = 0; i < Results.Length; i++) Results[i] = Find(results[i]);
        places.Clear();
        placesOfIndices.Clear();
    }

    /// <summary>The operations and aliases, in order.</summary>
    public Entry[] Entries { get; }

    /// <summary>Where the results come from.</summary>
    public Source[] Results { get; }

    private Entry Enter(ReplayEntry<T> entry)
    {
        Operation<T>? operation = entry.Operation;
        Source[] inputs = new Source[operation?.InputCount ?? 1];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = Find(operation is null ? entry.Source : operation.Input(i));
        (string Name, object? Value)[] settings = operation is null ? [] : [.. operation.Settings.Items];
        for (int i = 0; i < settings.Length; i++)
            settings[i].Value = settings[i].Value switch
            {
                Tensor<T> tensor => Find(tensor),
                IndexTensor indices when placesOfIndices.TryGetValue(indices.Memory, out int place) => new Source(place, null),
                _ => OperationSettings.Keep(settings[i].Value),
            };
        if (operation?.ByProduct is { } product) places.Add(product, places.Count);
        if (operation?.ComputedIndices is { } computed) placesOfIndices.Add(computed.Memory, places.Count);
        places.Add(entry.Output, places.Count);
        return new Entry(operation, entry.Output.Shape, inputs, settings);
    }

    private Source Find(Tensor<T>? tensor) =>
        tensor is not null && places.TryGetValue(tensor, out int place) ? new Source(place, null) : new Source(-1, tensor);

    /// <summary>An operation, or an alias where there is none.</summary>
    public readonly record struct Entry(Operation<T>? Operation, Shape Shape, Source[] Inputs, (string Name, object? Value)[] Settings)
    {
        public string Name => Operation?.Name ?? "an alias";
    }

    /// <summary>Where a tensor comes from: the place at which the step was given it or computed it, or −1 and a tensor from outside, if
    /// any.</summary>
    public readonly record struct Source(int Place, Tensor<T>? Outside);
}
