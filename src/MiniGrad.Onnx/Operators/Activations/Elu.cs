namespace MiniGrad.Onnx;

/// <summary>x where x > 0, else α·(eˣ − 1).</summary>
internal sealed class Elu : OnnxOperator
{
    public override string Type => "Elu";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        node.Ignore("consumed_inputs");
        double alpha = node.Number("alpha", 1);
        return inputs => inputs.Numbers<T>(0).Elu(alpha).AsNumbers();
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not EluOperation<T>) return false;
        double alpha = writer.Number("alpha");
        return typeof(T) == typeof(double) ? writer.Give(writer.Elu(alpha)) : writer.Give(Type, writer.Inputs, ("alpha", alpha));
    }
}
