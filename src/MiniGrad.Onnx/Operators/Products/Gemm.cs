using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>α·A′·B′ + β·C, a prime meaning the transpose on request.</summary>
internal sealed class Gemm : OnnxOperator
{
    public override string Type => "Gemm";

    public override int Since => 6;

    public override bool WantsTransposed(NodeProto node, int input) =>
        input == 1 && node.Attribute.Any(attribute => attribute is { Name: "transB", I: 1 });

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not LinearOperation<T>) return false;
        string product = writer.Node(Type, writer.Inputs);
        FusedActivation activation = writer.Setting<FusedActivation>("activation");
        return writer.Give(activation == FusedActivation.None ? product : writer.Node($"{activation}", [product]));
    }

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(node.Opset < 11 ? 3 : 2, 3);
        double alpha = node.Number("alpha", 1), beta = node.Number("beta", 1);
        bool transposesA = node.Flag("transA"), transposesB = node.Flag("transB") ^ node.IsTransposed(1);
        if (node.Opset < 7) node.Ignore("broadcast");
        bool hasBias = node.HasInput(2);
        return inputs =>
        {
            Tensor<T> a = inputs.Numbers<T>(0), b = inputs.Numbers<T>(1);
            if (a.Rank != 2 || b.Rank != 2) throw new ArgumentException($"expected two matrices, got {a.Shape} and {b.Shape}.");
            if (transposesA) a = a.Transpose();
            if (transposesB) b = b.Transpose();
            if (a.Shape[1] != b.Shape[0])
                throw new ArgumentException($"expected matrices that can be multiplied, got {a.Shape} and {b.Shape}.");
            Tensor<T>? c = hasBias ? inputs.Numbers<T>(2) : null;
            Shape shape = [a.Shape[0], b.Shape[1]];
            if (c is not null && !c.Shape.BroadcastsTo(shape))
                throw new ArgumentException($"expected what is added to broadcast to {shape}, got {c.Shape}.");
            if (alpha == 1 && beta == 1 && c is not null && c.Shape == [b.Shape[1]]) return a.Linear(b, c).AsNumbers();
            Tensor<T> product = a.MatMul(b);
            if (alpha != 1) product *= T.CreateTruncating(alpha);
            if (c is not null) product += beta == 1 ? c : c * T.CreateTruncating(beta);
            return product.AsNumbers();
        };
    }
}
