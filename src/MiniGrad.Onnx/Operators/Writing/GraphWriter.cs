using System.Runtime.InteropServices;
using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A graph while it is written.</summary>
internal sealed class GraphWriter<T>(int opset, GrowingAxes axes, IReadOnlyDictionary<Tensor<T>, string> known)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Tensor<T>, string> names = new(known, ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> taken = new(known.Values, StringComparer.Ordinal);
    private readonly Dictionary<string, string> constants = new(StringComparer.Ordinal);
    private readonly List<(string Name, Same<IndexTensor> Indices)> indexInputs = [];
    private readonly Dictionary<string, string> made = new(StringComparer.Ordinal);
    private readonly Dictionary<Tensor<T>, string> weights = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> rearranged = new(StringComparer.Ordinal);

    /// <summary>The version of the operators.</summary>
    public int Opset => opset;

    /// <summary>The axes that grow.</summary>
    public GrowingAxes Axes => axes;

    /// <summary>The nodes so far.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>The constants so far.</summary>
    public List<TensorProto> Initializers { get; } = [];

    /// <summary>The parameters that nodes use.</summary>
    public HashSet<Tensor<T>> Used { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The type of elements.</summary>
    public static TensorProto.Types.DataType ElementType =>
        typeof(T) == typeof(double) ? TensorProto.Types.DataType.Double : TensorProto.Types.DataType.Float;

    /// <summary>The name of a tensor that was computed, is a parameter, or is a constant; of these the values have to follow from the sizes
    /// of growing axes.</summary>
    public string NameOf(Same<Tensor<T>> tensors)
    {
        Tensor<T> tensor = tensors.One;
        if (names.TryGetValue(tensor, out string? name))
        {
            if (tensor is Parameter<T>) Used.Add(tensor);
            return name;
        }
        if (tensor is Parameter<T> { Name: var other })
            throw new NotSupportedException(
                $"the network computes with the parameter '{other}', which is not its own; register its layer in the model.");
        if (tensors.All.All(twin => tensor.Shape == twin.Shape && IsSame(tensor, twin))) return names[tensor] = Constant(tensor);
        if (tensors.All.All(twin => twin.ElementCount == 1) && SizeAsNumber(tensors) is { } size) return names[tensor] = size;
        // A constant for each sample, such as the state that a recurrent network begins with.
        Extent[] extents = Extents(tensors.Select(twin => twin.Shape));
        if (tensors.All.All(twin => twin.ElementCount > 0 && !twin.Span.ContainsAnyExcept(tensor.Span[0])))
            return names[tensor] = Node("Expand", [Constant(Tensor.Scalar(tensor.Span[0])), ShapeValue(extents)]);
        throw new NotSupportedException($"the network uses a constant of shape {tensor.Shape} that depends on the sizes of {AxisNames}.");
    }

    /// <summary>The name of indices that are an input, or that are constants; of these the values have to be the same for all sizes of
    /// growing axes.</summary>
    public string NameOf(Same<IndexTensor> indices)
    {
        // Inputs under another shape lie in the same memory.
        foreach ((string input, Same<IndexTensor> given) in indexInputs)
        {
            bool[] shares = [.. given.With(indices, (one, other) => one.SharesMemory(other)).All];
            if (!shares.Contains(true)) continue;
            if (shares.Contains(false)) break;
            return given.With(indices, ReferenceEquals).All.All(isSame => isSame) ? input
                : Node("Reshape", [input, ShapeValue(Extents(indices.Select(index => index.Shape)))]);
        }
        IndexTensor one = indices.One;
        if (!indices.All.All(index => index.Shape == one.Shape && index.Span.SequenceEqual(one.Span)))
            throw new NotSupportedException($"the network uses indices of shape {one.Shape} that depend on the sizes of {AxisNames}.");
        long[] values = Array.ConvertAll(one.ToArray(), index => (long)index);
        return Constant(TensorProto.Types.DataType.Int64, one.Shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    /// <summary>Says by which name an input of indices goes.</summary>
    public void Give(Same<IndexTensor> indices, string name) => indexInputs.Add((name, indices));

    /// <summary>What is made once, whoever asks for it.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="make">Writes it and gives its name.</param>
    public string Once(string key, Func<string> make)
    {
        if (!made.TryGetValue(key, out string? name)) made[key] = name = make();
        return name;
    }

    /// <summary>Says by which name an operation's output goes.</summary>
    public void Give(Operation<T> operation, string name) => names[operation.Output] = name;

    /// <summary>Says that a tensor is another one.</summary>
    public void GiveAlias(Tensor<T> alias, Same<Tensor<T>> source) => names[alias] = NameOf(source);

    /// <summary>Adds a node and gives the name of its output. An operator of another domain is <c>domain:type</c>.</summary>
    public string Node(string type, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string[] path = type.Split(':');
        NodeProto node = new() { OpType = path[^1], Domain = path.Length > 1 ? path[0] : "", Name = NameFor(path[^1]) };
        node.Input.AddRange(inputs);
        node.Output.Add(NameFor($"{path[^1].ToLowerInvariant()}_out"));
        foreach ((string name, object value) in attributes) node.Attribute.Add(NodeAttributes.Of(name, value));
        Nodes.Add(node);
        return node.Output[0];
    }

    /// <summary>Which operation gave a tensor.</summary>
    public Dictionary<Tensor<T>, Same<Operation<T>>> Makers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives the last node a name for people, or one like it.</summary>
    public void NameLast(string name) => Nodes[^1].Name = NameFor(name);

    /// <summary>Gives the last node further outputs.</summary>
    /// <returns>All of them.</returns>
    public string[] AddOutputs(string first, int count)
    {
        NodeProto node = Nodes[^1];
        while (node.Output.Count < count) node.Output.Add(NameFor(first));
        return [.. node.Output];
    }

    /// <summary>A constant tensor, of either precision.</summary>
    public string Constant<TElement>(Tensor<TElement> values, string name = "constant")
        where TElement : unmanaged, IBinaryFloatingPointIeee754<TElement> =>
        Constant(GraphWriter<TElement>.ElementType, values.Shape, MemoryMarshal.AsBytes(values.Span).ToArray(), name);

    /// <summary>Weights that are not as a parameter has them, under a name of their own; for one parameter once.</summary>
    public string Weight(Tensor<T> parameter, string name, Func<Tensor<T>> values)
    {
        if (weights.TryGetValue(parameter, out string? given)) return given;
        weights[parameter] = given = Constant(values(), name);
        rearranged.Add(given);
        return given;
    }

    /// <summary>Whether a constant of this name is learned.</summary>
    public bool IsWeight(string name) => rearranged.Contains(name);

    /// <summary>Constant texts.</summary>
    public string Texts(IEnumerable<string> texts)
    {
        TensorProto tensor = new() { Name = NameFor("texts"), DataType = (int)TensorProto.Types.DataType.String };
        tensor.StringData.AddRange(texts.Select(ByteString.CopyFromUtf8));
        tensor.Dims.Add(tensor.StringData.Count);
        Initializers.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Says by which name a tensor goes.</summary>
    public void Give(Tensor<T> tensor, string name) => names[tensor] = name;

    /// <summary>Keeps a name from being given to something else.</summary>
    public void Reserve(string name) => taken.Add(name);

    /// <summary>Constant integers.</summary>
    public string Integers(params ReadOnlySpan<long> values) =>
        Constant(TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A constant integer of shape [].</summary>
    public string Integer(long value) =>
        Constant(TensorProto.Types.DataType.Int64, Shape.Scalar, MemoryMarshal.AsBytes([value]).ToArray());

    /// <summary>A shape as integers, computed where it depends on growing axes.</summary>
    public string ShapeValue(ReadOnlySpan<Extent> extents)
    {
        List<string> parts = [];
        List<long> constant = [];
        bool grows = false;
        foreach (Extent extent in extents)
        {
            if (!extent.Grows)
            {
                constant.Add(extent.Factor);
                continue;
            }
            grows = true;
            Flush();
            parts.Add(Product(extent));
        }
        if (!grows) return Integers(CollectionsMarshal.AsSpan(constant));
        Flush();
        return parts.Count == 1 ? parts[0] : Node("Concat", parts, ("axis", 0L));

        void Flush()
        {
            if (constant.Count > 0) parts.Add(Integers(CollectionsMarshal.AsSpan(constant)));
            constant.Clear();
        }
    }

    /// <summary>A shape of all recordings as one: which axes grow, and with what.</summary>
    public Extent[] Extents(Same<Shape> shapes)
    {
        if (shapes.All.Any(shape => shape.Rank != shapes.One.Rank)) throw Varying();
        Extent[] extents = new Extent[shapes.One.Rank];
        for (int axis = 0; axis < extents.Length; axis++)
            extents[axis] = axes.Find(shapes.Select(shape => shape[axis])) ?? throw Varying();
        return extents;

        NotSupportedException Varying() => new(
            $"the network computes a tensor of shape {shapes.One} for {axes.Describe(size => size.One)} and of {shapes.Third} for " +
            $"{axes.Describe(size => size.Third)}; expected axes that are constant or products of those.");
    }

    /// <summary>That an operation cannot be written.</summary>
    public static NotSupportedException Refused(Operation<T> operation, string why) =>
        new($"the operation {operation.Name} cannot be exported: {why}.");

    /// <summary>A name that nothing else has.</summary>
    private string NameFor(string kind)
    {
        for (int number = 0; ; number++)
        {
            string name = number == 0 ? kind : Invariant($"{kind}_{number}");
            if (taken.Add(name)) return name;
        }
    }

    private string AxisNames => string.Join(", ", axes.Names);

    private string Product(Extent extent)
    {
        string[] factors = [.. axes.In(extent).Select(SizeOf), .. extent.Factor == 1 ? (string[])[] : [Integers(extent.Factor)]];
        return factors.Skip(1).Aggregate(factors[0], (product, factor) => Node("Mul", [product, factor]));
    }

    private string SizeOf(int axis) => Once(Invariant($"size {axis}"), () =>
    {
        (string source, int place) = axes.SourceOf(axis);
        return opset >= 15
            ? Node("Shape", [source], ("start", (long)place), ("end", place + 1L))
            : Node("Slice", [Node("Shape", [source]), Integers(place), Integers(place + 1)]);
    });

    private string Constant(TensorProto.Types.DataType type, Shape shape, byte[] bytes, string wanted = "constant")
    {
        // The same constant once, unless it is large.
        string? key = bytes.Length <= 256 && wanted == "constant" ? $"{type} {shape} {Convert.ToHexString(bytes)}" : null;
        if (key is not null && constants.TryGetValue(key, out string? name)) return name;
        TensorProto tensor = new()
        {
            Name = name = NameFor(wanted),
            DataType = (int)type,
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
        tensor.Dims.AddRange(shape.Select(size => (long)size));
        Initializers.Add(tensor);
        if (key is not null) constants.Add(key, name);
        return name;
    }

    /// <summary>A number that is a size of growing axes, or 1 divided by it, as in a mean; null where it is none.</summary>
    private string? SizeAsNumber(Same<Tensor<T>> numbers)
    {
        Same<double> values = numbers.Select(number => double.CreateChecked(number.Span[0]));
        bool isInverse = values.All.All(value => value is > 0 and < 1);
        Same<double> sizes = isInverse ? values.Select(value => Math.Round(1 / value)) : values;
        bool isSize = sizes.All.All(size => size is >= 1 and <= int.MaxValue && size == Math.Truncate(size)) && sizes.With(
            values, (size, value) => T.CreateChecked(isInverse ? 1 / size : size) == T.CreateChecked(value)).All.All(isSame => isSame);
        if (!isSize || axes.Find(sizes.Select(size => (int)size)) is not { Grows: true } extent) return null;
        string number = Node("Cast", [ShapeValue([extent])], ("to", (long)ElementType));
        if (isInverse) number = Node("Div", [Constant(Tensor.Scalar(T.One)), number]);
        return Node("Reshape", [number, ShapeValue(Extents(numbers.Select(tensor => tensor.Shape)))]);
    }

    private static bool IsSame(Tensor<T> one, Tensor<T> other) =>
        MemoryMarshal.AsBytes(one.Span).SequenceEqual(MemoryMarshal.AsBytes(other.Span));
}
