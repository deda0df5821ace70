namespace MiniGrad.Onnx;

/// <summary>(x − μ) / √(σ² + ε) · scale + shift of each channel, which is the second axis: with given averages, or in training those of
/// the batch.</summary>
internal sealed class BatchNormalization : OnnxOperator
{
    public override string Type => "BatchNormalization";

    public override int Since => 6;

    public override bool IsSetting(int input) => input >= 3;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(5, 5);
        double epsilon = node.Number("epsilon", 1e-5f), momentum = node.Number("momentum", 0.9f);
        if (node.Opset < 7 && !node.Flag("is_test")) throw node.Unsupported("'is_test' is 0, which is training");
        if (node.Opset < 9 && !node.Flag("spatial", true)) throw node.Unsupported("'spatial' is 0");
        if (node.Opset < 14 && Enumerable.Range(1, 4).Any(node.HasOutput))
            throw node.Unsupported("it has more than one output, which is training");
        if (node.Opset >= 14 && node.Flag("training_mode")) return inputs => Train<T>(inputs, epsilon, momentum);
        return inputs =>
        {
            Tensor<T> x = Checked<T>(inputs);
            Tensor<T>[] terms = [.. Enumerable.Range(1, 4).Select(input => inputs.Numbers<T>(input))];
            // Along the second axis.
            Shape shape = (int[])[terms[0].ElementCount, .. Enumerable.Repeat(1, Math.Max(0, x.Rank - 2))];
            Tensor<T> inverse = T.One / (terms[3] + T.CreateTruncating(epsilon)).Sqrt();
            return ((x - terms[2].Reshape(shape)) * (inverse * terms[0]).Reshape(shape) + terms[1].Reshape(shape)).AsNumbers();
        };
    }

    private static OnnxValue[] Train<T>(OnnxValue?[] inputs, double epsilon, double momentum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = Checked<T>(inputs), old = T.CreateTruncating(momentum), rest = T.One - T.CreateTruncating(momentum);
        int[] others = [0, .. Enumerable.Range(2, Math.Max(0, x.Rank - 2))];
        Tensor<T> mean = x.Mean(others), variance = x.Variance(others, correction: 0);
        Tensor<T> last = x.Rank == 2 ? x : x.Transpose(1, -1);
        Tensor<T> y = last.BatchNormalize(inputs.Numbers<T>(1), inputs.Numbers<T>(2), epsilon);
        if (x.Rank > 2) y = y.Transpose(1, -1);
        return
        [
            y.AsNumbers()[0], (inputs.Numbers<T>(3) * old + mean * rest).AsNumbers()[0],
            (inputs.Numbers<T>(4) * old + variance * rest).AsNumbers()[0],
        ];
    }

    private static Tensor<T> Checked<T>(OnnxValue?[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = inputs.Numbers<T>(0);
        if (x.Rank < 2) throw new ArgumentException($"expected an input of at least two axes, got {x.Shape}.");
        for (int input = 1; input < 5; input++)
            if (inputs.Numbers<T>(input).Shape != Shape.Create(x.Shape[1]))
                throw new ArgumentException(Invariant($"expected a vector of {x.Shape[1]} as input {input}, got {inputs[input]}."));
        return x;
    }
}
