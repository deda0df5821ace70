using System.Collections;

namespace MiniGrad.Onnx;

/// <summary>Values by the names of a network's inputs.</summary>
/// <example><code>
/// OnnxInputs inputs = new() { ["ids"] = IndexTensor.Create([3, 1, 2]), ["scale"] = Tensor.Full([1], 0.5f) };
/// </code></example>
public sealed class OnnxInputs : IEnumerable<KeyValuePair<string, OnnxValue>>
{
    private readonly Dictionary<string, OnnxValue> values = new(StringComparer.Ordinal);

    /// <summary>The number of inputs.</summary>
    public int Count => values.Count;

    /// <summary>The value of an input.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public OnnxValue this[string name]
    {
        get => values[name];
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(value);
            values[name] = value;
        }
    }

    /// <summary>Adds a value.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public void Add(string name, OnnxValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        values.Add(name, value);
    }

    /// <summary>The value of an input, or null.</summary>
    internal OnnxValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The inputs and their values.</summary>
    public IEnumerator<KeyValuePair<string, OnnxValue>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
