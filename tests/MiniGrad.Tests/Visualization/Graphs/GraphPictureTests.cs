using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Graphs;

public class GraphPictureTests
{
    private static ComputationGraph Mlp()
    {
        Tensor<float> images = Tensor.Zeros<float>([32, 784]);
        Tensor<float> loss = Loss.CrossEntropy(
            new Mlp<float>([784, 128, 64, 10], Activation.Tanh, new Random(1)).Forward(images), IndexTensor.Create(new int[32], [32]));
        return ComputationGraph.Of(loss, (images, "images"), (loss, "loss"));
    }

    [Fact]
    public void A_network_is_drawn_with_every_name_and_shape()
    {
        SvgDocument document = new(new GraphPicture(Mlp()) { Title = "Three layers" });
        document.AssertTextsHaveRoom();
        Assert.Equal(
            [
                "Three layers", "images", "[32, 784]", "layers.0.weight", "[784, 128]", "layers.0.bias", "[128]", "Linear + Tanh",
                    "[32, 128]",
                "layers.1.weight", "[128, 64]", "layers.1.bias", "[64]", "Linear + Tanh", "[32, 64]",
                "layers.2.weight", "[64, 10]", "layers.2.bias", "[10]", "Linear", "[32, 10]", "loss = CrossEntropy", "[]",
                "input", "parameter", "operation", "output",
            ],
            document.Texts);
        AssertNodesAreApart(document);
    }

    [Fact]
    public void A_deep_network_is_as_wide_as_a_shallow_one()
    {
        double width = Draw(12).Width;
        Assert.Equal(width, Draw(20).Width, 0.1);
        Assert.Equal(width, Draw(60).Width, 0.1);

        static SvgDocument Draw(int layers)
        {
            Tensor<float> outputs =
                new Mlp<float>([.. Enumerable.Repeat(8, layers + 1)], Activation.Tanh, new Random(1)).Forward(Tensor.Zeros<float>([4, 8]));
            SvgDocument document = new(new GraphPicture(ComputationGraph.Of(Loss.MeanSquaredError(outputs, Tensor.Zeros<float>([4, 8])))));
            AssertNodesAreApart(document);
            return document;
        }
    }

    [Fact]
    public void A_long_sum_is_as_wide_as_a_short_one()
    {
        Assert.Equal(Draw(8).Width, Draw(60).Width, 0.1);

        static SvgDocument Draw(int terms)
        {
            Tensor<double> x = Tensor.Scalar(1.0).Tracked(), sum = new Parameter<double>(Tensor.Scalar(1.0), "weight") * x;
            for (int i = 1; i < terms; i++) sum += new Parameter<double>(Tensor.Scalar(1.0), "weight") * x;
            return new SvgDocument(new GraphPicture(ComputationGraph.Of(sum, (x, "x"))));
        }
    }

    [Fact]
    public void Kinds_of_nodes_have_different_styles()
    {
        Parameter<double> weight = new(Tensor.Vector(1.0, 2), "weight");
        Tensor<double> x = Tensor.Vector(1.0, 2).Tracked();
        SvgDocument document = new(new GraphPicture(ComputationGraph.Of((3 * weight * x).Sum(), (x, "x"))));
        string[] looks = [.. new[] { "3 []", "x [2]", "weight [2]", "Multiply [2]", "Sum []" }.Select(
            name => document.Group(name).Elements().Single(element => element.Name.LocalName == "rect").Attribute("class")!.Value)];
        Assert.Equal(5, looks.Distinct().Count());
        Assert.Equal(["constant", "input", "parameter", "operation", "output"], document.Texts.TakeLast(5));
    }

