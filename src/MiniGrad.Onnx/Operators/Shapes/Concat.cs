namespace MiniGrad.Onnx;

/// <summary>The inputs one after the other along an axis.</summary>
internal sealed class Concat : OnnxOperator
{
    public override string Type => "Concat";

    public override double MostElements(OnnxValue?[] inputs) => inputs.Sum(input => (double)(input?.Shape.ElementCount ?? 0));

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1);
        for (int input = 0; input < node.InputCount; input++)
            if (!node.HasInput(input)) throw node.Bad(Invariant($"expected input {input}, which is left out"));
        long axis = node.Opset < 4 ? node.Integer("axis", 1) : node.Integer("axis");
        return inputs =>
            [Arrangement.Concatenate<T>(Array.ConvertAll(inputs, input => input!), Operands.Axis(axis, inputs[0]!.Shape.Rank))];
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ConcatenateOperation<T> && writer.Give(Type, writer.Inputs, ("axis", (long)writer.Setting<int>("axis")));
}
