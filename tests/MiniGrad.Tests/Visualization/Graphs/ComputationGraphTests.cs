using MiniGrad.Layers;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization;

/// <summary>What a graph lists, in which order, and how it is written.</summary>
public class ComputationGraphTests
{
    private static ComputationGraph SquareOfSum()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(2.0).Tracked();
        Tensor<double> w = x + y, z = w.Square();
        return ComputationGraph.Of(z, (x, "x"), (y, "y"), (w, "w"), (z, "z"));
    }

    [Fact]
    public void The_square_of_a_sum_in_DOT() => Assert.Equal(
        """
        digraph ComputationGraph {
            node [fontname="sans-serif"];
            n0 [label="x\n[]", shape=ellipse];
            n1 [label="y\n[]", shape=ellipse];
            n2 [label="w = Add\n[]", shape=box];
            n3 [label="z = Square\n[]", shape=box, peripheries=2];
            n0 -> n2;
            n1 -> n2;
            n2 -> n3;
        }

        """.ReplaceLineEndings("\n"), SquareOfSum().ToDot());

    [Fact]
    public void The_square_of_a_sum_in_Mermaid() => Assert.Equal(
        """
        flowchart TB
            n0(["x<br/>[]"])
            n1(["y<br/>[]"])
            n2["w = Add<br/>[]"]
            n3[["z = Square<br/>[]"]]
            n0 --> n2
            n1 --> n2
            n2 --> n3

        """.ReplaceLineEndings("\n"), SquareOfSum().ToMermaid());

    [Fact]
    public void Nodes_say_what_they_are()
    {
        Parameter<float> weight = new(Tensor.Vector(1f, 2), "weight"), frozen = new(Tensor.Vector(1f, 2), "frozen") { IsFrozen = true };
        Tensor<float> data = Tensor.Vector(3f, 4), more = Tensor.Vector(3f, 4), tracked = Tensor.Vector(5f, 6).Tracked();
        ComputationGraph graph = ComputationGraph.Of((0.1f * weight * data + frozen * weight - more * tracked).Sum(), (data, "data"));
        Assert.Equal(
            [
                (GraphNodeKind.Constant, null, null, "0.1", "[]"), (GraphNodeKind.Parameter, null, "weight", "weight", "[2]"),
                (GraphNodeKind.Operation, "Multiply", null, "Multiply", "[2]"), (GraphNodeKind.Input, null, "data", "data", "[2]"),
                (GraphNodeKind.Operation, "Multiply", null, "Multiply", "[2]"), (GraphNodeKind.Parameter, null, "frozen", "frozen", "[2]"),
                (GraphNodeKind.Operation, "Multiply", null, "Multiply", "[2]"), (GraphNodeKind.Operation, "Add", null, "Add", "[2]"),
                (GraphNodeKind.Constant, null, null, "constant", "[2]"), (GraphNodeKind.Input, null, null, "input", "[2]"),
                (GraphNodeKind.Operation, "Multiply", null, "Multiply", "[2]"),
                    (GraphNodeKind.Operation, "Subtract", null, "Subtract", "[2]"),
                (GraphNodeKind.Output, "Sum", null, "Sum", "[]"),
            ],
            graph.Nodes.Select(node => (node.Kind, node.Operation, node.Name, node.Label, node.Shape.ToString())));
        Assert.Equal(Enumerable.Range(0, 13), graph.Nodes.Select(node => node.Index));
        Assert.Equal([(0, 2), (1, 2), (2, 4), (3, 4), (5, 6), (1, 6), (4, 7), (6, 7), (8, 10), (9, 10), (7, 11), (10, 11), (11, 12)],
            graph.Edges.Select(edge => (edge.From, edge.To)));
    }

    [Fact]
    public void What_is_used_several_times_is_there_once_with_an_edge_for_each_use()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        Tensor<double> square = a * a;
        ComputationGraph graph = ComputationGraph.Of(square + square.Exp() * a);
        Assert.Equal(["a", "Multiply", "Exp", "Multiply", "Add"], graph.Nodes.Select(node => node.Label));
        Assert.Equal([(0, 1, 0), (0, 1, 1), (1, 2, 0), (2, 3, 0), (0, 3, 1), (1, 4, 0), (3, 4, 1)], graph.Edges);
    }

    [Fact]
    public void Several_tensors_share_what_they_have_in_common()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        Tensor<double> exp = a.Exp(), twice = exp + exp;
        ComputationGraph graph = ComputationGraph.Of([exp, twice, a.Tanh(), exp]);
        Assert.Equal(["a", "Exp", "Add", "Tanh"], graph.Nodes.Select(node => node.Label));
        Assert.Equal([GraphNodeKind.Parameter, GraphNodeKind.Output, GraphNodeKind.Output, GraphNodeKind.Output],
            graph.Nodes.Select(node => node.Kind));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_operations_is_listed_and_written()
    {
        Tensor<double> chain = new Parameter<double>(Tensor.Scalar(1.0), "start");
        for (int i = 0; i < 100_000; i++) chain += 1;
        ComputationGraph graph = ComputationGraph.Of(chain);
        Assert.Equal(200_001, graph.Nodes.Count);
        Assert.Equal(200_000, graph.Edges.Count);
        Assert.All(graph.Edges, edge => Assert.True(edge.From < edge.To));
        // A line for each, besides the first ones and the last.
        Assert.Equal(400_001 + 3, graph.ToDot().Count(letter => letter == '\n'));
        Assert.Equal(400_001 + 1, graph.ToMermaid().Count(letter => letter == '\n'));
    }

    [Fact]
    public void A_ladder_of_shared_tensors_is_walked_once()
    {
        Tensor<double> top = new Parameter<double>(Tensor.Scalar(1.0));
        for (int i = 0; i < 200; i++) top = top * top;
        Assert.Equal(201, ComputationGraph.Of(top).Nodes.Count);
    }

    [Fact]
    public void The_fused_layers_of_a_network_are_named_by_what_they_compute()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Sigmoid, new Random(1));
        Tensor<double> x = Tensor.Zeros<double>([5, 3]);
        ComputationGraph graph = ComputationGraph.Of(model.Forward(x), (x, "x"));
        Assert.Equal(["x", "layers.0.weight", "layers.0.bias", "Linear + Sigmoid", "layers.1.weight", "layers.1.bias", "Linear"],
            graph.Nodes.Select(node => node.Label));
    }

    [Fact]
    public void A_gradient_has_a_graph_where_it_is_recorded()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        Tensor<double> gradient = Differentiation.Gradients(a.Square(), [a], createGraph: true)[0];
        Assert.Contains(ComputationGraph.Of(gradient).Nodes, node => node.Kind == GraphNodeKind.Parameter);
    }

    [Fact]
    public void A_tensor_that_nothing_is_recorded_of_is_a_graph_of_one_node()
    {
        Parameter<double> a = new(Tensor.Vector(2.0, 3), "a");
        Assert.Equal((GraphNodeKind.Parameter, "a"), Only(a));
        Assert.Equal((GraphNodeKind.Constant, "constant"), Only(Tensor.Vector(1.0, 2).Exp()));
        Assert.Equal((GraphNodeKind.Constant, "-2.5"), Only(Tensor.Scalar(-2.5)));
        using (Recording.Off()) Assert.Equal((GraphNodeKind.Constant, "constant"), Only(a.Exp()));

        static (GraphNodeKind Kind, string Label) Only(Tensor<double> tensor)
        {
            ComputationGraph graph = ComputationGraph.Of(tensor);
            GraphNode node = Assert.Single(graph.Nodes);
            Assert.Empty(graph.Edges);
            return (node.Kind, node.Label);
        }
    }

    [Fact]
    public void A_released_graph_is_refused_and_one_listed_before_stays()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        Tensor<double> loss = a.Exp().Square(), beyond = loss + 1;
        ComputationGraph graph = ComputationGraph.Of(loss);
        loss.Backward();
        foreach (Tensor<double> tensor in new[] { loss, beyond })
        {
            Assert.Equal(
                "Square: the graph behind this tensor was released by an earlier walk; pass retainGraph: true there to walk it again.",
                Assert.Throws<InvalidOperationException>(() => ComputationGraph.Of(tensor)).Message);
        }
        Assert.Equal(["a", "Exp", "Square"], graph.Nodes.Select(node => node.Label));
    }

    [Fact]
    public void Looking_changes_nothing()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        Tensor<double> loss = a.Square();
        _ = ComputationGraph.Of(loss);
        loss.Backward();
        Assert.Equal(4, a.Gradient!.ToScalar());
    }

    [Fact]
    public void Numbers_that_a_captured_step_is_given_are_not_looked_at()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        ComputationGraph? graph = null;
        TrainingStep<double> step = new(new MiniGrad.Optimizers.Sgd<double>([a], 0.1), batch =>
        {
            Tensor<double> loss = (a * batch.Inputs - batch.Targets).Square().Sum();
            graph = ComputationGraph.Of(loss);
            return loss;
        });
        step.Run(new(Tensor.Create([1.0], [1, 1]), Tensor.Create([1.0], [1, 1])));
        Assert.Equal(["a", "constant", "Multiply", "constant", "Subtract", "Square", "Sum"], graph!.Nodes.Select(node => node.Label));
    }

    [Fact]
    public void Names_are_escaped()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked();
        ComputationGraph graph = ComputationGraph.Of(x.Exp(), (x, "a \"b\" \\ <c>\n#d;"));
        Assert.Contains("""n0 [label="a \"b\" \\ <c>\n#d;\n[]", shape=ellipse];""", graph.ToDot(), StringComparison.Ordinal);
        Assert.Contains("""n0(["a #34;b#34; #92; #60;c#62; #35;d;<br/>[]"])""", graph.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_make_no_sense_are_refused()
    {
        Tensor<double> x = Tensor.Scalar(1.0), tracked = x.Tracked(), y = tracked.Exp();
        AssertRefused(
            "ComputationGraph: 'x' of shape [] is no part of this graph; track it before computing with it, and name the tracked tensor.",
                () => ComputationGraph.Of(y, (x, "x")));
        AssertRefused("ComputationGraph: one tensor of shape [] got two names, 'x' and 'z'.", () =>
            ComputationGraph.Of(y, (tracked, "x"), (tracked, "z")));
        AssertRefused("ComputationGraph: the name of a tensor of shape [] is empty.", () => ComputationGraph.Of(y, (tracked, "")));
        AssertRefused("ComputationGraph: expected at least one tensor, got none.", () => ComputationGraph.Of<double>([]));
        Assert.Throws<ArgumentNullException>(() => ComputationGraph.Of((Tensor<double>)null!));
    }

    private static void AssertRefused(string message, Action action) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
