namespace MiniGrad.Visualization;

/// <summary>Something with a place in a layer: a node of the graph, or where a long edge passes through.</summary>
/// <param name="layer">Counted from the top.</param>
/// <param name="width">In pixels; of a passage, 0.</param>
internal sealed class LayoutNode(int layer, double width)
{
    public int Layer => layer;

    public double Width => width;

    public bool IsPassage => width == 0;

    /// <summary>Whether this is of the longest chain of operations, which stands upright.</summary>
    public bool IsOnSpine { get; init; }

    /// <summary>The place among the nodes of the layer, from the left.</summary>
    public int Order { get; set; }

    /// <summary>The horizontal centre, in pixels.</summary>
    public double X { get; set; }

    /// <summary>What an edge comes from, in the layer above; twice for a double edge.</summary>
    public List<LayoutNode> Above { get; } = [];

    /// <summary>Where edges go, in the layer below.</summary>
    public List<LayoutNode> Below { get; } = [];

    public void ConnectTo(LayoutNode lower)
    {
        Below.Add(lower);
        lower.Above.Add(this);
    }
}
