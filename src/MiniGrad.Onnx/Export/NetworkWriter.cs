using System.Runtime.InteropServices;
using Google.Protobuf;
using MiniGrad.Layers;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Turns what a network computes into a model of the format.</summary>
internal static class NetworkWriter
{
    private const string Producer = "MiniGrad";

    /// <summary>The oldest IR version that allows an opset.</summary>
    public static int IrVersion(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        _ => 11,
    };

    /// <summary>The model of a network.</summary>
    public static ModelProto Write<T>(Layer<T> model, Shape sample, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkTrace<T> trace = NetworkTrace<T>.Of(input => Outputs(model.Predict(input), options.Output), sample);
        Dictionary<Tensor<T>, string> known = new(ReferenceEqualityComparer.Instance) { [trace.One.Input] = options.InputName };
        List<(string Name, Parameter<T> Parameter)> weights = [.. model.NamedParameters, .. model.NamedBuffers];
        foreach ((string name, Parameter<T> parameter) in weights)
            known.TryAdd(parameter, name == options.InputName || name == options.OutputName ? $"{name}.weight" : name);
        GraphWriter<T> graph = new(options.Opset, NetworkTrace<T>.Samples, NetworkTrace<T>.OtherSamples, known)
        {
            InputName = options.InputName,
        };
        HashSet<Tensor<T>> needed = Needed(trace.One);
        for (int i = 0; i < trace.One.Entries.Count; i++)
        {
            (ReplayEntry<T> entry, ReplayEntry<T> twin) = (trace.One.Entries[i], trace.Other.Entries[i]);
            if (!needed.Contains(entry.Output)) continue;
            if (entry.Operation is not { } operation) graph.GiveAlias(entry.Output, entry.Source!, twin.Source!);
            else Write(operation, twin.Operation!, graph, options);
        }
        GraphProto written = new() { Name = options.Name };
        written.Node.AddRange(graph.Nodes);
        NodeProto last = new() { OpType = "Identity", Name = "output" };
        last.Input.Add(graph.NameOf(trace.One.Output, trace.Other.Output));
        last.Output.Add(options.OutputName);
        GiveLast(written, last);
        foreach ((_, Parameter<T> parameter) in weights)
            if (graph.Used.Remove(parameter)) written.Initializer.Add(TensorOf(known[parameter], parameter));
        written.Initializer.AddRange(graph.Initializers);
        written.Input.Add(ValueOf<T>(options.InputName, graph.Extents(trace.One.Input.Shape, trace.Other.Input.Shape), options));
        written.Output.Add(ValueOf<T>(options.OutputName, graph.Extents(trace.One.Output.Shape, trace.Other.Output.Shape), options));
        return ModelOf(written, options);
    }

    private static ModelProto ModelOf(GraphProto graph, OnnxExportOptions options)
    {
        ModelProto model = new()
        {
            IrVersion = IrVersion(options.Opset),
            ProducerName = Producer,
            ProducerVersion = typeof(NetworkWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = options.Opset });
        foreach ((string key, string value) in options.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    /// <summary>Has the last node give the output, by a node more only where others need its value too or it is none.</summary>
    private static void GiveLast(GraphProto graph, NodeProto identity)
    {
        string name = identity.Input[0];
        NodeProto? maker = graph.Node.FirstOrDefault(node => node.Output.Contains(name));
        if (maker is null || graph.Node.Any(node => node.Input.Contains(name))) graph.Node.Add(identity);
        else maker.Output[0] = identity.Output[0];
    }

    /// <summary>What the output needs; the rest, such as what only observers look at, is left out.</summary>
    private static HashSet<Tensor<T>> Needed<T>(NetworkTrace<T>.Recording recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HashSet<Tensor<T>> needed = new(ReferenceEqualityComparer.Instance) { recording.Output };
        foreach (ReplayEntry<T> entry in recording.Entries.Reverse())
        {
            if (!needed.Contains(entry.Output)) continue;
            if (entry.Operation is not { } operation) needed.Add(entry.Source!);
            for (int i = 0; i < (entry.Operation?.InputCount ?? 0); i++) needed.Add(entry.Operation!.Input(i));
        }
        return needed;
    }

    private static void Write<T>(Operation<T> operation, Operation<T> twin, GraphWriter<T> graph, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NodeWriter<T> writer = new(graph, operation, twin);
        if (options.Conversions.TryGetValue(operation.Name, out OnnxConversion? conversion))
        {
            OnnxGraph own = new((type, inputs, attributes) => writer.Node(type, inputs, attributes), writer.Number);
            writer.Give(conversion(own, writer.Inputs));
            return;
        }
        foreach (OnnxOperator known in OperatorTable.All)
            if (known.TryExport(operation, writer)) return;
        throw writer.Refused(
            $"it has no form in ONNX; {nameof(OnnxExportOptions.Conversions)}[\"{operation.Name}\"] of {nameof(OnnxExportOptions)} can give it one");
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
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes(values.Span).ToArray());
        return tensor;
    }

    private static ValueInfoProto ValueOf<T>(string name, Extent[] extents, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorShapeProto shape = new();
        foreach (Extent extent in extents)
            shape.Dim.Add(extent switch
            {
                { Grows: false } => new TensorShapeProto.Types.Dimension { DimValue = extent.Constant },
                { PerSample: 1 } => new TensorShapeProto.Types.Dimension { DimParam = options.BatchName },
                _ => new TensorShapeProto.Types.Dimension { DimParam = Invariant($"{extent.PerSample}*{options.BatchName}") },
            });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)GraphWriter<T>.ElementType, Shape = shape } },
        };
    }
}
