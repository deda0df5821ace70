using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Which node gives a value, who uses it, and which values are constant numbers.</summary>
internal sealed class FusionIndex
{
    private readonly Dictionary<string, NodeProto> makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, NodeProto? User)> uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<double?>> scalars = new(StringComparer.Ordinal);

    /// <param name="graph">The graph.</param>
    /// <param name="opset">The version of the operators.</param>
    /// <param name="read">Reads a tensor of the file.</param>
    public FusionIndex(GraphProto graph, int opset, Func<TensorProto, OnnxValue> read)
    {
        Opset = opset;
        makers.EnsureCapacity(OnnxModel.ValueCount(graph));
        uses.EnsureCapacity(OnnxModel.ValueCount(graph));
        foreach (NodeProto node in graph.Node)
        {
            for (int i = 0; i < node.Output.Count; i++) makers[node.Output[i]] = node;
            for (int i = 0; i < node.Input.Count; i++) AddUse(node.Input[i], node);
            if (node.OpType == "Constant" && node.Attribute is [{ } value] && node.Output.Count == 1) AddConstant(node.Output[0], value);
        }
        foreach (TensorProto tensor in graph.Initializer) AddScalar(tensor.Name, tensor);
        // What comes out must be there.
        foreach (ValueInfoProto output in graph.Output) AddUse(output.Name, null);

        void AddUse(string name, NodeProto? user) => uses[name] = (uses.GetValueOrDefault(name).Count + 1, user);

        void AddConstant(string name, AttributeProto value)
        {
            if (value.T is { } tensor) AddScalar(name, tensor);
            else if (value.Name == "value_float") scalars[name] = new Lazy<double?>(() => value.F);
            else if (value is { Name: "value_floats", Floats.Count: 1 }) scalars[name] = new Lazy<double?>(() => value.Floats[0]);
            else if (value.Name == "value_int") scalars[name] = new Lazy<double?>(() => value.I);
            else if (value is { Name: "value_ints", Ints.Count: 1 }) scalars[name] = new Lazy<double?>(() => value.Ints[0]);
        }

        void AddScalar(string name, TensorProto tensor)
        {
            if (tensor.Dims.Count <= 1 && tensor.Dims.All(size => size == 1))
                scalars[name] = new Lazy<double?>(() => read(tensor) switch
                {
                    NumberValue<float> number => number.Tensor.Span[0],
                    NumberValue<double> number => number.Tensor.Span[0],
                    IntegerValue integer => integer.Values[0],
                    _ => null,
                });
        }
    }

    /// <summary>The version of the operators.</summary>
    public int Opset { get; }

    /// <summary>The node that gives a value, if it is of that operator, and if nobody else uses what it gives where
    /// <paramref name="useCount"/> is the number of uses that are known.</summary>
    public NodeProto? Maker(string name, string type, int useCount = 1) =>
        makers.TryGetValue(name, out NodeProto? node) && node.OpType == type && IsWellFormed(node)
        && uses.GetValueOrDefault(name).Count == useCount ? node : null;

    /// <summary>Whether a value is a constant number, to the precision of single ones.</summary>
    public bool IsNumber(string name, double expected) => Number(name) is { } number
        && Math.Abs(number - expected) <= 1e-6 * Math.Abs(expected);

    /// <summary>The number that a constant value is, or null.</summary>
    public double? Number(string name) => scalars.GetValueOrDefault(name)?.Value;

    /// <summary>Whether a node of ONNX's own has as many inputs as its operator, and an attribute only where that has one: of others only
    /// the operator itself can say what is wrong with them.</summary>
    public static bool IsWellFormed(NodeProto node) => OnnxModel.IsOwn(node) && node.Output is [{ Length: > 0 }]
        && node.OpType switch
        {
            "Sqrt" or "Erf" or "Sigmoid" or "Exp" or "Log" or "Neg" or "Abs" => node is { Input.Count: 1, Attribute.Count: 0 },
            "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Greater" or "Max" or "Min" => node is { Input.Count: 2, Attribute.Count: 0 },
            "Where" => node is { Input.Count: 3, Attribute.Count: 0 },
            "Cast" => node is { Input.Count: 1, Attribute: [{ Name: "to" }] },
            "Gather" => node.Input.Count == 2 && node.Attribute is [] or [{ Name: "axis" }],
            "ReduceMean" => node.Input.Count is 1 or 2 && node.Attribute.All(attribute => attribute.Name is "axes" or "keepdims"),
            _ => false,
        } && node.Input.All(name => name.Length > 0);

    /// <summary>The only node that uses a value, if it is of that operator, and the other one of its two inputs.</summary>
    public (NodeProto Node, string Other)? User(string name, string type)
    {
        if (uses.GetValueOrDefault(name) is not (1, { } node) || node.OpType != type
            || !IsWellFormed(node) || node.Input.Count != 2) return null;
        return (node, node.Input[node.Input[0] == name ? 1 : 0]);
    }

    /// <summary>The two inputs of a node in both orders.</summary>
    public static IEnumerable<(string First, string Second)> Orders(NodeProto node)
    {
        if (node.Input.Count != 2) yield break;
        yield return (node.Input[0], node.Input[1]);
        yield return (node.Input[1], node.Input[0]);
    }

    /// <summary>What a node squares, by whatever operator it does.</summary>
    public string? Squared(string name, out NodeProto? node)
    {
        node = Maker(name, "Mul");
        if (node is not null && node.Input.Count == 2 && node.Input[0] == node.Input[1]) return node.Input[0];
        node = Maker(name, "Pow");
        return node is not null && IsNumber(node.Input[1], 2) ? node.Input[0] : null;
    }

    /// <summary>What a node takes the mean of along the last axis, which stays.</summary>
    public string? Averaged(string name, out NodeProto? node)
    {
        node = Maker(name, "ReduceMean");
        if (node is null || node.Attribute.Any(attribute => attribute is { Name: "keepdims", I: 0 })) return null;
        bool isLast = Opset < 18 ? node.Attribute.Any(attribute => attribute is { Name: "axes", Ints: [-1] })
            : node.Input.Count == 2 && Number(node.Input[1]) is -1.0;
        return isLast ? node.Input[0] : null;
    }
}
