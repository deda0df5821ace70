using MiniGrad.Layers;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Turns what a network computes into a model of the format.</summary>
internal static class NetworkWriter
{
    /// <summary>ONNX's operators for what is not a tensor of numbers.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    private const int MachineLearningOpset = 2;

    /// <summary>The oldest IR version that allows an opset.</summary>
    public static int IrVersion(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        _ => 11,
    };

    /// <summary>The model of a network of one input.</summary>
    public static ModelProto Write<T>(Layer<T> model, Shape sample, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxAxis[] axes = [options.BatchName, .. sample.Select(size => (OnnxAxis)size)];
        return Write(
            model, [OnnxInput.Numbers(options.InputName, axes) with { RecordedAs = 0 }],
            inputs => [new(options.OutputName, new NumberValue<T>(
                Outputs(model.Predict(inputs[options.InputName].ToTensor<T>()), options.Output), NumberValue<T>.TypeOfNumbers))],
            options);
    }

    /// <summary>The model of a function of several inputs that uses a network.</summary>
    public static ModelProto Write<T>(
        Layer<T> model, IReadOnlyList<OnnxInput> inputs, Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function,
        OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkTrace<T> trace = NetworkTrace<T>.Of(inputs, function);
        if (trace.Recordings.One.Outputs.Count == 0) throw new ArgumentException("OnnxFile: expected one output at least, got none.");
        string[] names = [.. inputs.Select(input => input.Name), .. trace.Recordings.One.Outputs.Select(output => output.Name)];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1 || same.Key.Length == 0) is { } bad)
            throw new ArgumentException($"OnnxFile: expected names of inputs and outputs that differ, got '{bad.Key}' twice or empty.");
        (string Name, Parameter<T> Parameter)[] weights = [.. Weights(model).Select(weight => (
            names.Contains(weight.Name) ? $"{weight.Name}.weight" : weight.Name, weight.Parameter))];
        GraphWriter<T> graph = Begin(options, trace.Axes, weights);
        foreach (string name in names) graph.Reserve(name);
        GraphProto written = new() { Name = options.Name };
        foreach (OnnxInput input in inputs)
        {
            Same<OnnxValue> values = trace.Recordings.Select(recording => recording.Inputs[input.Name]);
            if (input.AreIntegers) graph.Give(values.Select(value => value.ToIndices()), input.Name);
            else graph.Give(values.One.ToTensor<T>(), input.Name);
            written.Input.Add(ValueOf(
                input.Name, input.AreIntegers ? TensorProto.Types.DataType.Int64 : GraphWriter<T>.ElementType,
                Sizes(values.Select(value => value.Shape), trace.Axes), trace.Axes));
        }
        Append(graph, trace, options);
        string[] outputs = [.. trace.Outputs.Select(output => graph.NameOf(output.Value))];
        written.Node.AddRange(graph.Nodes);
        foreach ((string name, Same<Tensor<T>> value) in trace.Outputs)
            written.Output.Add(ValueOf(
                name, GraphWriter<T>.ElementType, Sizes(value.Select(tensor => tensor.Shape), trace.Axes), trace.Axes));
        for (int output = 0; output < outputs.Length; output++)
            GiveOutput(written, outputs[output], written.Output[output].Name, isShared: outputs.Count(outputs[output].Equals) > 1);
        AddTensors(written, graph, weights);
        return ModelOf(written, options);
    }

    /// <summary>The parameters and buffers of a network by name.</summary>
    public static IEnumerable<(string Name, Parameter<T> Parameter)> Weights<T>(Layer<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => model.NamedParameters.Concat(model.NamedBuffers);

    /// <summary>A graph that knows parameters, of which one of several names goes by the first.</summary>
    public static GraphWriter<T> Begin<T>(
        OnnxExportOptions options, GrowingAxes axes, IEnumerable<(string Name, Parameter<T> Parameter)> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<Tensor<T>, string> known = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, Parameter<T> parameter) in weights) known.TryAdd(parameter, name);
        return new GraphWriter<T>(options.Opset, axes, known);
    }

    /// <summary>Writes the operations of a network whose inputs have their names already.</summary>
    public static void Append<T>(GraphWriter<T> graph, NetworkTrace<T> trace, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HashSet<Tensor<T>> needed = Needed(trace.Recordings.One);
        foreach (Same<ReplayEntry<T>> entries in trace.Entries)
        {
            ReplayEntry<T> entry = entries.One;
            if (!needed.Contains(entry.Output)) continue;
            if (entry.Operation is null)
            {
                graph.GiveAlias(entry.Output, entries.Select(same => same.Source!));
                continue;
            }
            Same<Operation<T>> operations = graph.Makers[entry.Output] = entries.Select(same => same.Operation!);
            Write(new NodeWriter<T>(graph, operations), options);
        }
    }

    /// <summary>Adds the parameters that are used, and the constants.</summary>
    public static void AddTensors<T>(GraphProto graph, GraphWriter<T> writer, IEnumerable<(string Name, Parameter<T> Parameter)> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, Parameter<T> parameter) in weights)
            if (writer.Used.Remove(parameter)) graph.Initializer.Add(TensorOf(name, parameter));
        // Numbers that are constants are nodes: as initializers they would be weights to whoever trains the network.
        List<NodeProto> constants = [];
        foreach (TensorProto tensor in writer.Initializers)
            if (tensor.DataType == (int)GraphWriter<T>.ElementType && !writer.IsWeight(tensor.Name)) constants.Add(ConstantOf(tensor));
            else graph.Initializer.Add(tensor);
        NodeProto[] nodes = [.. constants, .. graph.Node];
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }

    private static NodeProto ConstantOf(TensorProto tensor)
    {
        NodeProto node = new() { OpType = "Constant", Name = tensor.Name };
        node.Output.Add(tensor.Name);
        node.Attribute.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor });
        return node;
    }

    /// <summary>The model of a graph, without what nobody needs: some operations take in several of those before.</summary>
    public static ModelProto ModelOf(GraphProto graph, OnnxExportOptions options)
    {
        HashSet<string> needed = [.. graph.Output.Select(output => output.Name)];
        for (int place = graph.Node.Count - 1; place >= 0; place--)
            if (graph.Node[place].Output.Any(needed.Contains)) needed.UnionWith(graph.Node[place].Input);
            else graph.Node.RemoveAt(place);
        for (int place = graph.Initializer.Count - 1; place >= 0; place--)
            if (!needed.Contains(graph.Initializer[place].Name)) graph.Initializer.RemoveAt(place);
        ModelProto model = new()
        {
            IrVersion = IrVersion(options.Opset),
            ProducerName = OnnxModel.OwnProducer,
            ProducerVersion = typeof(NetworkWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = options.Opset });
        if (graph.Node.Any(node => node.Domain == MachineLearning))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = MachineLearningOpset });
        foreach ((string key, string value) in options.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    /// <summary>Has a node give an output, by one more only where others need its value too or there is none.</summary>
    private static void GiveOutput(GraphProto graph, string value, string output, bool isShared)
    {
        NodeProto? maker = isShared || graph.Node.Any(node => node.Input.Contains(value))
            ? null : graph.Node.FirstOrDefault(node => node.Output.Contains(value));
        if (maker is not null)
        {
            maker.Output[maker.Output.IndexOf(value)] = output;
            return;
        }
        NodeProto identity = new() { OpType = "Identity", Name = output };
        identity.Input.Add(value);
        identity.Output.Add(output);
        graph.Node.Add(identity);
    }

    /// <summary>What the outputs need; the rest, such as what only observers look at, is left out.</summary>
    private static HashSet<Tensor<T>> Needed<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HashSet<Tensor<T>> needed = new(recording.Outputs.Select(output => output.Value), ReferenceEqualityComparer.Instance);
        foreach (ReplayEntry<T> entry in recording.Entries.Reverse())
        {
            if (!needed.Contains(entry.Output)) continue;
            if (entry.Operation is not { } operation) needed.Add(entry.Source!);
            for (int i = 0; i < (entry.Operation?.InputCount ?? 0); i++) needed.Add(entry.Operation!.Input(i));
        }
        return needed;
    }

    private static IEnumerable<Extent?> Sizes(Same<Shape> shapes, GrowingAxes axes) =>
        Enumerable.Range(0, shapes.One.Rank).Select(axis => axes.Find(shapes.Select(shape => shape[axis])));

    private static void Write<T>(NodeWriter<T> writer, OnnxExportOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operation<T> operation = writer.Operation;
        if (options.Conversions.TryGetValue(operation.Name, out OnnxConversion? conversion))
        {
            OnnxGraph own = new((type, inputs, attributes) => writer.Node(type, inputs, attributes), writer.Number);
            writer.Give(conversion(own, writer.Inputs));
            return;
        }
        foreach (OnnxOperator known in OperatorTable.All)
            if (known.TryExport(operation, writer)) return;
        string option = $"{nameof(OnnxExportOptions.Conversions)}[\"{operation.Name}\"]";
        throw writer.Refused($"it has no form in ONNX; {option} of {nameof(OnnxExportOptions)} can give it one");
    }

    private static Tensor<T> Outputs<T>(Tensor<T> scores, OnnxOutput kind) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (kind == OnnxOutput.Scores) return scores;
        if (scores.Rank == 0) throw new NotSupportedException("probabilities need scores along an axis, and the network gives one number.");
        bool isSingle = scores.Shape[-1] == 1;
        if (kind == OnnxOutput.Probabilities)
            return isSingle ? Tensor.Concatenate([(-scores).Sigmoid(), scores.Sigmoid()], axis: -1) : scores.Softmax();
        return isSingle ? Tensor.Concatenate([-scores.Softplus(), -(-scores).Softplus()], axis: -1) : scores.LogSoftmax();
    }

    private static TensorProto TensorOf<T>(string name, Tensor<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorProto tensor = new() { Name = name, DataType = (int)GraphWriter<T>.ElementType };
        tensor.Dims.AddRange(values.Shape.Select(size => (long)size));
        WeightsFile.SetElements(tensor, values);
        return tensor;
    }

    /// <summary>The description of an input or an output; of a size that is null nothing is said.</summary>
    public static ValueInfoProto ValueOf(
        string name, TensorProto.Types.DataType type, IEnumerable<Extent?> extents, GrowingAxes axes)
    {
        TensorShapeProto shape = new();
        foreach (Extent? extent in extents)
            shape.Dim.Add(extent switch
            {
                { Grows: true } growing => new TensorShapeProto.Types.Dimension { DimParam = axes.NameOf(growing) },
                { } constant => new TensorShapeProto.Types.Dimension { DimValue = constant.Factor },
                // Of any size, such as one less than another.
                null => new TensorShapeProto.Types.Dimension(),
            });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
