namespace MiniGrad.Visualization;

/// <summary>Gives ordered nodes horizontal places: sweeps down and up move each layer's nodes near to their neighbours.</summary>
internal static class Placement
{
    /// <summary>First sweeps: each node under or over its neighbours, for the right shape.</summary>
    private const int DirectedSweeps = 8;

    /// <summary>All sweeps. The later ones regard both sides and lower the weighted squares of sideways ways.</summary>
    private const int Sweeps = 48;
    private const double NodeGap = 22;
    private const double PassageGap = 16;

    // The weights of straight edges: long ones most, those between operations more than those from a leaf.
    private const double PassageWeight = 8;
    private const double OperationWeight = 3;

    /// <summary>The weight of a node without neighbours.</summary>
    private const double LooseWeight = 0.01;

    /// <summary>The weight of the longest chain, which must not lean.</summary>
    private const double SpineWeight = 1e9;

    public static void Run(IReadOnlyList<List<LayoutNode>> layers)
    {
        foreach (List<LayoutNode> layer in layers) Settle(layer, static _ => []);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isDownward = sweep % 2 == 0, isDirected = sweep < DirectedSweeps;
            foreach (List<LayoutNode> layer in isDownward ? layers : layers.Reverse())
                Settle(layer, node => !isDirected ? node.Above.Concat(node.Below) : isDownward ? node.Above : node.Below);
        }
        double left = layers.Min(layer => layer[0].X - layer[0].Width / 2);
        foreach (LayoutNode node in layers.SelectMany(layer => layer)) node.X -= left;
    }

    /// <summary>The mean place of the neighbours and its weight.</summary>
    private static (double Place, double Weight) Wanted(LayoutNode node, IEnumerable<LayoutNode> neighbours)
    {
        if (node.IsOnSpine) return (0, SpineWeight);
        (double sum, double weights) = (0, 0);
        foreach (LayoutNode neighbour in neighbours)
        {
            (LayoutNode upper, LayoutNode lower) = node.Layer < neighbour.Layer ? (node, neighbour) : (neighbour, node);
            double weight = upper.IsPassage && lower.IsPassage ? PassageWeight : upper.Above.Count > 0 ? OperationWeight : 1;
            sum += weight * neighbour.X;
            weights += weight;
        }
        return weights == 0 ? (node.X, LooseWeight) : (sum / weights, weights);
    }

    /// <summary>The places nearest to the wanted ones, by weighted squares, that keep order and distances.</summary>
    /// <remarks>An isotonic regression of places less distances, by pooling adjacent violators (Ayer and others, 1955).</remarks>
    private static void Settle(List<LayoutNode> layer, Func<LayoutNode, IEnumerable<LayoutNode>> neighbours)
    {
        Stack<(double Mean, double Weight, int Count)> blocks = new();
        double[] offsets = new double[layer.Count];
        for (int i = 0; i < layer.Count; i++)
        {
            if (i > 0) offsets[i] = offsets[i - 1] + Distance(layer[i - 1], layer[i]);
            (double place, double weight) = Wanted(layer[i], neighbours(layer[i]));
            (double mean, int count) = (place - offsets[i], 1);
            while (blocks.TryPeek(out var before) && before.Mean > mean)
            {
                blocks.Pop();
                mean = (before.Mean * before.Weight + mean * weight) / (before.Weight + weight);
                (weight, count) = (before.Weight + weight, before.Count + count);
            }
            blocks.Push((mean, weight, count));
        }
        int at = layer.Count;
        foreach ((double mean, _, int count) in blocks)
            for (int i = 0; i < count; i++) layer[--at].X = mean + offsets[at];
    }

    private static double Distance(LayoutNode left, LayoutNode right) =>
        (left.Width + right.Width) / 2 + (left.IsPassage || right.IsPassage ? PassageGap : NodeGap);
}
