using System.Runtime.InteropServices;
using Google.Protobuf;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Tests.Onnx;

/// <summary>Makes files, right and wrong ones.</summary>
internal sealed class MadeModel
{
    public MadeModel(int opset = 17, string input = "x", string output = "y")
    {
        Model.IrVersion = 8;
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        Model.Graph = new GraphProto { Name = "made" };
        if (input.Length > 0) Input(input, -1, 2);
        if (output.Length > 0) Output(output);
    }

    public ModelProto Model { get; } = new();

    public GraphProto Graph => Model.Graph;

    /// <summary>An input of floats; a size of −1 has a name.</summary>
    public MadeModel Input(string name, params int[] sizes)
    {
        Graph.Input.Add(Value(name, sizes));
        return this;
    }

    public MadeModel Output(string name)
    {
        Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    /// <summary>A node with the name <c>the_type</c>, from names of inputs to names of outputs.</summary>
    public MadeModel Node(string type, string inputs, string outputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = type, Name = $"the_{type.ToLowerInvariant()}" };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Output.AddRange(outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return this;
    }

    /// <summary>An initializer of floats.</summary>
    public MadeModel Weight(string name, long[] sizes, params float[] values)
    {
        Graph.Initializer.Add(Tensor(name, TensorProto.Types.DataType.Float, sizes, MemoryMarshal.AsBytes<float>(values).ToArray()));
        return this;
    }

    public MadeModel Integers(string name, long[] sizes, params long[] values)
    {
        Graph.Initializer.Add(Tensor(name, TensorProto.Types.DataType.Int64, sizes, MemoryMarshal.AsBytes<long>(values).ToArray()));
        return this;
    }

    public MadeModel Change(Action<ModelProto> change)
    {
        change(Model);
        return this;
    }

    public byte[] ToBytes() => Model.ToByteArray();

    public OnnxNetwork<float> Load(OnnxImportOptions? options = null)
    {
        using MemoryStream file = new(ToBytes());
        return OnnxNetwork<float>.Load(file, "made.onnx", options ?? new OnnxImportOptions());
    }

    public static TensorProto Tensor(string name, TensorProto.Types.DataType type, long[] sizes, byte[]? raw = null)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(sizes);
        if (raw is not null) tensor.RawData = ByteString.CopyFrom(raw);
        return tensor;
    }

    public static AttributeProto Whole(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Wholes(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static ValueInfoProto Value(string name, int[] sizes)
    {
        TensorShapeProto shape = new();
        foreach (int size in sizes)
            shape.Dim.Add(size == -1
                ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)OnnxElementType.Float, Shape = shape } },
        };
    }
}
