using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>The parameters of one recurrent layer in one direction, gates side by side in its columns.</summary>
internal sealed record RecurrentWeights<T>(
    Parameter<T> InputWeight, Parameter<T> RecurrentWeight, Parameter<T> InputBias, Parameter<T> RecurrentBias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The weights that are matrices.</summary>
    public IEnumerable<Parameter<T>> Matrices => [InputWeight, RecurrentWeight];

    /// <summary>Starts Glorot uniform in each gate for the input, orthogonal in each gate for the state, biases 0, but for the forget gate
    /// of an LSTM, whose input bias is 1.</summary>
    public static RecurrentWeights<T> Create(
        RecurrentKind kind, int inputs, int units, Random random, Initializer? inputWeights, Initializer? recurrentWeights,
        Func<string, Tensor<T>, Parameter<T>> register)
    {
        int columns = kind.Gates * units;
        Tensor<T> bias = Tensor.Zeros<T>([columns]);
        // A cell that remembers at first is what lets gradients through long sequences.
        if (kind == RecurrentKind.Lstm) bias.Buffer.Slice(units, units).Fill(T.One);
        return new RecurrentWeights<T>(
            register(RecurrentNames.InputWeight, Gates(inputs, inputWeights ?? Initializer.GlorotUniform)),
            register(RecurrentNames.RecurrentWeight, Gates(units, recurrentWeights ?? Initializer.Orthogonal())),
            register(RecurrentNames.InputBias, bias), register(RecurrentNames.RecurrentBias, Tensor.Zeros<T>([columns])));

        Tensor<T> Gates(int rows, Initializer initializer) => Tensor.Concatenate(
            [.. Enumerable.Range(0, kind.Gates).Select(_ => initializer.Create<T>([rows, units], random))], axis: 1);
    }

    /// <summary>The part of the pre-activations from the input of all steps, as one product: [rows, inputs] to [rows,
    /// gates·units].</summary>
    public Operation<T> Project(RecurrentKind kind, Tensor<T> rows) =>
        new LinearOperation<T>(rows, InputWeight, kind.HasBias ? InputBias : InputBias + RecurrentBias, FusedActivation.None);

    /// <summary>The output of the layer's operation for the part of its pre-activations from the input, whose elements are those of [time,
    /// batch, gates·units].</summary>
    public Tensor<T> Scan(
        RecurrentKind kind, Operation<T> projection, int steps, int batch, Tensor<T>? initial, IndexTensor? lengths)
    {
        // Several times as large as what comes out, and done with then.
        using BriefTensor<T> brief = new(projection);
        Tensor<T> projected = brief.Tensor.Reshape(steps, batch, RecurrentWeight.Shape[1]);
        Tensor<T>[] inputs = kind.HasBias ? [projected, RecurrentWeight, RecurrentBias] : [projected, RecurrentWeight];
        return new RecurrentOperation<T>(kind, initial is null ? inputs : [.. inputs, initial], lengths).Apply();
    }
}

/// <summary>The names of the parameters of a recurrent layer.</summary>
internal static class RecurrentNames
{
    public const string InputWeight = "input_weight", RecurrentWeight = "recurrent_weight";
    public const string InputBias = "input_bias", RecurrentBias = "recurrent_bias";
}
