namespace MiniGrad.Visualization;

/// <summary>The look of the nodes of one kind.</summary>
internal sealed record NodeStyle(string Name, ThemedColor Fill, Stroke Border, double CornerRadius)
{
    private static readonly NodeStyle constant = new("constant", Colors.Background, new(Colors.ConstantBorder, 1, LineStyle.Dashed), 8);
    private static readonly NodeStyle input = new("input", Colors.InputFill, new Stroke(Colors.InputBorder, 1.3), 20);
    private static readonly NodeStyle parameter = new("parameter", Colors.ParameterFill, new Stroke(Colors.ParameterBorder, 1.3), 9);
    private static readonly NodeStyle operation = new("operation", Colors.OperationFill, new Stroke(Colors.OperationBorder, 1.1), 3);
    private static readonly NodeStyle output = new("output", Colors.OutputFill, new Stroke(Colors.OutputBorder, 2), 3);

    public static NodeStyle Of(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Constant => constant,
        GraphNodeKind.Input => input,
        GraphNodeKind.Parameter => parameter,
        GraphNodeKind.Operation => operation,
        _ => output,
    };

    public void Draw(Canvas canvas, Box box) => canvas.Rectangle(box, Fill, Border, Math.Min(CornerRadius, box.Height / 2));
}
