namespace MiniGrad.Onnx;

/// <summary>Numbers, integers or truths as another of these. Floating-point numbers stay in the network's precision; what is to
/// have 16 bits is rounded to that.</summary>
internal sealed class Cast : OnnxOperator
{
    public override string Type => "Cast";

    // Types were words before.
    public override int Since => 6;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        OnnxElementType type = (OnnxElementType)node.Integer("to");
        // They say how to become numbers of 8 bits.
        node.Ignore("saturate");
        node.Ignore("round_mode");
        return type switch
        {
            OnnxElementType.Float or OnnxElementType.Double => inputs => ToNumbers<T>(inputs[0]!).AsNumbers(),
            OnnxElementType.Float16 or OnnxElementType.BFloat16 =>
                inputs => new RoundToHalf<T>(ToNumbers<T>(inputs[0]!), type == OnnxElementType.BFloat16).Apply().AsNumbers(),
            OnnxElementType.Int32 or OnnxElementType.Int64 => inputs => [ToIntegers<T>(inputs[0]!, type)],
            OnnxElementType.Bool => inputs => ToTruths<T>(inputs[0]!).AsTruths(),
            _ => throw node.Unsupported($"elements of type {type}"),
        };
    }

    /// <summary>Numbers without their fraction; those outside the type become the nearest inside.</summary>
    public static IntegerValue ToIntegers<T>(Tensor<T> x, OnnxElementType type) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll<T, long>(x.ToArray(), type == OnnxElementType.Int32 ? ToInt32 : long.CreateSaturating),
            x.Shape, type);

    private static long ToInt32<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => int.CreateSaturating(value);

    private static Tensor<T> ToNumbers<T>(OnnxValue x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x is IntegerValue integers ? integers.AsTensor<T>() : x.ToTensor<T>();

    private static Tensor<T> ToTruths<T>(OnnxValue x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x switch
    {
        IntegerValue integers => integers.Map(value => value == 0 ? 0 : 1).AsTensor<T>(),
        NumberValue<T> { ElementType: OnnxElementType.Bool } truths => truths.Tensor,
        _ => x.ToTensor<T>().NotEqualTo(T.Zero),
    };

    private static IntegerValue ToIntegers<T>(OnnxValue x, OnnxElementType type) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x is IntegerValue integers ? integers.As(type) : ToIntegers(x.ToTensor<T>(), type);
}
