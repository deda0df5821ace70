namespace MiniGrad.Onnx;

/// <summary>What a function computes, operation by operation, for two sizes of each axis that grows.</summary>
internal sealed class NetworkTrace<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Input = "input", Output = "output";

    private NetworkTrace(GrowingAxes axes, Recording one, Recording other) => (Axes, One, Other) = (axes, one, other);

    /// <summary>The axes that grow.</summary>
    public GrowingAxes Axes { get; }

    /// <summary>For one size.</summary>
    public Recording One { get; }

    /// <summary>For another size.</summary>
    public Recording Other { get; }

    /// <summary>Records a function of inputs.</summary>
    /// <exception cref="NotSupportedException">What it computes depends on the sizes or on the values.</exception>
    public static NetworkTrace<T> Of(
        IReadOnlyList<OnnxInput> inputs, Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function)
    {
        GrowingAxes axes = GrowingAxes.Of(inputs);
        Recording one = Record(inputs, axes, isOther: false, function), other = Record(inputs, axes, isOther: true, function);
        return one.Computes(other) ? new NetworkTrace<T>(axes, one, other) : throw new NotSupportedException(
            $"the network computes other operations for {axes.Describe(isOther: true)} than for {axes.Describe(isOther: false)}.");
    }

    /// <summary>Records a function of a batch of samples of a shape.</summary>
    /// <exception cref="NotSupportedException">What it computes depends on the number of samples or on the values.</exception>
    public static NetworkTrace<T> Of(Func<Tensor<T>, Tensor<T>> function, int features) => Of(
        [OnnxInput.Numbers(Input, Input, features) with { RecordedAs = 0 }],
        inputs => new Dictionary<string, OnnxValue> { [Output] = Numbers(function(inputs[Input].ToTensor<T>())) });

    private static Recording Record(
        IReadOnlyList<OnnxInput> inputs, GrowingAxes axes, bool isOther,
        Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function)
    {
        OnnxInputs given = new();
        List<Tensor<T>> numbers = [];
        List<IndexTensor> indices = [];
        foreach (OnnxInput input in inputs)
        {
            Shape shape = axes.ShapeOf(input, isOther);
            if (input.AreIntegers)
            {
                indices.Add(new IndexTensor([.. Enumerable.Repeat(input.RecordedAs, shape.ElementCount)], shape));
                given[input.Name] = indices[^1];
            }
            else
            {
                numbers.Add(Tensor.Full(shape, T.CreateChecked(input.RecordedAs)));
                given[input.Name] = Numbers(numbers[^1]);
            }
        }
        List<(string, Tensor<T>)> outputs = [];
        try
        {
            using GraphRegion region = Inference.Begin();
            Capture<T> capture = Capture<T>.Of([.. numbers], [.. indices], () =>
            {
                foreach ((string name, OnnxValue value) in function(given))
                    outputs.Add((name, value is NumberValue<T> { ElementType: not OnnxElementType.Bool } known ? known.Tensor
                        : throw new NotSupportedException(
                            $"the output '{name}' is {value}; expected numbers of type {typeof(T).Name}.")));
            }, isOfAnySize: true);
            return new Recording(given, outputs, capture.Entries);
        }
        catch (CaptureException error)
        {
            throw new NotSupportedException($"what the network computes depends on values: {error.Message}", error);
        }
    }

    private static NumberValue<T> Numbers(Tensor<T> tensor) => new(tensor, NumberValue<T>.TypeOfNumbers);

    /// <summary>The operations on inputs of some sizes.</summary>
    internal sealed record Recording(
        OnnxInputs Inputs, IReadOnlyList<(string Name, Tensor<T> Value)> Outputs, IReadOnlyList<ReplayEntry<T>> Entries)
    {
        /// <summary>Whether another recording has the same operations and outputs.</summary>
        public bool Computes(Recording other) =>
            Entries.Select(entry => entry.Operation?.GetType()).SequenceEqual(other.Entries.Select(entry => entry.Operation?.GetType()))
            && Outputs.Select(output => output.Name).SequenceEqual(other.Outputs.Select(output => output.Name));
    }
}
