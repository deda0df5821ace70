namespace MiniGrad.Onnx;

/// <summary>Whether it is false.</summary>
internal sealed class Not : OnnxOperator
{
    public override string Type => "Not";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        return inputs => (T.One - inputs.Truths<T>(0)).AsTruths();
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is CompareOperation<T, Comparison.NotEqual>
        && writer.GiveTruths(writer.Node(Type, [writer.Node("Equal", writer.Inputs)]));
}
