namespace MiniGrad.Onnx;

/// <summary>The input as it is. In training it would be set to 0 in places, by random numbers that are not this library's.</summary>
internal sealed class Dropout : OnnxOperator
{
    public override string Type => "Dropout";

    public override bool IsSetting(int input) => input > 0;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.Ignore("consumed_inputs");
        node.Ignore("seed");
        OnnxElementType mask = node.Opset >= 10 ? OnnxElementType.Bool : NumberValue<T>.TypeOfNumbers;
        NotSupportedException training = node.Unsupported("it is to drop elements, as in training");
        if (node.Opset < 12)
        {
            node.CheckInputs(1, 1);
            node.Number("ratio", 0.5f);
            if (node.Opset < 7 && !node.Flag("is_test")) throw training;
            return inputs => Results(inputs);
        }
        node.CheckInputs(1, 3);
        bool hasRatio = node.HasInput(1), hasMode = node.HasInput(2);
        bool isKnown = node.Known(2) is not null && (!hasRatio || node.Known(1) is not null);
        if (isKnown && Drops([null, node.Known(1), node.Known(2)])) throw training;
        return inputs => Drops(inputs) ? throw training : Results(inputs);

        bool Drops(OnnxValue?[] inputs) => hasMode && inputs.Truths<T>(2).ToScalar() != T.Zero
            && (!hasRatio || inputs.Numbers<T>(1).ToScalar() != T.Zero);

        OnnxValue[] Results(OnnxValue?[] inputs)
        {
            Tensor<T> x = inputs.Numbers<T>(0);
            return [inputs[0]!, new NumberValue<T>(Tensor.Ones<T>(x.Shape), mask)];
        }
    }
}
