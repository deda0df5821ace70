using System.Globalization;

namespace MiniGrad;

/// <summary>The settings of an operation by name: all that tells two operations of one class on the same inputs apart.</summary>
/// <remarks>Values are compared: numbers, texts, shapes, lists of numbers and tensors by what they hold, to the last bit; any other object
/// by <see cref="object.Equals(object)"/>. A tensor that is computed in the same captured step counts as the same tensor.</remarks>
/// <example><code>OperationSettings settings = OperationSettings.Of(("slope", 0.01), ("axes", new[] { 0, 1 }));</code></example>
public sealed class OperationSettings
{
    private const int MostShown = 8;

    private OperationSettings((string Name, object? Value)[] items) => Items = items;

    /// <summary>No settings: the output follows from the inputs alone.</summary>
    public static OperationSettings None { get; } = new([]);

    internal (string Name, object? Value)[] Items { get; }

    /// <summary>Some settings.</summary>
    /// <param name="settings">Each with a name for messages, such as <c>("label smoothing", 0.1)</c>.</param>
    public static OperationSettings Of(params ReadOnlySpan<(string Name, object? Value)> settings) => new(settings.ToArray());

    /// <summary>What a list holds at the moment, which may change later; other values are themselves.</summary>
    internal static object? Keep(object? value) => value is Array list ? list.Clone() : value;

    /// <summary>How two values that are no tensors differ, in a few words; null if they do not.</summary>
    internal static (string Before, string Now)? Difference(object? before, object? now)
    {
        if (AreSame(before, now)) return null;
        if (before is not IndexTensor indices || now is not IndexTensor others || indices.Shape != others.Shape)
        {
            (string one, string other) = (Describe(before), Describe(now));
            return (one, one == other ? $"another {other}" : other);
        }
        int place = indices.Buffer.CommonPrefixLength(others.Buffer);
        return ($"{Describe(indices)} with {indices.Buffer[place]} at place {place}", $"{Describe(others)} with {others.Buffer[place]}");
    }

    private static bool AreSame(object? first, object? second) => (first, second) switch
    {
        // Zeros of either sign are equal and give other results.
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (IndexTensor a, IndexTensor b) => ReferenceEquals(a, b) || (a.Shape == b.Shape && a.Buffer.SequenceEqual(b.Buffer)),
        (Array a, Array b) => a.Length == b.Length && a.Cast<object?>().Zip(b.Cast<object?>(), AreSame).All(isSame => isSame),
        _ => Equals(first, second),
    };

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        string text => $"'{text}'",
        IndexTensor indices => $"indices of shape {indices.Shape}",
        Array list when list.Length <= MostShown => $"[{string.Join(", ", list.Cast<object?>().Select(Describe))}]",
        Array list => $"a list of {list.Length}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? value.GetType().Name,
    };
}
