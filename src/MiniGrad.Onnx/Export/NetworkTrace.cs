namespace MiniGrad.Onnx;

/// <summary>What a function computes, operation by operation, for several sizes of each axis that grows.</summary>
internal sealed class NetworkTrace<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Input = "input", Output = "output";

    private NetworkTrace(GrowingAxes axes, Same<Recording<T>> recordings) => (Axes, Recordings) = (axes, recordings);

    /// <summary>The axes that grow.</summary>
    public GrowingAxes Axes { get; }

    /// <summary>For several sizes.</summary>
    public Same<Recording<T>> Recordings { get; }

    /// <summary>The operations, in each recording.</summary>
    public IEnumerable<Same<ReplayEntry<T>>> Entries =>
        Enumerable.Range(0, Recordings.One.Entries.Count).Select(i => Recordings.Select(recording => recording.Entries[i]));

    /// <summary>The outputs, in each recording.</summary>
    public IEnumerable<(string Name, Same<Tensor<T>> Value)> Outputs => Recordings.One.Outputs.Select((output, i) =>
        (output.Name, Recordings.Select(recording => recording.Outputs[i].Value)));

    /// <summary>Records a function of inputs.</summary>
    /// <exception cref="NotSupportedException">What it computes depends on the sizes or on the values.</exception>
    public static NetworkTrace<T> Of(
        IReadOnlyList<OnnxInput> inputs, Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function)
    {
        GrowingAxes axes = GrowingAxes.Of(inputs);
        Same<Shape>[] shapes = [.. inputs.Select(axes.ShapeOf)];
        Recording<T> one = Record(size => size.One, shape => shape.One);
        Recording<T> other = Record(size => size.Other, shape => shape.Other);
        Compare(other, size => size.Other);
        Recording<T> third = Record(size => size.Third, shape => shape.Third);
        Compare(third, size => size.Third);
        return new NetworkTrace<T>(axes, new(one, other, third));

        Recording<T> Record(Func<Same<int>, int> sizes, Func<Same<Shape>, Shape> shape)
        {
            try
            {
                return Recording<T>.Of([.. inputs.Zip(shapes.Select(shape))], function);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"OnnxFile: recorded for {axes.Describe(sizes)}: {error.Message}", error);
            }
        }

        void Compare(Recording<T> recording, Func<Same<int>, int> sizes)
        {
            if (!one.Computes(recording))
                throw new NotSupportedException(
                    $"the network computes other operations for {axes.Describe(sizes)} than for {axes.Describe(size => size.One)}, " +
                    "or the same of other values.");
        }
    }

    /// <summary>Records a function of a batch of samples of some features.</summary>
    /// <exception cref="NotSupportedException">What it computes depends on the number of samples or on the values.</exception>
    public static NetworkTrace<T> Of(Func<Tensor<T>, Tensor<T>> function, int features) => Of(
        [OnnxInput.Numbers(Input, Input, features) with { RecordedAs = 0 }],
        inputs => [new(Output, new NumberValue<T>(function(inputs[Input].ToTensor<T>()), NumberValue<T>.TypeOfNumbers))]);
}
