using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>
/// Compares two captures of one step on different data: operations, their settings, where their inputs come from. Where they differ, the step depends on
/// something that a replay would not see: a branch on a number outside, a constant that changes, random numbers drawn outside an operation.
/// </summary>
internal sealed class CaptureComparison<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Tensor<T>, int> firstPlaces = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor<T>, int> secondPlaces = new(ReferenceEqualityComparer.Instance);

    private CaptureComparison() { }

    /// <summary>Throws if the captures differ in more than the data.</summary>
    /// <param name="first">One capture.</param>
    /// <param name="firstInputs">The tensors that hold its data.</param>
    /// <param name="second">The other.</param>
    /// <param name="secondInputs">The tensors that hold its data, in the same order.</param>
    /// <exception cref="InvalidOperationException">They differ; the message says where.</exception>
    public static void Check(Capture<T> first, ReadOnlySpan<Tensor<T>> firstInputs, Capture<T> second, ReadOnlySpan<Tensor<T>> secondInputs)
    {
        CaptureComparison<T> comparison = new();
        for (int i = 0; i < firstInputs.Length; i++)
        {
            comparison.firstPlaces.Add(firstInputs[i], -1 - i);
            comparison.secondPlaces.Add(secondInputs[i], -1 - i);
        }
        int common = Math.Min(first.Entries.Count, second.Entries.Count);
        for (int i = 0; i < common; i++) comparison.CheckEntry(first.Entries[i], second.Entries[i], i);
        if (first.Entries.Count != second.Entries.Count)
            throw Differs($"it took {first.Entries.Count} operations the first time and {second.Entries.Count} the second");
    }

    private void CheckEntry(ReplayEntry<T> first, ReplayEntry<T> second, int place)
    {
        string name = first.Operation?.Name ?? "an alias", otherName = second.Operation?.Name ?? "an alias";
        if (first.Operation?.GetType() != second.Operation?.GetType()) throw Differs($"operation {place} was {name} the first time and {otherName} the second");
        if (first.Output.Shape != second.Output.Shape)
            throw Differs($"the result of operation {place}, {name}, had shape {first.Output.Shape} the first time and {second.Output.Shape} the second");
        if (first.Operation is { } operation)
        {
            CheckSettings(operation.Settings, second.Operation!.Settings, $"the settings of operation {place}, {name},");
            for (int i = 0; i < operation.InputCount; i++) CheckInput(operation.Input(i), second.Operation!.Input(i), $"input {i} of operation {place}, {name},");
            if (operation.ByProduct is { } product) Enter(product, second.Operation!.ByProduct!, firstPlaces.Count);
        }
        else
        {
            CheckInput(first.Source!, second.Source!, $"the source of alias {place}");
        }
        Enter(first.Output, second.Output, firstPlaces.Count);
    }

    private static void CheckSettings(object? first, object? second, string what)
    {
        bool isSame = (first, second) switch
        {
            (IndexTensor indices, IndexTensor others) => ReferenceEquals(indices, others) || (indices.Shape == others.Shape && indices.Span.SequenceEqual(others.Span)),
            (int[] list, int[] others) => list.AsSpan().SequenceEqual(others),
            _ => Equals(first, second),
        };
        if (!isSame) throw Differs($"{what} were {first} the first time and {second} the second");
    }

    private void Enter(Tensor<T> first, Tensor<T> second, int place)
    {
        firstPlaces.Add(first, place);
        secondPlaces.Add(second, place);
    }

    private void CheckInput(Tensor<T> first, Tensor<T> second, string what)
    {
        bool isComputed = firstPlaces.TryGetValue(first, out int place);
        if (isComputed != secondPlaces.TryGetValue(second, out int otherPlace) || place != otherPlace) throw Differs($"{what} came from another place the second time");
        if (isComputed || ReferenceEquals(first, second)) return;
        if (first.Changes is not null && first.Changes == second.Changes) return;
        ReadOnlySpan<byte> values = MemoryMarshal.AsBytes(first.Buffer), others = MemoryMarshal.AsBytes(second.Buffer);
        if (first.Shape != second.Shape || !values.SequenceEqual(others))
            throw Differs($"{what} is a tensor from outside: {first} the first time and {second} the second");
    }

    private static CaptureException Differs(string what) => new(
        $"the function does not do the same at every step: {what}. Only what operations compute from the step's inputs and from parameters " +
        "may change; let randomness come from an operation such as dropout, pass changing numbers in as inputs, or run the step uncaptured.");
}
