using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>Compares two captures of one step on different data. Where they differ, the step depends on something that a replay does not
/// see: a branch on a number outside, a setting or a constant that changes, random numbers drawn outside an operation.</summary>
internal static class CaptureComparison
{
    /// <summary>Throws if the captures differ in more than the data.</summary>
    public static void Check<T>(CaptureSignature<T> before, CaptureSignature<T> now) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int common = Math.Min(before.Entries.Length, now.Entries.Length);
        for (int i = 0; i < common; i++) CheckEntry(before.Entries[i], now.Entries[i], i);
        if (before.Entries.Length != now.Entries.Length)
            throw Differs("the number of operations", before.Entries.Length, now.Entries.Length);
        for (int i = 0; i < before.Results.Length; i++)
            if (Difference(before.Results[i], now.Results[i]) is var (one, other)) throw Differs($"result {i}", one, other);
    }

    private static void CheckEntry<T>(CaptureSignature<T>.Entry before, CaptureSignature<T>.Entry now, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (before.Operation?.GetType() != now.Operation?.GetType()) throw Differs($"operation {place}", before.Name, now.Name);
        if (before.Inputs.Length != now.Inputs.Length) throw DiffersAt("the number of inputs", before.Inputs.Length, now.Inputs.Length);
        if (before.Settings.Length != now.Settings.Length)
            throw DiffersAt("the number of settings", before.Settings.Length, now.Settings.Length);
        for (int i = 0; i < before.Settings.Length; i++)
            if (Difference<T>(before.Settings[i].Value, now.Settings[i].Value) is var (one, other))
                throw DiffersAt($"the {before.Settings[i].Name}", one, other);
        if (before.Shape != now.Shape) throw DiffersAt("the shape of the result", before.Shape, now.Shape);
        for (int i = 0; i < before.Inputs.Length; i++)
            if (Difference(before.Inputs[i], now.Inputs[i]) is var (one, other)) throw DiffersAt($"input {i}", one, other);

        CaptureException DiffersAt(string what, object one, object other) =>
            Differs($"{what} of operation {place}, {before.Name},", one, other);
    }

    /// <summary>How two settings differ, or null if they do not.</summary>
    private static (string Before, string Now)? Difference<T>(object? before, object? now)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (before is CaptureSignature<T>.Source source && now is CaptureSignature<T>.Source other) return Difference(source, other);
        return OperationSettings.Difference(before, now);
    }

    /// <summary>How the places that two tensors come from differ, or, where they are from outside, their values; null if they do
    /// not.</summary>
    private static (string Before, string Now)? Difference<T>(CaptureSignature<T>.Source before, CaptureSignature<T>.Source now)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (before.Place != now.Place) return (Origin(before), Origin(now));
        if (before.Place >= 0 || ReferenceEquals(before.Outside, now.Outside)) return null;
        if (before.Outside is not { } one || now.Outside is not { } other || one.Shape != other.Shape) return (Origin(before), Origin(now));
        if (one.Changes is not null && one.Changes == other.Changes) return null;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(one.Buffer), otherBytes = MemoryMarshal.AsBytes(other.Buffer);
        int same = bytes.CommonPrefixLength(otherBytes);
        return same == bytes.Length ? null
            : (Value(one, same * one.ElementCount / bytes.Length), Value(other, same * one.ElementCount / bytes.Length));
    }

    private static string Origin<T>(CaptureSignature<T>.Source source) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        source.Place >= 0 ? $"tensor {source.Place} of the step"
        : source.Outside is { } tensor ? $"a tensor from outside of shape {tensor.Shape}" : "nothing";

    private static string Value<T>(Tensor<T> tensor, int element) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        $"a tensor from outside of shape {tensor.Shape} with {FormattableString.Invariant($"{tensor.Buffer[element]}")}"
        + (tensor.ElementCount == 1 ? "" : $" at element {element}");

    private static CaptureException Differs(string what, object before, object now) => new(
        $"the function does not do the same at every step: {what} was {before} and is {now}. A replay would go on as before. Let a " +
        $"number that is meant to change " +
        "be a LiveNumber or an input of the step, let random numbers come from Noise or a layer such as dropout, or run the step " +
        "uncaptured.");
}
