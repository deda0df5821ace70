namespace MiniGrad.Onnx;

/// <summary>What the output of an exported network is.</summary>
public enum OnnxOutput
{
    /// <summary>What the model gives.</summary>
    Scores,

    /// <summary>The softmax of it along the last axis; of a single score x for each sample, <c>1 − σ(x)</c> and <c>σ(x)</c>.</summary>
    Probabilities,

    /// <summary>The logarithm of the softmax of it along the last axis.</summary>
    LogProbabilities,
}

/// <summary>How a network is written.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The oldest and the newest opset that can be written.</summary>
    public const int OldestOpset = 13, NewestOpset = 23;

    /// <summary>The name of the input. Default: <c>input</c>.</summary>
    public string InputName { get; init; } = "input";

    /// <summary>The name of the output. Default: <c>output</c>.</summary>
    public string OutputName { get; init; } = "output";

    /// <summary>What comes out. Default: what the model gives.</summary>
    public OnnxOutput Output { get; init; }

    /// <summary>The version of the operators, from <see cref="OldestOpset"/> to <see cref="NewestOpset"/>; the file is of the oldest IR
    /// version that allows it. Default: 17, which runtimes of 2022 read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is another.</exception>
    public int Opset
    {
        get;
        init => field = Guard.Between(value, OldestOpset, NewestOpset, nameof(OnnxExportOptions), nameof(Opset));
    } = 17;

    /// <summary>The name of the axis that grows with the number of samples. Default: <c>batch</c>.</summary>
    public string BatchName { get; init; } = "batch";

    /// <summary>The name of the graph. Default: <c>network</c>.</summary>
    public string Name { get; init; } = "network";

    /// <summary>What else the file says. Default: nothing.</summary>
    public IDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many bytes of weights and constants the file itself may hold. Where there are more, weights go into a file beside it,
    /// <c>digits.onnx.HASH.data</c>, named by its content; who reads them has to allow that, here by
    /// <see cref="OnnxImportOptions.ReadsExternalWeights"/>. Those of an older model at the same path are deleted. Default and most:
    /// 2 · 10⁹, as a file of the format cannot have 2 GiB. With 0 all weights of 1 KiB and more go beside it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or larger.</exception>
    public long InlineWeightBytes
    {
        get;
        init => field = Guard.Between(value, 0, WeightsFile.MostInside, nameof(OnnxExportOptions), nameof(InlineWeightBytes));
    } = WeightsFile.MostInside;

    /// <summary>How operations of one's own are written, by their <see cref="Operation{T}.Name"/>. Default: none.</summary>
    public IDictionary<string, OnnxConversion> Conversions { get; init; } =
        new Dictionary<string, OnnxConversion>(StringComparer.Ordinal);
}

/// <summary>Writes an operation of one's own as nodes of ONNX.</summary>
/// <param name="graph">The graph that is written.</param>
/// <param name="inputs">The names of what the operation takes.</param>
/// <returns>The name of what it gives.</returns>
public delegate string OnnxConversion(OnnxGraph graph, IReadOnlyList<string> inputs);

/// <summary>A graph while it is written, for conversions of one's own.</summary>
/// <example><code>
/// OnnxExportOptions options = new()
/// {
///     Conversions = { ["Swish"] = (graph, inputs) =&gt; graph.Node("Mul", [inputs[0], graph.Node("Sigmoid", inputs)]) },
/// };
/// </code></example>
public sealed class OnnxGraph
{
    private readonly Func<string, IEnumerable<string>, (string, object)[], string> node;
    private readonly Func<double, string> number;

    internal OnnxGraph(Func<string, IEnumerable<string>, (string, object)[], string> node, Func<double, string> number) =>
        (this.node, this.number) = (node, number);

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">The operator's name in the standard.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its attributes: <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or lists of
    /// <see cref="long"/>.</param>
    /// <returns>The name of its output.</returns>
    public string Node(string type, IEnumerable<string> inputs, params (string Name, object Value)[] attributes) =>
        node(type, inputs, attributes);

    /// <summary>A constant of shape [], in the network's precision.</summary>
    /// <returns>Its name.</returns>
    public string Number(double value) => number(value);
}
