using System.Text;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A node of a file while it is turned into a function: its attributes, of which none may be left unread, and those of its inputs
/// that are known already.</summary>
internal sealed class NodeReader
{
    private readonly NodeProto node;
    private readonly Func<string, OnnxValue?> known;
    private readonly Func<TensorProto, OnnxValue> read;
    private readonly Dictionary<string, AttributeProto> unread = [];

    /// <param name="node">The node.</param>
    /// <param name="opset">The version of the operators.</param>
    /// <param name="isTransposed">Which inputs are kept as their transposes.</param>
    /// <param name="known">The value of a name where it is the same in every run.</param>
    /// <param name="read">Reads a tensor of the file.</param>
    public NodeReader(
        NodeProto node, int opset, IReadOnlyList<bool> isTransposed, Func<string, OnnxValue?> known, Func<TensorProto, OnnxValue> read)
    {
        (this.node, Opset, IsTransposed, this.known, this.read) = (node, opset, isTransposed, known, read);
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.RefAttrName.Length > 0) throw Bad($"refers its attribute '{attribute.Name}' to a function");
            if (!unread.TryAdd(attribute.Name, attribute)) throw Bad($"has two attributes '{attribute.Name}'");
        }
    }

    /// <summary>The version of the operators.</summary>
    public int Opset { get; }

    /// <summary>Which inputs are kept as their transposes.</summary>
    public IReadOnlyList<bool> IsTransposed { get; }

    /// <summary>How many inputs are named, those left out included that are not the last.</summary>
    public int InputCount => node.Input.Count;

    /// <summary>How many outputs are named.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>The node in words.</summary>
    public string Description => Describe(node);

    /// <summary>A node in words.</summary>
    public static string Describe(NodeProto node)
    {
        string output = node.Output.FirstOrDefault(name => name.Length > 0) ?? "";
        string domain = OnnxModel.IsOwn(node) ? "" : $"{node.Domain}.";
        return node.Name.Length > 0 ? $"{domain}{node.OpType} '{node.Name}'" : $"{domain}{node.OpType} that gives '{output}'";
    }

    /// <summary>Whether an input is given.</summary>
    public bool HasInput(int place) => place < node.Input.Count && node.Input[place].Length > 0;

    /// <summary>Whether somebody may use an output.</summary>
    public bool HasOutput(int place) => place < node.Output.Count && node.Output[place].Length > 0;

    /// <summary>Refuses other numbers of inputs, and such as are left out among the first.</summary>
    public void CheckInputs(int least, int most = int.MaxValue)
    {
        string expected = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        if (InputCount < least || InputCount > most) throw Bad(Invariant($"expected {expected} inputs, got {InputCount}"));
        for (int place = 0; place < least; place++)
            if (!HasInput(place)) throw Bad(Invariant($"expected input {place}, which is left out"));
    }

    /// <summary>The value of an input where it is the same in every run, else null.</summary>
    public OnnxValue? Known(int place) => HasInput(place) ? known(node.Input[place]) : null;

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
            ? read(attribute.T ?? throw Bad($"has no tensor in '{name}'")) : null;

    /// <summary>Reads an attribute away that changes nothing here.</summary>
    public void Ignore(string name) => unread.Remove(name);

    /// <summary>Whether an attribute is given and not read yet.</summary>
    public bool Has(string name) => unread.ContainsKey(name);

    /// <summary>Refuses attributes that nobody has read.</summary>
    public void CheckAllRead()
    {
        if (unread.Count > 0) throw Bad($"has the attribute '{string.Join("', '", unread.Keys)}', which is not known");
    }

    /// <summary>That the node is wrong.</summary>
    public InvalidDataException Bad(string what) => new($"node {Description}: {what}.");

    /// <summary>That the node asks for what is not supported.</summary>
    public NotSupportedException Unsupported(string what) => new($"node {Description}: {what}, which is not supported.");

    private AttributeProto? Take(string name, AttributeProto.Types.AttributeType type, bool isOptional)
    {
        if (!unread.Remove(name, out AttributeProto? attribute))
            return isOptional ? null : throw Bad($"expected the attribute '{name}'");
        return attribute.Type == type ? attribute : throw Bad($"expected '{name}' to be {type}, got {attribute.Type}");
    }
}
