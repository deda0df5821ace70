namespace MiniGrad.Onnx;

/// <summary>The input with axes of size 1 put in, at the given places of the result.</summary>
internal sealed class Unsqueeze : AxesChange
{
    public override string Type => "Unsqueeze";

    protected override bool NeedsAxes => true;

    protected override Shape Change(Shape shape, long[]? axes)
    {
        int[] places = Operands.Axes(axes, shape.Rank + axes!.Length), sizes = new int[shape.Rank + places.Length];
        for (int axis = 0, old = 0; axis < sizes.Length; axis++) sizes[axis] = Array.IndexOf(places, axis) >= 0 ? 1 : shape[old++];
        return sizes;
    }
}