    [Fact]
    public void Every_use_has_an_arrow_that_ends_at_the_user()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0), "a");
        SvgDocument document = new(new GraphPicture(ComputationGraph.Of(a * a * a)));
        string arrows = document.Elements("path").Last().Attribute("d")!.Value;
        Assert.Equal(4, arrows.Count(letter => letter == 'M'));
        double[] tips = [.. arrows.Split('Z', StringSplitOptions.RemoveEmptyEntries).Select(
            arrow => double.Parse(arrow.Split('M', 'L', ' ')[2], System.Globalization.CultureInfo.InvariantCulture))];
        double[] tops = [.. document.Elements("g").SelectMany(group => group.Elements()).Where(
            element => element.Name.LocalName == "rect").Select(box => SvgDocument.Number(box, "y"))];
        Assert.All(tips, tip => Assert.Contains(tip, tops));
        Assert.Equal(4, arrows.Split('Z', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    [Fact]
    public void Names_are_escaped_and_long_ones_shortened()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(1.0).Tracked();
        string name = new('m', 100);
        SvgDocument document = new(new GraphPicture(ComputationGraph.Of(x + y, (x, "<x> & \"y\""), (y, name))));
        Assert.Contains("<x> & \"y\"", document.Texts);
        Assert.Contains(document.Texts, text => text.StartsWith("mmmm", StringComparison.Ordinal) && text.EndsWith('…'));
        Assert.NotNull(document.Group($"{name} []"));
        document.AssertTextsHaveRoom();
    }

    [Fact]
    public void A_graph_of_hundreds_of_nodes_is_drawn_without_overlaps()
    {
        Random random = new(3);
        List<Tensor<double>> pool = [new Parameter<double>(Tensor.Vector(1.0, 2), "a"), new Parameter<double>(Tensor.Vector(1.0, 2), "b")];
        while (pool.Count < 500) pool.Add(
            random.Next(3) == 0 ? pool[random.Next(pool.Count)].Tanh() : pool[random.Next(pool.Count)] * pool[^1]);
        SvgDocument document = new(new GraphPicture(ComputationGraph.Of(pool)));
        Assert.Equal(500, document.Texts.Count(text => text == "[2]"));
        AssertNodesAreApart(document);
    }

    [Fact]
    public void A_graph_of_too_many_nodes_is_refused()
    {
        Tensor<double> chain = new Parameter<double>(Tensor.Scalar(1.0));
        for (int i = 0; i < 999; i++) chain = chain.Tanh();
        Assert.Equal(1000, new SvgDocument(new GraphPicture(ComputationGraph.Of(chain))).Texts.Count(text => text == "[]"));
        Assert.StartsWith(
            "GraphPicture: expected at most 1000 nodes, got 1001; draw it with another program by ToDot.",
            Assert.Throws<ArgumentException>(() => new GraphPicture(ComputationGraph.Of(chain.Tanh()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_tensor_is_drawn()
    {
        SvgDocument document = new(new GraphPicture(ComputationGraph.Of(Tensor.Vector(1.0, 2))) { Theme = Theme.Dark });
        Assert.Equal(["constant", "[2]", "constant"], document.Texts);
        document.AssertTextsHaveRoom();
    }

    private static void AssertNodesAreApart(SvgDocument document)
    {
        Box[] boxes = [.. document.Elements("g").Where(group => group.Elements().Count() == 4).Select(
            group => group.Elements().ElementAt(1)).Select(rectangle => new Box(
            SvgDocument.Number(rectangle, "x"), SvgDocument.Number(rectangle, "y"), SvgDocument.Number(rectangle, "width"),
                SvgDocument.Number(rectangle, "height")))];
        Assert.NotEmpty(boxes);
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].X >= 0 && boxes[i].Right <= document.Width && boxes[i].Bottom <= document.Height);
            for (int k = 0; k < i; k++)
                Assert.True(boxes[i].X > boxes[k].Right || boxes[k].X > boxes[i].Right || boxes[i].Y > boxes[k].Bottom ||
                    boxes[k].Y > boxes[i].Bottom, $"{boxes[i]} overlaps {boxes[k]}.");
        }
    }
}
