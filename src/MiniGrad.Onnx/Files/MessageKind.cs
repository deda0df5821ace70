namespace MiniGrad.Onnx;

/// <summary>The messages of the format that may hold others.</summary>
internal enum MessageKind
{
    Model, Graph, Node, Attribute, Tensor, ValueInfo, Type, TensorType, Shape, Leaf,
}

/// <summary>How the messages of the format lie in each other.</summary>
internal static class MessageKinds
{
    /// <summary>The kind of message in a field of bytes; null where it holds text, numbers or what is opaque.</summary>
    public static MessageKind? Inside(MessageKind kind, int field) => (kind, field) switch
    {
        (MessageKind.Model, 7) => MessageKind.Graph,
        (MessageKind.Model, 8 or 14) => MessageKind.Leaf,
        (MessageKind.Graph, 1) => MessageKind.Node,
        (MessageKind.Graph, 5) => MessageKind.Tensor,
        (MessageKind.Graph, 11 or 12) => MessageKind.ValueInfo,
        (MessageKind.Node, 5) => MessageKind.Attribute,
        (MessageKind.Attribute, 5) => MessageKind.Tensor,
        (MessageKind.Tensor, 13) => MessageKind.Leaf,
        (MessageKind.ValueInfo, 2) => MessageKind.Type,
        (MessageKind.Type, 1) => MessageKind.TensorType,
        (MessageKind.TensorType, 2) => MessageKind.Shape,
        (MessageKind.Shape, 1) => MessageKind.Leaf,
        _ => null,
    };

    /// <summary>Whether a message may be there once only: a second one would be mixed with the first.</summary>
    public static bool IsSingle(MessageKind kind, int field) => (kind, field) is (MessageKind.Model, 7) or (MessageKind.Attribute, 5)
        or (MessageKind.ValueInfo, 2) or (MessageKind.Type, 1) or (MessageKind.TensorType, 2);

    /// <summary>Whether a field holds a message of which only matters that it is there.</summary>
    public static bool IsOpaque(MessageKind kind, int field) => (kind, field) is (MessageKind.Model, 25) or (MessageKind.Graph, 15)
        or (MessageKind.Attribute, 6);

    /// <summary>Whether a field is one that is read: the others, such as comments, are left out.</summary>
    public static bool IsRead(MessageKind kind, int field) => kind switch
    {
        MessageKind.Model => field is >= 1 and <= 5 or 7 or 8 or 14 or 25,
        MessageKind.Graph => field is 1 or 2 or 5 or 11 or 12 or 15,
        MessageKind.Node => field is >= 1 and <= 5 or 7,
        MessageKind.Attribute => field is >= 1 and <= 8 or 20 or 21,
        MessageKind.Tensor => field is 1 or 2 or >= 4 and <= 11 or 13 or 14,
        MessageKind.Type => field == 1,
        MessageKind.ValueInfo => field <= 2,
        _ => field <= 3,
    };

    /// <summary>Whether a field of a tensor holds its elements.</summary>
    public static bool IsElements(MessageKind kind, int field) => kind == MessageKind.Tensor && field is 4 or 5 or 6 or 7 or 9 or 10 or 11;
}
