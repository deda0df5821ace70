using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Attributes of nodes that are written.</summary>
internal static class NodeAttributes
{
    /// <summary>An attribute: <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, or a list of whole numbers or
    /// texts.</summary>
    public static AttributeProto Of(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case long number:
                (attribute.I, attribute.Type) = (number, AttributeProto.Types.AttributeType.Int);
                break;
            case double number:
                (attribute.F, attribute.Type) = ((float)number, AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case long[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            default:
                throw new ArgumentException($"An attribute of type {value.GetType().Name} is not known.", nameof(value));
        }
        return attribute;
    }
}
