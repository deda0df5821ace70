using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Writes the nodes of one operation. Values go by their names in the graph.</summary>
/// <param name="graph">The graph that is written.</param>
/// <param name="operations">The operation, computed for several sizes of growing axes.</param>
internal sealed class NodeWriter<T>(GraphWriter<T> graph, Same<Operation<T>> operations)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The version of the operators.</summary>
    public int Opset => graph.Opset;

    /// <summary>What is written.</summary>
    public Operation<T> Operation => operations.One;

    /// <summary>The name of the value that an operation takes.</summary>
    public string Input(int place) => graph.NameOf(operations.Select(operation => operation.Input(place)));

    /// <summary>Writes the operation that gave an input; null where none did.</summary>
    public NodeWriter<T>? Maker(int place) => graph.Makers.TryGetValue(Operation.Input(place), out Same<Operation<T>> maker)
        ? new NodeWriter<T>(graph, maker) : null;

    /// <summary>The names of all values that the operation takes.</summary>
    public string[] Inputs => [.. Enumerable.Range(0, Operation.InputCount).Select(Input)];

    /// <summary>The shape of an input, with the axes that grow.</summary>
    public Extent[] ShapeOf(int place) => graph.Extents(Shapes(place));

    /// <summary>The shape of an input in each recording.</summary>
    public Same<Shape> Shapes(int place) => operations.Select(operation => operation.Input(place).Shape);

    /// <summary>The shape of the output.</summary>
    public Extent[] OutputShape => graph.Extents(operations.Select(operation => operation.Output.Shape));

    /// <summary>A setting, which has to be the same for any sizes.</summary>
    public TValue Setting<TValue>(string name)
    {
        Same<object?> values = Settings(name);
        bool isConstant = OperationSettings.Difference(values.One, values.Other) is null
            && OperationSettings.Difference(values.One, values.Third) is null;
        return isConstant ? (TValue)values.One! : throw Varying(name);
    }

    /// <summary>A setting that is a size, in each recording.</summary>
    public Same<int> Sizes(string setting) => Settings(setting).Select(value => (int)value!);

    /// <summary>The name of indices that are a setting; null where there are none.</summary>
    public string? Indices(string setting)
    {
        Same<object?> indices = Settings(setting);
        return indices.One is null ? null : graph.NameOf(indices.Select(value => (IndexTensor)value!));
    }

    /// <summary>That a setting depends on the sizes.</summary>
    public NotSupportedException Varying(string setting) => Refused($"its setting '{setting}' depends on the sizes of its inputs");

    /// <summary>A size of all recordings as one; null where it is no product of growing axes.</summary>
    public Extent? Find(Same<int> size) => graph.Axes.Find(size);

    /// <summary>What is made once in a graph.</summary>
    public string Once(string key, Func<string> make) => graph.Once(key, make);

    private Same<object?> Settings(string name) =>
        operations.Select(operation => Array.Find(operation.Settings.Items, item => item.Name == name).Value);

    /// <summary>A node whose output is that of the operation.</summary>
    public bool Give(string type, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Give(Node(type, inputs, attributes));

    /// <summary>A node of several outputs.</summary>
    /// <returns>Their names.</returns>
    public string[] Nodes(string type, int outputs, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string first = graph.Node(type, inputs, attributes);
        return graph.AddOutputs(first, outputs);
    }

    /// <summary>Weights in another arrangement than the parameter has, under a name of their own.</summary>
    public string Weight(Tensor<T> parameter, string name, Func<Tensor<T>> values) => graph.Weight(parameter, name, values);

    /// <summary>Says which value is the output of the operation.</summary>
    public bool Give(string name)
    {
        graph.Give(Operation, name);
        return true;
    }

    /// <summary>A node.</summary>
    /// <returns>The name of its output.</returns>
    public string Node(string type, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        graph.Node(type, inputs, attributes);

    /// <summary>Integers that do not change.</summary>
    public string Integers(params ReadOnlySpan<long> values) => graph.Integers(values);

    /// <summary>An integer that does not change, of shape [].</summary>
    public string Scalar(long value) => graph.Integer(value);

    /// <summary>A number that does not change, of shape [].</summary>
    public string Number(double value) => Number(T.CreateTruncating(value));

    /// <summary>A number that does not change, of shape [].</summary>
    public string Number(T value) => Constant(Tensor.Scalar(value));

    /// <summary>Numbers that do not change.</summary>
    public string Constant(Tensor<T> values) => graph.Constant(values);

    /// <summary>A setting that is a number.</summary>
    public double Number(string setting) => double.CreateChecked(Setting<T>(setting));

    /// <summary>Whether a number is one of single precision, as attributes are: another one would make another network.</summary>
    public static bool IsSingle(double value) => typeof(T) == typeof(float) || (float)value == value;

    /// <summary>Truths that the operation gives as 1 and 0.</summary>
    public bool GiveTruths(string truths) => Give("Cast", [truths], ("to", (long)GraphWriter<T>.ElementType));

    /// <summary>Where numbers are not 0.</summary>
    public string Truths(string numbers) => Node("Cast", [numbers], ("to", (long)TensorProto.Types.DataType.Bool));

    /// <summary>Numbers that are whole, as integers.</summary>
    public string Integral(string numbers) => Node("Cast", [numbers], ("to", (long)TensorProto.Types.DataType.Int64));

    /// <summary>The mean along the last axis, which stays.</summary>
    public string Mean(string value) => Reduced("ReduceMean", value, [-1], keepsAxes: true, axesAreInputs: Opset >= 18);

    /// <summary>The operation's only input reduced along axes, which stay if the output has them.</summary>
    public bool GiveReduced(string type, int[] axes)
    {
        bool keeps = Operation.Output.Rank == Operation.Input(0).Rank && axes.Length > 0;
        return Give(Reduced(type, Input(0), axes, keeps, Opset >= (type == "ReduceSum" ? 13 : 18)));
    }

    private string Reduced(string type, string value, int[] axes, bool keepsAxes, bool axesAreInputs)
    {
        long[] places = Array.ConvertAll(axes, axis => (long)axis);
        // Nothing to reduce; no axes would mean all.
        if (places.Length == 0) return Node("Identity", [value]);
        return axesAreInputs ? Node(type, [value, Integers(places)], ("keepdims", keepsAxes ? 1L : 0L))
            : Node(type, [value], ("axes", places), ("keepdims", keepsAxes ? 1L : 0L));
    }

    /// <summary>A shape as integers, computed where it depends on growing axes.</summary>
    public string Shape(ReadOnlySpan<Extent> extents) => graph.ShapeValue(extents);

    /// <summary>That the operation cannot be written.</summary>
    public NotSupportedException Refused(string why) => GraphWriter<T>.Refused(Operation, why);
}
