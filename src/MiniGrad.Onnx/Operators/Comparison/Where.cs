namespace MiniGrad.Onnx;

/// <summary>Elements of the second input where the first is true, of the third elsewhere; all broadcast.</summary>
internal sealed class Where : OnnxOperator
{
    public override string Type => "Where";

    public override int Since => 9;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(3, 3);
        return inputs => inputs[1] switch
        {
            IntegerValue a => [Choose(inputs.Truths<T>(0), a, inputs.Integers(2))],
            NumberValue<T> { ElementType: OnnxElementType.Bool } a =>
                Tensor.Where(inputs.Truths<T>(0), a.Tensor, inputs.Truths<T>(2)).AsTruths(),
            _ => Tensor.Where(inputs.Truths<T>(0), inputs.Numbers<T>(1), inputs.Numbers<T>(2)).AsNumbers(),
        };
    }

    private static IntegerValue Choose<T>(Tensor<T> condition, IntegerValue a, IntegerValue b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] truths = Array.ConvertAll(condition.ToArray(), long.CreateTruncating);
        Shape shape = Shape.Broadcast(condition.Shape, Shape.Broadcast(a.Shape, b.Shape));
        ReadOnlySpan<long> others = IntegerArithmetic.BroadcastTo(b, shape).Values;
        if (a.ElementType != b.ElementType)
            throw new ArgumentException($"expected integers of one type, got {a.ElementType} and {b.ElementType}.");
        ReadOnlySpan<long> chosen = IntegerArithmetic.BroadcastTo(new IntegerValue(truths, condition.Shape, a.ElementType), shape).Values;
        long[] results = IntegerArithmetic.BroadcastTo(a, shape).ToIntegers();
        for (int i = 0; i < results.Length; i++)
            if (chosen[i] == 0) results[i] = others[i];
        return new IntegerValue(results, shape, a.ElementType);
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        WhereOperation<T> => writer.Give(Type, [writer.Truths(writer.Input(0)), writer.Input(1), writer.Input(2)]),
        MaskedScoresOperation<T> =>
            writer.Give(Type, [writer.Truths(writer.Input(1)), writer.Input(0), writer.Number(double.NegativeInfinity)]),
        _ => false,
    };
}
