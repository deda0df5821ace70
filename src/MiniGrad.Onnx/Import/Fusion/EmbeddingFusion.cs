using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Rows of a table by numbers that are cast to integers, which must be whole.</summary>
internal sealed class EmbeddingFusion : IFusion
{
    public FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (last.OpType != "Gather" || last.Attribute.Any(attribute => attribute is { Name: "axis", I: not 0 })
            || index.Maker(last.Input[1], "Cast") is not { } cast
            || !cast.Attribute.Any(attribute => attribute is { Name: "to", I: (int)OnnxElementType.Int64 or (int)OnnxElementType.Int32 }))
            return null;
        return new FusedNode(last, [cast], [last.Input[0], cast.Input[0]], "Gather", Rows<T>);
    }

    private static OnnxValue[] Rows<T>(OnnxValue?[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> table = inputs.Numbers<T>(0);
        return inputs[1] switch
        {
            IntegerValue integers => table.GatherRows(integers.ToIndices()).AsNumbers(),
            NumberValue<T> { ElementType: OnnxElementType.Bool } truths => table.GatherRows(truths.Tensor).AsNumbers(),
            _ => table.GatherRows(inputs.Numbers<T>(1)).AsNumbers(),
        };
    }
}
