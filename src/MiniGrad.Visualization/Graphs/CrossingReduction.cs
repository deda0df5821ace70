namespace MiniGrad.Visualization;

/// <summary>Orders the nodes of each layer so that few edges cross: sweeps down and up sort by the mean place of the neighbours.</summary>
/// <remarks>The best order is kept (the barycentre method; Sugiyama, Tagawa and Toda, 1981).</remarks>
internal static class CrossingReduction
{
    private const int MaxSweeps = 40;

    /// <summary>The number of sweeps without progress before the end.</summary>
    private const int Patience = 6;

    public static void Run(IReadOnlyList<List<LayoutNode>> layers)
    {
        long fewest = Count(layers);
        LayoutNode[][] best = Copy(layers);
        for (int sweep = 0, idle = 0; sweep < MaxSweeps && idle < Patience && fewest > 0; sweep++)
        {
            if (sweep % 2 == 0)
                for (int i = 1; i < layers.Count; i++) Sort(layers[i], node => node.Above);
            else
                for (int i = layers.Count - 2; i >= 0; i--) Sort(layers[i], node => node.Below);
            long crossings = Count(layers);
            idle++;
            if (crossings >= fewest) continue;
            (fewest, best, idle) = (crossings, Copy(layers), 0);
        }
        for (int i = 0; i < best.Length; i++) Arrange(layers[i], best[i]);
    }

    /// <summary>The number of pairs of edges that cross.</summary>
    public static long Count(IReadOnlyList<IReadOnlyList<LayoutNode>> layers)
    {
        long crossings = 0;
        for (int i = 1; i < layers.Count; i++) crossings += CountBetween(layers[i - 1], layers[i].Count);
        return crossings;
    }

    /// <summary>Counts for each edge the earlier ones that end further right, in a Fenwick tree of the ends.</summary>
    private static long CountBetween(IReadOnlyList<LayoutNode> upper, int lowerCount)
    {
        int[] tree = new int[lowerCount + 1];
        long crossings = 0;
        int before = 0;
        foreach (LayoutNode node in upper)
        {
            int[] ends = [.. node.Below.Select(lower => lower.Order)];
            foreach (int end in ends)
            {
                crossings += before;
                for (int i = end + 1; i > 0; i -= i & -i) crossings -= tree[i];
            }
            // Edges of one node do not cross.
            foreach (int end in ends)
            {
                for (int i = end + 1; i < tree.Length; i += i & -i) tree[i]++;
                before++;
            }
        }
        return crossings;
    }

    private static void Sort(List<LayoutNode> layer, Func<LayoutNode, List<LayoutNode>> neighbours)
    {
        Arrange(layer, [.. layer.OrderBy(Place)]);

        double Place(LayoutNode node) => neighbours(node) is { Count: > 0 } near ? near.Average(neighbour => neighbour.Order) : node.Order;
    }

    private static void Arrange(List<LayoutNode> layer, LayoutNode[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            layer[i] = order[i];
            order[i].Order = i;
        }
    }

    private static LayoutNode[][] Copy(IReadOnlyList<List<LayoutNode>> layers) => [.. layers.Select(layer => layer.ToArray())];
}
