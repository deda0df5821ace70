using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A node with its function, and where its inputs and outputs lie among the values of a run.</summary>
internal sealed record PlannedNode(string Description, NodeFunction Function, int[] Inputs, int[] Outputs)
{
    /// <summary>Of an input that is left out and of an output that nobody has named.</summary>
    public const int None = -1;
}

/// <summary>What a network computes: its nodes in order, and which of its values are known before.</summary>
/// <param name="Nodes">In an order in which each comes after those that it needs.</param>
/// <param name="Known">The values that are the same in every run, each in its place; others are null.</param>
/// <param name="Inputs">The inputs, and their places.</param>
/// <param name="Outputs">The outputs, and their places.</param>
/// <param name="Weights">The learned parameters and the frozen ones, by name, in the order of the file.</param>
internal sealed record NetworkPlan<T>(
    IReadOnlyList<PlannedNode> Nodes, OnnxValue?[] Known, IReadOnlyList<(OnnxValueInfo Info, int Place)> Inputs,
    IReadOnlyList<(OnnxValueInfo Info, int Place)> Outputs, IReadOnlyList<(string Name, Parameter<T> Weight)> Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Makes the plan of a network from a file.</summary>
internal sealed class Planner<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What is computed before there are inputs must not fill the memory.
    private const int MostFolded = 1 << 20, MostComputed = 1 << 22;

    private readonly OnnxModel model;
    private readonly OnnxImportOptions options;
    private readonly TensorReader reader;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<OnnxValue?> known = [];
    private readonly Dictionary<string, List<(NodeProto Node, int Input)>> uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> transposed = new(StringComparer.Ordinal);
    private readonly List<(string Name, Parameter<T> Weight)> weights = [];
    private readonly HashSet<string> learned = new(StringComparer.Ordinal);
    private long foldedCount;

    private Planner(OnnxModel model, TensorReader reader, OnnxImportOptions options) =>
        (this.model, this.reader, this.options) = (model, reader, options);

    /// <summary>Reads the weights and turns each node into a function.</summary>
    public static NetworkPlan<T> Of(OnnxModel model, TensorReader reader, OnnxImportOptions options) =>
        new Planner<T>(model, reader, options).Make();

    private NetworkPlan<T> Make()
    {
        GraphChecks.Check(model);
        IReadOnlyList<NodeProto> nodes = NodeOrder.Of(model.Graph);
        foreach (NodeProto node in nodes)
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (!uses.TryGetValue(node.Input[input], out var list)) uses[node.Input[input]] = list = [];
                list.Add((node, input));
            }
        HashSet<string> initialized = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        List<(OnnxValueInfo, int)> inputs = [.. model.Graph.Input.Where(input => !initialized.Contains(input.Name))
            .Select(input => (OnnxValueInfo.Of(input), PlaceOf(input.Name)))];
        foreach (TensorProto tensor in model.Graph.Initializer) AddInitializer(tensor);
        List<PlannedNode> planned = [];
        foreach (NodeProto node in nodes) Add(node, planned);
        List<(OnnxValueInfo, int)> outputs =
            [.. model.Graph.Output.Select(output => (OnnxValueInfo.Of(output), PlaceOf(output.Name)))];
        return new NetworkPlan<T>(planned, [.. known], inputs, outputs, weights);
    }

    private int PlaceOf(string name)
    {
        if (name.Length == 0) return PlannedNode.None;
        if (places.TryGetValue(name, out int place)) return place;
        places.Add(name, place = known.Count);
        known.Add(null);
        return place;
    }

    private void AddInitializer(TensorProto tensor)
    {
        OnnxValue value = reader.Read<T>(tensor);
        known[PlaceOf(tensor.Name)] = value is NumberValue<T> { ElementType: not OnnxElementType.Bool } numbers && IsWeight(tensor.Name)
            ? AddWeight(tensor.Name, numbers.Tensor) : value;
    }

    /// <summary>Whether an initializer is learned: no node that uses it is just set up with it.</summary>
    private bool IsWeight(string name) => !uses.TryGetValue(name, out var users)
        || !users.TrueForAll(use => OperatorTable.Find(use.Node.OpType) is { } known && known.IsSetting(use.Input));

    private NumberValue<T> AddWeight(string name, Tensor<T> values)
    {
        if (uses.TryGetValue(name, out var users) && values.Rank == 2 && !model.Graph.Output.Any(output => output.Name == name)
            && users.TrueForAll(use => OperatorTable.Find(use.Node.OpType)!.WantsTransposed(use.Node, use.Input)))
        {
            transposed.Add(name);
            values = values.Transpose();
        }
        learned.Add(name);
        Parameter<T> weight = new(values, name) { IsFrozen = !options.IsTrained(name) };
        weights.Add((name, weight));
        return new NumberValue<T>(weight, NumberValue<T>.TypeOfNumbers);
    }

    private void Add(NodeProto node, List<PlannedNode> planned)
    {
        if (node.OpType == "Identity" && node.Input.Count == 1 && learned.Contains(node.Input[0]))
        {
            // PyTorch writes weights of the same values once; they are not shared for that.
            Tensor<T> values = known[PlaceOf(node.Input[0])]!.ToTensor<T>();
            known[PlaceOf(node.Output[0])] =
                AddWeight(node.Output[0], transposed.Contains(node.Input[0]) ? values.Transpose() : values);
            return;
        }
        NodeReader reading = new(
            node, model.Opset, [.. node.Input.Select(transposed.Contains)], name => known[PlaceOf(name)], reader.Read<T>);
        NodeFunction function = OperatorTable.Find(node.OpType)!.Import<T>(reading);
        reading.CheckAllRead();
        PlannedNode made = new(reading.Description, function, [.. node.Input.Select(PlaceOf)], [.. node.Output.Select(PlaceOf)]);
        if (!TryFold(node, made)) planned.Add(made);
    }

    /// <summary>Computes what follows from constants alone.</summary>
    private bool TryFold(NodeProto node, PlannedNode made)
    {
        if (node.Input.Any(name => name.Length > 0 && (learned.Contains(name) || known[PlaceOf(name)] is null))) return false;
        OnnxValue?[] inputs = [.. made.Inputs.Select(place => place == PlannedNode.None ? null : known[place])];
        if (inputs.Sum(input => (long)(input?.Shape.ElementCount ?? 0)) > MostFolded) return false;
        if (foldedCount > MostComputed || OperatorTable.Find(node.OpType)!.MostElements(inputs) > MostComputed) return false;
        using GraphRegion region = Inference.Begin();
        OnnxValue[] results = NodeRun.Call(made, inputs);
        long count = results.Sum(result => (long)result.Shape.ElementCount);
        if (count > MostFolded) return false;
        foldedCount += count;
        for (int i = 0; i < made.Outputs.Length; i++)
            if (made.Outputs[i] != PlannedNode.None) known[made.Outputs[i]] = results[i];
        return true;
    }
}
