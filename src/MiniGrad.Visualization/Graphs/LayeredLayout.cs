namespace MiniGrad.Visualization;

/// <summary>Places for the nodes of a graph without cycles, in layers; all edges lead down (Sugiyama, Tagawa and Toda, 1981).</summary>
internal sealed class LayeredLayout
{
    private LayeredLayout(LayoutNode[] nodes, IReadOnlyList<LayoutNode>[] layers) => (Nodes, Layers) = (nodes, layers);

    /// <summary>The places of the nodes of the graph.</summary>
    public IReadOnlyList<LayoutNode> Nodes { get; }

    /// <summary>The nodes and passages of each layer, from the left.</summary>
    public IReadOnlyList<IReadOnlyList<LayoutNode>> Layers { get; }

    /// <summary>The width of the widest layer; the leftmost node starts at 0.</summary>
    public double Width => Layers.Max(layer => layer[^1].X + layer[^1].Width / 2);

    /// <summary>Lays out nodes of given widths; edges lead from lower to higher indices.</summary>
    public static LayeredLayout Of(IReadOnlyList<(int From, int To, int Input)> edges, IReadOnlyList<double> widths)
    {
        int[] depths = DistancesToEnd(edges, widths.Count);
        int last = depths.Max();
        bool[] isOnSpine = Spine(edges, depths);
        LayoutNode[] nodes = [.. widths.Select((width, i) => new LayoutNode(last - depths[i], width) { IsOnSpine = isOnSpine[i] })];
        List<LayoutNode>[] layers = [.. Enumerable.Range(0, last + 1).Select(_ => new List<LayoutNode>())];
        foreach (LayoutNode node in nodes) layers[node.Layer].Add(node);
        Connect(nodes, edges, layers);
        for (int i = 0; i < layers.Length; i++)
            for (int order = 0; order < layers[i].Count; order++) layers[i][order].Order = order;
        CrossingReduction.Run(layers);
        Placement.Run(layers);
        return new LayeredLayout(nodes, layers);
    }

    /// <summary>The longest way from each node to an end: late inputs, such as the weights of the last layer, stand low.</summary>
    private static int[] DistancesToEnd(IReadOnlyList<(int From, int To, int Input)> edges, int nodeCount)
    {
        int[] distances = new int[nodeCount];
        // Later nodes first: earlier ones depend on them.
        foreach ((int from, int to, _) in edges.OrderByDescending(edge => edge.To))
            distances[from] = Math.Max(distances[from], distances[to] + 1);
        return distances;
    }

    /// <summary>Whether each node is on the longest chain of operations; nodes without inputs stand beside or above it.</summary>
    private static bool[] Spine(IReadOnlyList<(int From, int To, int Input)> edges, int[] distances)
    {
        bool[] isOnSpine = new bool[distances.Length];
        if (edges.Count == 0) return isOnSpine;
        ILookup<int, int> users = edges.ToLookup(edge => edge.From, edge => edge.To);
        int node = edges.Select(edge => edge.To).MaxBy(to => distances[to]);
        isOnSpine[node] = true;
        while (distances[node] > 0)
        {
            int distance = distances[node] - 1;
            node = users[node].First(user => distances[user] == distance);
            isOnSpine[node] = true;
        }
        return isOnSpine;
    }

    /// <summary>Leads long edges through every layer; edges of one node share their way.</summary>
    private static void Connect(LayoutNode[] nodes, IReadOnlyList<(int From, int To, int Input)> edges, List<LayoutNode>[] layers)
    {
        List<LayoutNode>[] ways = [.. nodes.Select(node => new List<LayoutNode> { node })];
        foreach ((int From, int To, int Input) edge in edges)
        {
            List<LayoutNode> way = ways[edge.From];
            int length = nodes[edge.To].Layer - nodes[edge.From].Layer;
            while (way.Count < length)
            {
                LayoutNode passage = new(nodes[edge.From].Layer + way.Count, width: 0);
                way[^1].ConnectTo(passage);
                layers[passage.Layer].Add(passage);
                way.Add(passage);
            }
            way[length - 1].ConnectTo(nodes[edge.To]);
        }
    }
}

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
