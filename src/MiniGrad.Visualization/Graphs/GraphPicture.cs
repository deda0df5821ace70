namespace MiniGrad.Visualization;

/// <summary>A computation graph as a picture, from inputs and parameters at the top to the output, with all shapes.</summary>
/// <remarks><code>new GraphPicture(ComputationGraph.Of(loss)) { Title = "A training step" }.Save("graph.svg");</code>
/// Other programs can draw larger graphs from text: <see cref="GraphText.ToDot"/>.</remarks>
public sealed class GraphPicture : Picture
{
    /// <summary>The largest number of nodes.</summary>
    public const int MaxNodeCount = 1000;

    private const double Margin = 20;
    private const double NodeHeight = 42;
    private const double LayerGap = 34;
    private const double ArrowLength = 7;
    private const double LongestLabel = 220;
    private const double LegendGap = 22;
    private static readonly TextStyle titleStyle = new(Colors.Text, 16, Anchor.Middle, IsBold: true);
    private static readonly TextStyle labelStyle = new(Colors.Text, 13, Anchor.Middle, IsBold: true);
    private static readonly TextStyle shapeStyle = new(Colors.FaintText, 11, Anchor.Middle);
    private static readonly Stroke edgeStroke = new(Colors.Edge, 1.3);
    private readonly ComputationGraph graph;

    /// <param name="graph">The graph.</param>
    /// <exception cref="ArgumentException">The graph has more than <see cref="MaxNodeCount"/> nodes.</exception>
    public GraphPicture(ComputationGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int count = graph.Nodes.Count;
        if (count > MaxNodeCount)
        {
            throw new ArgumentException(
                $"GraphPicture: expected at most {MaxNodeCount} nodes, got {count}; draw it with another program by ToDot.", nameof(graph));
        }
        this.graph = graph;
    }

    private protected override Canvas Draw()
    {
        string[] labels = [.. graph.Nodes.Select(node => labelStyle.Shorten(node.Label, LongestLabel))];
        string[] shapes = [.. graph.Nodes.Select(node => shapeStyle.Shorten(node.Shape.ToString(), LongestLabel))];
        double[] widths = [.. labels.Zip(shapes, (label, shape) => Math.Max(labelStyle.Measure(label), shapeStyle.Measure(shape)) + 26)];
        LayeredLayout layout = LayeredLayout.Of(graph.Edges, widths);
        LegendEntry[] entries = [.. graph.Nodes.Select(node => node.Kind).Distinct().Order().Select(Entry)];
        double inner = Math.Max(Math.Max(layout.Width, Legend.WidthInOneRow(entries)), Math.Min(titleStyle.Measure(Title), 600));
        Legend legend = new(entries, inner);
        IReadOnlyList<string> titleLines = TextMeasure.WrapEvenly(Title, inner, titleStyle.Size, titleStyle.IsBold);
        double left = Margin + (inner - layout.Width) / 2;
        double top = Margin + titleLines.Count * titleStyle.LineHeight + (titleLines.Count > 0 ? 10 : 0);
        double legendTop = top + layout.Layers.Count * (NodeHeight + LayerGap) - LayerGap + LegendGap;

        Canvas canvas = new(inner + 2 * Margin, legendTop + legend.Height + Margin / 2, Title);
        for (int i = 0; i < titleLines.Count; i++)
            canvas.Text(titleLines[i], new Point(Margin + inner / 2, Margin + titleStyle.Size + i * titleStyle.LineHeight), titleStyle);
        DrawEdges(canvas, layout, new Point(left, top));
        for (int i = 0; i < labels.Length; i++)
        {
            using Canvas.Scope group = canvas.Group($"{graph.Nodes[i].Label} {graph.Nodes[i].Shape}");
            Box box = new(left + layout.Nodes[i].X - widths[i] / 2, top + Top(layout.Nodes[i]), widths[i], NodeHeight);
            NodeStyle.Of(graph.Nodes[i].Kind).Draw(canvas, box);
            canvas.Text(labels[i], new Point(box.CenterX, box.Y + 18), labelStyle);
            canvas.Text(shapes[i], new Point(box.CenterX, box.Y + 33), shapeStyle);
        }
        legend.Draw(canvas, Margin, legendTop);
        return canvas;
    }

    /// <summary>Draws edges that leave and enter every layer vertically, so that long ones are smooth.</summary>
    private static void DrawEdges(Canvas canvas, LayeredLayout layout, Point origin)
    {
        PathData lines = new(), arrows = new();
        foreach (LayoutNode node in layout.Layers.SelectMany(layer => layer))
        {
            double y = origin.Y + Top(node);
            LayoutNode[] sources = [.. node.Above.OrderBy(source => source.Order)];
            for (int i = 0; i < sources.Length; i++)
            {
                double x = origin.X + node.X + Port(i, sources.Length, node.Width);
                Point from = new(origin.X + sources[i].X, y - LayerGap);
                Point to = new(x, node.IsPassage ? y : y - ArrowLength);
                double middle = (from.Y + to.Y) / 2;
                lines.MoveTo(from).CurveTo(new Point(from.X, middle), new Point(to.X, middle), to);
                if (node.IsPassage) lines.LineTo(new Point(x, y + NodeHeight));
                else arrows.Polyline([new(x, y), new(x - 3.5, y - ArrowLength), new(x + 3.5, y - ArrowLength)]).Close();
            }
        }
        canvas.Path(lines, null, edgeStroke);
        canvas.Path(arrows, Colors.Edge);
    }

    /// <summary>The place where an edge arrives, from the middle of its node.</summary>
    private static double Port(int index, int count, double width) => (index - (count - 1) / 2.0) * Math.Min(18, width * 0.8 / count);

    private static double Top(LayoutNode node) => node.Layer * (NodeHeight + LayerGap);

    private static LegendEntry Entry(GraphNodeKind kind)
    {
        NodeStyle style = NodeStyle.Of(kind);
        return new(style.Name, (canvas, box) => style.Draw(canvas, new Box(box.X + 1, box.Y + 3, box.Width - 2, box.Height - 6)));
    }
}
