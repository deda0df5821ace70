namespace MiniGrad.Onnx;

/// <summary>A value that the node has in an attribute.</summary>
internal sealed class Constant : OnnxOperator
{
    public override string Type => "Constant";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(0, 0);
        OnnxValue value = Read<T>(node);
        return _ => [value];
    }

    private static OnnxValue Read<T>(NodeReader node) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (node.Tensor("value") is { } tensor) return tensor;
        if (node.Has("value_float")) return Numbers([T.CreateTruncating(node.Number("value_float"))], Shape.Scalar);
        if (node.Numbers("value_floats") is { } numbers)
            return Numbers(Array.ConvertAll(numbers, T.CreateTruncating), Shape.Create(numbers.Length));
        if (node.Has("value_int")) return new IntegerValue([node.Integer("value_int")], Shape.Scalar, OnnxElementType.Int64);
        if (node.Integers("value_ints") is { } integers)
            return new IntegerValue(integers, Shape.Create(integers.Length), OnnxElementType.Int64);
        foreach (string other in (string[])["sparse_value", "value_string", "value_strings"])
            if (node.Has(other)) throw node.Unsupported($"has '{other}'");
        throw node.Bad("expected a value");

        static NumberValue<T> Numbers(T[] values, Shape shape) => new(new Tensor<T>(values, shape), NumberValue<T>.TypeOfNumbers);
    }
}
