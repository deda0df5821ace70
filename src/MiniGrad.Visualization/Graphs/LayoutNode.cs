namespace MiniGrad.Visualization;

/// <summary>A node of the graph in a layer, or the passage of a long edge through it.</summary>
/// <param name="layer">The layer, from the top.</param>
/// <param name="width">The width in pixels; 0 for a passage.</param>
internal sealed class LayoutNode(int layer, double width)
{
    public int Layer => layer;
    public double Width => width;
    public bool IsPassage => width == 0;

    /// <summary>Whether the node is on the longest chain of operations, which stands upright.</summary>
    public bool IsOnSpine { get; init; }

    /// <summary>The place among the nodes of the layer, from the left.</summary>
    public int Order { get; set; }

    /// <summary>The horizontal centre, in pixels.</summary>
    public double X { get; set; }

    /// <summary>The sources of edges in the layer above; twice for a double edge.</summary>
    public List<LayoutNode> Above { get; } = [];

    /// <summary>The ends of edges in the layer below.</summary>
    public List<LayoutNode> Below { get; } = [];

    public void ConnectTo(LayoutNode lower)
    {
        Below.Add(lower);
        lower.Above.Add(this);
    }
}
