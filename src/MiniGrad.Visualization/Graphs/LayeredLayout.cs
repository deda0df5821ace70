namespace MiniGrad.Visualization;

/// <summary>
/// Places for the nodes of a graph without cycles, in layers, so that all edges lead down (Sugiyama, Tagawa and Toda, 1981): layers by longest paths,
/// an order within each that crosses few edges, then coordinates.
/// </summary>
internal sealed class LayeredLayout
{
    private LayeredLayout(LayoutNode[] nodes, IReadOnlyList<LayoutNode>[] layers) => (Nodes, Layers) = (nodes, layers);

    /// <summary>For each node of the graph, its place.</summary>
    public IReadOnlyList<LayoutNode> Nodes { get; }

    /// <summary>The nodes and passages of each layer, from the left.</summary>
    public IReadOnlyList<IReadOnlyList<LayoutNode>> Layers { get; }

    /// <summary>The width of the widest layer; the leftmost node starts at 0.</summary>
    public double Width => Layers.Max(layer => layer[^1].X + layer[^1].Width / 2);

    /// <param name="edges">From lower to higher indices.</param>
    /// <param name="widths">For each node, its width.</param>
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

    /// <summary>The number of edges on the longest way from each node to an end: what is used late, such as the weights of the last layer, stands low.</summary>
    private static int[] DistancesToEnd(IReadOnlyList<(int From, int To, int Input)> edges, int nodeCount)
    {
        int[] distances = new int[nodeCount];
        // Later nodes are complete before the earlier ones that lead to them.
        foreach ((int From, int To, int Input) edge in edges.OrderByDescending(edge => edge.To)) distances[edge.From] = Math.Max(distances[edge.From], distances[edge.To] + 1);
        return distances;
    }

    /// <summary>
    /// For each node, whether it is of the longest chain of those that come from others: operations. What nothing leads to, such as a parameter, stands
    /// beside the chain or above it.
    /// </summary>
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

    /// <summary>Edges over several layers pass through each; those from the same node share their way for as long as they can.</summary>
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
