using System.Text;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A node of a file while it is turned into a function: its attributes, of which none may be left unread, and those of its inputs
/// that are known already.</summary>
internal sealed class NodeReader
{
    private readonly NodeProto node;
    private readonly NodeSurroundings surroundings;
    // Most nodes of a large file have none.
    private readonly Dictionary<string, AttributeProto>? unread;

    /// <param name="node">The node.</param>
    /// <param name="surroundings">What is known of the other nodes.</param>
    public NodeReader(NodeProto node, NodeSurroundings surroundings)
    {
        (this.node, this.surroundings) = (node, surroundings);
        if (node.Attribute.Count > 0) unread = [];
        for (int i = 0; i < node.Attribute.Count; i++)
        {
            AttributeProto attribute = node.Attribute[i];
            if (attribute.RefAttrName.Length > 0) throw Bad($"refers its attribute '{attribute.Name}' to a function");
            if (!unread!.TryAdd(attribute.Name, attribute)) throw Bad($"has two attributes '{attribute.Name}'");
        }
    }

    /// <summary>The version of the operators.</summary>
    public int Opset => surroundings.Opset;

    /// <summary>How many inputs are named, those left out included that are not the last.</summary>
    public int InputCount => node.Input.Count;

    /// <summary>How many outputs are named.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>The node in words.</summary>
    public string Description => Describe(node);

    /// <summary>A node in words.</summary>
    public static string Describe(NodeProto node)
    {
        string domain = OnnxModel.IsOwn(node) ? "" : $"{node.Domain}.";
        return node.Name.Length > 0 ? $"{domain}{node.OpType} '{node.Name}'"
            : $"{domain}{node.OpType} that gives '{node.Output.FirstOrDefault(name => name.Length > 0)}'";
    }

    /// <summary>Whether an input is given.</summary>
    public bool HasInput(int place) => place < node.Input.Count && node.Input[place].Length > 0;

    /// <summary>Whether somebody may use an output.</summary>
    public bool HasOutput(int place) => place < node.Output.Count && node.Output[place].Length > 0;

    /// <summary>Whether an input is kept as its transpose.</summary>
    public bool IsTransposed(int place) => surroundings.IsTransposed(node.Input[place]);

    /// <summary>Refuses other numbers of inputs, and such as are left out among the first.</summary>
    public void CheckInputs(int least, int most = int.MaxValue)
    {
        if (InputCount < least || InputCount > most)
        {
            string expected = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
            throw Bad(Invariant($"expected {expected} inputs, got {InputCount}"));
        }
        for (int place = 0; place < least; place++)
            if (!HasInput(place)) throw Bad(Invariant($"expected input {place}, which is left out"));
    }

    /// <summary>The value of an input where it is the same in every run, else null.</summary>
    public OnnxValue? Known(int place) => HasInput(place) ? surroundings.Known(node.Input[place]) : null;

    /// <summary>A whole number.</summary>
    public long Integer(string name, long? usual = null) =>
        Take(name, AttributeProto.Types.AttributeType.Int, usual is not null) is { } attribute ? attribute.I : usual!.Value;

    /// <summary>Whether a number that stands for a truth is 1.</summary>
    public bool Flag(string name, bool usual = false)
    {
        long value = Integer(name, usual ? 1 : 0);
        return value is 0 or 1 ? value == 1 : throw Bad(Invariant($"expected 0 or 1 for '{name}', got {value}"));
    }

    /// <summary>A number.</summary>
    public double Number(string name, double? usual = null) =>
        Take(name, AttributeProto.Types.AttributeType.Float, usual is not null) is { } attribute ? attribute.F : usual!.Value;

    /// <summary>Whole numbers, or null where they are not given.</summary>
    public long[]? Integers(string name) =>
        Take(name, AttributeProto.Types.AttributeType.Ints, isOptional: true) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>Numbers, or null where they are not given.</summary>
    public double[]? Numbers(string name) =>
        Take(name, AttributeProto.Types.AttributeType.Floats, isOptional: true) is { } attribute
            ? [.. attribute.Floats.Select(value => (double)value)] : null;

    /// <summary>Words, or null where they are not given.</summary>
    public string[]? Texts(string name) =>
        Take(name, AttributeProto.Types.AttributeType.Strings, isOptional: true) is { } attribute
            ? [.. attribute.Strings.Select(text => Encoding.UTF8.GetString(text.Span))] : null;

    /// <summary>A word.</summary>
    public string Text(string name, string usual) =>
        Take(name, AttributeProto.Types.AttributeType.String, isOptional: true) is { } attribute
            ? Encoding.UTF8.GetString(attribute.S.Span) : usual;

    /// <summary>A tensor, or null where it is not given.</summary>
    public OnnxValue? Tensor(string name) =>
        Take(name, AttributeProto.Types.AttributeType.Tensor, isOptional: true) is { } attribute
            ? surroundings.Read(attribute.T ?? throw Bad($"has no tensor in '{name}'")) : null;

    /// <summary>Reads an attribute away that changes nothing here.</summary>
    public void Ignore(string name) => unread?.Remove(name);

    /// <summary>Whether an attribute is given and not read yet.</summary>
    public bool Has(string name) => unread?.ContainsKey(name) == true;

    /// <summary>Refuses attributes that nobody has read.</summary>
    public void CheckAllRead()
    {
        if (unread is { Count: > 0 }) throw Bad($"has the attribute '{string.Join("', '", unread.Keys)}', which is not known");
    }

    /// <summary>That the node is wrong.</summary>
    public InvalidDataException Bad(string what) => new($"node {Description}: {what}.");

    /// <summary>That the node asks for what is not supported.</summary>
    public NotSupportedException Unsupported(string what) => new($"node {Description}: {what}, which is not supported.");

    private AttributeProto? Take(string name, AttributeProto.Types.AttributeType type, bool isOptional)
    {
        if (unread is null || !unread.Remove(name, out AttributeProto? attribute))
            return isOptional ? null : throw Bad($"expected the attribute '{name}'");
        return attribute.Type == type ? attribute : throw Bad($"expected '{name}' to be {type}, got {attribute.Type}");
    }
}

/// <summary>What a node needs to know of what is around it.</summary>
/// <param name="Opset">The version of the operators.</param>
/// <param name="IsTransposed">Whether the value of a name is kept as its transpose.</param>
/// <param name="Known">The value of a name where it is the same in every run.</param>
/// <param name="Read">Reads a tensor of the file.</param>
internal sealed record NodeSurroundings(
    int Opset, Func<string, bool> IsTransposed, Func<string, OnnxValue?> Known, Func<TensorProto, OnnxValue> Read);
