namespace MiniGrad.Onnx;

/// <summary>The product of two matrices, or of batches of them that broadcast.</summary>
internal sealed class MatMul : OnnxOperator
{
    public override string Type => "MatMul";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        return inputs => inputs.Numbers<T>(0).MatMul(inputs.Numbers<T>(1)).AsNumbers();
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not MatMulOperation<T>) return false;
        return writer.Give(Type, [Factor(0, "transposition of A"), Factor(1, "transposition of B")]);

        string Factor(int place, string setting)
        {
            if (!writer.Setting<bool>(setting)) return writer.Input(place);
            long[] axes = [.. Enumerable.Range(0, operation.Input(place).Rank).Select(axis => (long)axis)];
            (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
            return writer.Node("Transpose", [writer.Input(place)], ("perm", axes));
        }
    }
}
