namespace MiniGrad.Onnx;

/// <summary>The input without some axes of size 1, or all.</summary>
internal sealed class Squeeze : AxesChange
{
    public override string Type => "Squeeze";

    protected override bool NeedsAxes => false;

    protected override Shape Change(Shape shape, long[]? axes)
    {
        if (axes is null) return shape.Where(size => size != 1).ToArray();
        int[] places = Operands.Axes(axes, shape.Rank);
        if (Array.Exists(places, place => shape[place] != 1))
            throw new ArgumentException($"expected axes of size 1, got {string.Join(", ", axes)} of {shape}.");
        return shape.Where((_, axis) => Array.IndexOf(places, axis) < 0).ToArray();
    }
}
