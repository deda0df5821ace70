namespace MiniGrad.Onnx;

/// <summary>An operator that puts axes of size 1 in or takes them out. Which is an attribute before opset 13, an input since.</summary>
internal abstract class AxesChange : OnnxOperator
{
    /// <summary>Whether it has to be said which axes.</summary>
    protected abstract bool NeedsAxes { get; }

    public override NodeFunction Import<T>(NodeReader node)
    {
        bool areInput = node.Opset >= 13;
        node.CheckInputs(areInput && NeedsAxes ? 2 : 1, areInput ? 2 : 1);
        long[]? attribute = areInput ? null : node.Integers("axes");
        bool isInput = areInput && node.HasInput(1);
        if (!isInput && attribute is null && NeedsAxes) throw node.Bad("expected the attribute 'axes'");
        return inputs =>
            [Arrangement.Reshape<T>(inputs[0]!, Change(inputs[0]!.Shape, isInput ? inputs.Integers(1).ToIntegers() : attribute))];
    }

    protected abstract Shape Change(Shape shape, long[]? axes);
}
