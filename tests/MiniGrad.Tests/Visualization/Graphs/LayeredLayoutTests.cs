using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Graphs;

/// <summary>Layers, order and places of the nodes of small and of random graphs.</summary>
public class LayeredLayoutTests
{
    [Fact]
    public void Nodes_stand_directly_above_the_first_that_uses_them()
    {
        // 0 and 1 into 2, 2 and 3 into 4; 0 also into 4.
        LayeredLayout layout = Layout(5, (0, 2), (1, 2), (2, 4), (3, 4), (0, 4));
        Assert.Equal([0, 0, 1, 1, 2], layout.Nodes.Select(node => node.Layer));
        LayoutNode passage = Assert.Single(layout.Layers[1], node => node.IsPassage);
        Assert.Equal([layout.Nodes[0]], passage.Above);
        Assert.Equal([layout.Nodes[4]], passage.Below);
    }

    [Fact]
    public void Long_edges_from_one_node_share_their_way()
    {
        LayeredLayout layout = Layout(6, (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 3), (0, 4), (0, 5));
        Assert.Equal([1, 2, 2, 2, 2, 1], layout.Layers.Select(layer => layer.Count));
    }

    [Fact]
    public void Crossings_are_counted_and_removed()
    {
        // Three chains, used in the reverse order.
        LayeredLayout layout = Layout(9, (0, 5), (1, 4), (2, 3), (5, 6), (4, 7), (3, 8));
        Assert.Equal(0, CrossingReduction.Count(layout.Layers));
        LayoutNode[] upper = [.. Enumerable.Range(0, 3).Select(i => new LayoutNode(0, 10) { Order = i })], lower = [.. Enumerable.Range(0, 3).Select(i => new LayoutNode(1, 10) { Order = i })];
        foreach ((int from, int to) in new[] { (0, 2), (1, 1), (2, 0), (0, 1), (2, 2) }) upper[from].ConnectTo(lower[to]);
        // By hand: 0→2 crosses 1→1 and 2→0; 0→1 and 1→1 each cross 2→0.
        Assert.Equal(4, CrossingReduction.Count([upper, lower]));
    }

    [Fact]
    public void Complete_layers_cross_as_often_as_they_must()
    {
        // K(3,3): 9 crossings whatever the order.
        LayeredLayout layout = Layout(6, [.. Enumerable.Range(0, 9).Select(i => (i / 3, 3 + i % 3))]);
        Assert.Equal(9, CrossingReduction.Count(layout.Layers));
    }

    [Fact]
    public void A_chain_is_straight_and_a_pair_is_centred()
    {
        LayeredLayout chain = Layout(4, (0, 1), (1, 2), (2, 3));
        Assert.All(chain.Nodes, node => Assert.Equal(chain.Nodes[0].X, node.X, 1e-6));
        LayeredLayout pair = Layout(3, (0, 2), (1, 2));
        Assert.Equal((pair.Nodes[0].X + pair.Nodes[1].X) / 2, pair.Nodes[2].X, 1e-6);
    }

    [Fact]
    public void The_longest_chain_of_operations_is_upright_whatever_joins_it()
    {
        // Ten operations in a row, 1 to 10, with up to three leaves each, and the leaf 0 leading to each of them.
        List<(int From, int To)> edges = [.. Enumerable.Range(0, 10).Select(i => (i, i + 1)), .. Enumerable.Range(2, 9).Select(i => (0, i))];
        int count = 11;
        List<(int From, int To)> leaves = [];
        for (int operation = 1; operation <= 10; operation++)
            for (int leaf = operation % 4; leaf > 0; leaf--) leaves.Add((count++, operation));
        LayeredLayout layout = Layout(count, [.. edges, .. leaves]);
        Assert.All(Enumerable.Range(1, 10), i => Assert.Equal(layout.Nodes[1].X, layout.Nodes[i].X, 1e-3));
    }

    [Fact]
    public void Nodes_of_random_graphs_keep_their_distance_and_edges_lead_down()
    {
        Random random = new(5);
        for (int repetition = 0; repetition < 40; repetition++)
        {
            int count = random.Next(2, 80);
            List<(int From, int To)> edges = [];
            for (int to = 1; to < count; to++)
                for (int i = random.Next(1, 4); i > 0; i--) edges.Add((random.Next(Math.Max(0, to - 15), to), to));
            LayeredLayout layout = Layout(count, [.. edges]);
            foreach (IReadOnlyList<LayoutNode> layer in layout.Layers)
            {
                Assert.NotEmpty(layer);
                for (int i = 1; i < layer.Count; i++)
                    Assert.True(layer[i].X - layer[i].Width / 2 - layer[i - 1].X - layer[i - 1].Width / 2 > 15.9, "Two nodes are too near to each other.");
                Assert.True(layer[0].X - layer[0].Width / 2 > -1e-9);
            }
            foreach ((int from, int to) in edges) Assert.True(layout.Nodes[from].Layer < layout.Nodes[to].Layer);
            Assert.All(layout.Layers.SelectMany(layer => layer).SelectMany(node => node.Below.Select(lower => lower.Layer - node.Layer)), step => Assert.Equal(1, step));
        }
    }

    private static LayeredLayout Layout(int count, params (int From, int To)[] edges) => LayeredLayout.Of(
        [.. edges.Select(edge => (edge.From, edge.To, 0))], [.. Enumerable.Range(0, count).Select(i => 40.0 + 7 * (i % 5))]);
}
