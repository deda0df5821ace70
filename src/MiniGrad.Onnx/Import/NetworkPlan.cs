using System.Runtime.CompilerServices;
using MiniGrad.Kernels;
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
/// <param name="Weights">The learned parameters and the frozen ones, by name, in the order of the file; linear are those that PyTorch has
/// the other way round.</param>
internal sealed record NetworkPlan<T>(
    IReadOnlyList<PlannedNode> Nodes, OnnxValue?[] Known, IReadOnlyList<(OnnxValueInfo Info, int Place)> Inputs,
    IReadOnlyList<(OnnxValueInfo Info, int Place)> Outputs, IReadOnlyList<(string Name, Parameter<T> Weight, bool IsLinear)> Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Makes the plan of a network from a file.</summary>
internal sealed class Planner<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As many bytes as the file has, and these.
    private const long BytesOfCopies = 2 << 20;

    private readonly OnnxModel model;
    private readonly OnnxImportOptions options;
    private readonly TensorReader reader;
    private readonly Folding folding = new();
    private readonly NodeSurroundings surroundings;
    private long copied;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<OnnxValue?> known = [];
    private readonly HashSet<string> initialized = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Use>> uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> transposed = new(StringComparer.Ordinal);
    private readonly List<(string Name, Parameter<T> Weight, bool IsLinear)> weights = [];
    private readonly HashSet<string> learned = new(StringComparer.Ordinal);

    private Planner(OnnxModel model, TensorReader reader, OnnxImportOptions options)
    {
        (this.model, this.reader, this.options) = (model, reader, options);
        GraphChecks.Check(model);
        surroundings = new NodeSurroundings(
            (int)model.Opset, transposed.Contains, name => known[PlaceOf(name)], tensor => reader.Read<T>(tensor));
        places.EnsureCapacity(OnnxModel.ValueCount(model.Graph));
        known.EnsureCapacity(OnnxModel.ValueCount(model.Graph));
    }

    /// <summary>Reads the weights and turns each node into a function.</summary>
    public static NetworkPlan<T> Of(OnnxModel model, TensorReader reader, OnnxImportOptions options) =>
        new Planner<T>(model, reader, options).Make();

    private NetworkPlan<T> Make()
    {
        IReadOnlyList<NodeProto> nodes = NodeOrder.Of(model.Graph);
        initialized.UnionWith(model.Graph.Initializer.Select(tensor => tensor.Name));
        outputNames.UnionWith(model.Graph.Output.Select(output => output.Name));
        List<(OnnxValueInfo, int)> inputs = [.. model.Graph.Input.Where(input => !initialized.Contains(input.Name))
            .Select(input => (OnnxValueInfo.Of(input), PlaceOf(input.Name)))];
        List<PlannedNode> planned = new(nodes.Count);
        Dictionary<NodeProto, FusedNode> fusions = Fusions.Find<T>(
            nodes, new FusionIndex(model.Graph, surroundings.Opset, surroundings.Read));
        HashSet<NodeProto> covered = [.. fusions.Values.SelectMany(fused => fused.Others)];
        foreach (NodeProto node in nodes)
            if (fusions.TryGetValue(node, out FusedNode? fused)) AddUses(null, node, fused.Inputs);
            else if (IsCopy(node)) initialized.Add(node.Output[0]);
            else if (!covered.Contains(node)) AddUses(OperatorTable.Find(node.OpType), node, node.Input);
        foreach (TensorProto tensor in model.Graph.Initializer) AddInitial(tensor.Name, reader.Read<T>(tensor, isWeight: true));
        foreach (NodeProto node in nodes)
            if (fusions.TryGetValue(node, out FusedNode? fused)) Add(fused, planned);
            else if (IsCopy(node)) AddCopy(node);
            else if (!covered.Contains(node)) Add(node, planned);
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

    /// <summary>Notes who uses initializers.</summary>
    private void AddUses(OnnxOperator? known, NodeProto node, IList<string> names)
    {
        for (int input = 0; input < names.Count; input++)
        {
            if (!initialized.Contains(names[input])) continue;
            if (!uses.TryGetValue(names[input], out List<Use>? list)) uses[names[input]] = list = new(1);
            list.Add(new Use(known, node, input));
        }
    }

    private int[] PlacesOf(IList<string> names)
    {
        int[] found = new int[names.Count];
        for (int i = 0; i < found.Length; i++) found[i] = PlaceOf(names[i]);
        return found;
    }

    /// <summary>Whether a node gives an initializer another name, as PyTorch does for weights of the same values: they are not shared for
    /// that.</summary>
    private bool IsCopy(NodeProto node) =>
        node is { OpType: "Identity", Input.Count: 1, Output: [{ Length: > 0 }] } && initialized.Contains(node.Input[0]);

    private void AddCopy(NodeProto node)
    {
        OnnxValue value = known[PlaceOf(node.Input[0])]!;
        if (value is NumberValue<T> numbers)
        {
            copied += (long)value.Shape.ElementCount * Unsafe.SizeOf<T>();
            if (copied > reader.FileLength + BytesOfCopies)
                throw new InvalidDataException(
                    $"node {NodeReader.Describe(node)} copies weights, which with others are larger than the file.");
            Tensor<T> copy = transposed.Contains(node.Input[0])
                ? Transpose(numbers.Tensor) : new(Storage<T>.AlignedCopy(numbers.Tensor.Span), value.Shape);
            value = new NumberValue<T>(copy, value.ElementType);
        }
        AddInitial(node.Output[0], value);
    }

    private void AddInitial(string name, OnnxValue value) =>
        known[PlaceOf(name)] = value is NumberValue<T> { ElementType: not OnnxElementType.Bool } numbers && IsWeight(name)
            ? AddWeight(name, numbers.Tensor) : value;

    /// <summary>Whether an initializer is learned: some node uses it, and is not just set up with it.</summary>
    private bool IsWeight(string name) => outputNames.Contains(name)
        || (uses.TryGetValue(name, out List<Use>? users) && !users.TrueForAll(use => use.Operator?.IsSetting(use.Input) == true));

    private NumberValue<T> AddWeight(string name, Tensor<T> values)
    {
        if (values.Rank == 2 && !outputNames.Contains(name)
            && uses[name].TrueForAll(use => use.Operator?.WantsTransposed(use.Node, use.Input) == true))
        {
            transposed.Add(name);
            values = Transpose(values);
        }
        learned.Add(name);
        // Nobody else has what was read from the file.
        Parameter<T> weight = new(values.Storage, values.Shape, name) { IsFrozen = !options.IsTrained(name) };
        // Files of one's own have the weights of linear layers as those layers have them.
        bool isLinear = transposed.Contains(name) || (model.File.ProducerName == OnnxModel.OwnProducer && values.Rank == 2
            && uses.TryGetValue(name, out List<Use>? users) && users.TrueForAll(use => use is { Operator: Gemm, Input: 1 }));
        weights.Add((name, weight, isLinear));
        return new NumberValue<T>(weight, NumberValue<T>.TypeOfNumbers);
    }

    private static Tensor<T> Transpose(Tensor<T> matrix)
    {
        Storage<T> transposed = Storage<T>.Aligned(matrix.ElementCount);
        Arranging.Transpose(matrix.Span, matrix.Shape[0], matrix.Shape[1], transposed.Span(matrix.ElementCount));
        return new Tensor<T>(transposed, [matrix.Shape[1], matrix.Shape[0]]);
    }

    private void Add(FusedNode fused, List<PlannedNode> planned) => planned.Add(new PlannedNode(
        $"{fused.Type} of several nodes, the last of which is {NodeReader.Describe(fused.Last)}", fused.Function,
        PlacesOf(fused.Inputs), [PlaceOf(fused.Last.Output[0])]));

    private void Add(NodeProto node, List<PlannedNode> planned)
    {
        NodeReader reading = new(node, surroundings);
        NodeFunction function = OperatorTable.Find(node.OpType)!.Import<T>(reading);
        reading.CheckAllRead();
        PlannedNode made = new(reading.Description, function, PlacesOf(node.Input), PlacesOf(node.Output));
        if (!TryFold(node, made)) planned.Add(made);
    }

    /// <summary>Computes what follows from constants alone.</summary>
    private bool TryFold(NodeProto node, PlannedNode made)
    {
        for (int i = 0; i < made.Inputs.Length; i++)
            if (made.Inputs[i] != PlannedNode.None && (known[made.Inputs[i]] is null || learned.Contains(node.Input[i]))) return false;
        OnnxValue?[] inputs = Array.ConvertAll(made.Inputs, place => place == PlannedNode.None ? null : known[place]);
        if (!folding.Allows(node, inputs)) return false;
        if (Folding.Compute(made, inputs) is not { } results || !folding.Keeps(results)) return false;
        for (int i = 0; i < made.Outputs.Length; i++)
            if (made.Outputs[i] != PlannedNode.None) known[made.Outputs[i]] = results[i];
        return true;
    }

    /// <summary>An input of a node; of several nodes that are one operation there is no operator.</summary>
    private readonly record struct Use(OnnxOperator? Operator, NodeProto Node, int Input);
}
