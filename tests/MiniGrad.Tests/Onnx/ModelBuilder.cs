using System.Numerics;
using Google.Protobuf;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Tests.Onnx;

/// <summary>Makes model files by hand.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelProto model = new() { IrVersion = 8, Graph = new GraphProto { Name = "by hand" } };

    public ModelBuilder(int opset) => model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });

    /// <summary>An attribute: an integer, a number, a word or integers.</summary>
    public static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case int integer: (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, integer); break;
            case float number: (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, number); break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case long[] integers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(integers);
                break;
            default: throw new ArgumentException($"no attribute of type {value.GetType()}.", nameof(value));
        }
        return attribute;
    }

    public ModelBuilder Input(string name, OnnxElementType type = OnnxElementType.Float, params long[]? sizes)
    {
        model.Graph.Input.Add(Info(name, type, sizes));
        return this;
    }

    public ModelBuilder Output(string name, OnnxElementType type = OnnxElementType.Float, params long[]? sizes)
    {
        model.Graph.Output.Add(Info(name, type, sizes));
        return this;
    }

    public ModelBuilder Numbers(string name, float[] values, params long[] sizes)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)OnnxElementType.Float };
        tensor.FloatData.AddRange(values);
        tensor.Dims.AddRange(sizes);
        model.Graph.Initializer.Add(tensor);
        return this;
    }

    public ModelBuilder Integers(string name, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)OnnxElementType.Int64 };
        tensor.Int64Data.AddRange(values);
        tensor.Dims.Add(values.Length);
        model.Graph.Initializer.Add(tensor);
        return this;
    }

    public ModelBuilder Truth(string name, bool value)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)OnnxElementType.Bool };
        tensor.Int32Data.Add(value ? 1 : 0);
        model.Graph.Initializer.Add(tensor);
        return this;
    }

    public ModelBuilder Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = type, Name = $"the {type}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        model.Graph.Node.Add(node);
        return this;
    }

    public OnnxNetwork<T> Load<T>(OnnxImportOptions? options = null) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        OnnxNetwork<T>.Load(new MemoryStream(model.ToByteArray()), "hand.onnx", options ?? new OnnxImportOptions());

    /// <summary>Without sizes nothing is said of the shape.</summary>
    private static ValueInfoProto Info(string name, OnnxElementType type, long[]? sizes)
    {
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)type };
        if (sizes is { Length: > 0 })
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
