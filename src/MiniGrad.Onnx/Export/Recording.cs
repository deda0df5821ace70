namespace MiniGrad.Onnx;

/// <summary>What a function computes for inputs of some sizes.</summary>
internal sealed class Recording<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Where each value comes from: an input or an operation, by number.
    private readonly Dictionary<Tensor<T>, int> places = new(ReferenceEqualityComparer.Instance);

    private Recording(OnnxInputs inputs, IReadOnlyList<(string, Tensor<T>)> outputs, IReadOnlyList<ReplayEntry<T>> entries)
    {
        (Inputs, Outputs, Entries) = (inputs, outputs, entries);
        foreach ((_, OnnxValue value) in inputs)
            if (value is NumberValue<T> number) Add(number.Tensor);
        foreach (ReplayEntry<T> entry in entries)
        {
            Add(entry.Output);
            if (entry.Operation?.ByProduct is { } product) Add(product);
        }

        void Add(Tensor<T> tensor) => places.TryAdd(tensor, places.Count);
    }

    /// <summary>What went in.</summary>
    public OnnxInputs Inputs { get; }

    /// <summary>What came out.</summary>
    public IReadOnlyList<(string Name, Tensor<T> Value)> Outputs { get; }

    /// <summary>The operations.</summary>
    public IReadOnlyList<ReplayEntry<T>> Entries { get; }

    /// <summary>Records a function.</summary>
    /// <param name="inputs">The inputs and their shapes.</param>
    /// <param name="function">The outputs by name.</param>
    /// <exception cref="NotSupportedException">What it computes depends on the values.</exception>
    public static Recording<T> Of(
        IReadOnlyList<(OnnxInput Input, Shape Shape)> inputs, Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function)
    {
        OnnxInputs given = new();
        List<Tensor<T>> numbers = [];
        List<IndexTensor> indices = [];
        foreach ((OnnxInput input, Shape shape) in inputs)
        {
            if (input.AreIntegers)
            {
                indices.Add(new IndexTensor([.. Enumerable.Repeat(input.RecordedAs, shape.ElementCount)], shape));
                given.Add(input.Name, indices[^1]);
            }
            else
            {
                numbers.Add(Tensor.Full(shape, T.CreateChecked(input.RecordedAs)));
                given.Add(input.Name, new NumberValue<T>(numbers[^1], NumberValue<T>.TypeOfNumbers));
            }
        }
        List<(string, Tensor<T>)> outputs = [];
        try
        {
            using GraphRegion region = Inference.Begin();
            Capture<T> capture = Capture<T>.Of([.. numbers], [.. indices], () =>
            {
                foreach ((string name, OnnxValue value) in function(given) ?? throw new ArgumentException("the function gave nothing."))
                    outputs.Add((name, Numbers(name, value)));
            }, isOfAnySize: true);
            return new Recording<T>(given, outputs, capture.Entries);
        }
        catch (CaptureException error)
        {
            throw new NotSupportedException(
                "what the network computes depends on values, which a file cannot hold: it looks at some (through Span, ToScalar, an " +
                "index, …). Use operations on tensors instead (Where, comparisons, SequenceMask).", error);
        }
    }

    /// <summary>Whether another recording has the same operations of the same values, and the same outputs.</summary>
    public bool Computes(Recording<T> other)
    {
        if (Entries.Count != other.Entries.Count || Outputs.Count != other.Outputs.Count) return false;
        for (int i = 0; i < Entries.Count; i++)
        {
            (ReplayEntry<T> entry, ReplayEntry<T> twin) = (Entries[i], other.Entries[i]);
            if (entry.Operation?.GetType() != twin.Operation?.GetType() || entry.Operation?.InputCount != twin.Operation?.InputCount)
                return false;
            if (entry.Operation is null && !IsSame(entry.Source!, twin.Source!, other)) return false;
            for (int input = 0; input < entry.Operation?.InputCount; input++)
                if (!IsSame(entry.Operation.Input(input), twin.Operation!.Input(input), other)) return false;
        }
        return Outputs.Zip(other.Outputs).All(
            pair => pair.First.Name == pair.Second.Name && IsSame(pair.First.Value, pair.Second.Value, other));
    }

    /// <summary>Whether two values are of the same origin. Constants are compared when they are written.</summary>
    private bool IsSame(Tensor<T> value, Tensor<T> twin, Recording<T> other)
    {
        if (value is Parameter<T> || twin is Parameter<T>) return ReferenceEquals(value, twin);
        bool isComputed = places.TryGetValue(value, out int place), isTwinComputed = other.places.TryGetValue(twin, out int otherPlace);
        return isComputed == isTwinComputed && place == otherPlace;
    }

    private static Tensor<T> Numbers(string name, OnnxValue? value) =>
        value is NumberValue<T> { ElementType: not OnnxElementType.Bool } known ? known.Tensor : throw new NotSupportedException(
            $"the output '{name}' is {value?.ToString() ?? "null"}; expected numbers of type {typeof(T).Name}.");
}
