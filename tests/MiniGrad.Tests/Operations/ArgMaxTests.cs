using Xunit;

namespace MiniGrad.Tests.Operations;

public class ArgMaxTests
{
    private static readonly Tensor<double> scores = Tensor.Create([1.0, 5, 2, 7, 0, 3, 4, 4, 9, 3, 8, 1], [2, 3, 2]);

    [Fact]
    public void Positions_along_every_axis()
    {
        Assert.Equal([1, 1, 1, 0, 0, 0], scores.ArgMax().ToArray());
        Assert.Equal([1, 1, 1, 0], scores.ArgMax(1).ToArray());
        Assert.Equal([1, 0, 1, 0, 1, 0], scores.ArgMax(0).ToArray());
        Assert.Equal(scores.ArgMax(0).ToArray(), scores.ArgMax(-3).ToArray());
    }

    [Fact]
    public void Shapes_with_and_without_the_axis()
    {
        Assert.Equal<Shape>([2, 2], scores.ArgMax(1).Shape);
        Assert.Equal<Shape>([2, 1, 2], scores.ArgMax(1, keepDimensions: true).Shape);
        Assert.Equal(scores.ArgMax(1).ToArray(), scores.ArgMax(1, keepDimensions: true).ToArray());
        Assert.Equal<Shape>([], Tensor.Vector(1.0, 2).ArgMax().Shape);
        Assert.Equal<Shape>([0], Tensor.Zeros<double>([0, 3]).ArgMax().Shape);
        Assert.Equal<Shape>([0], Tensor.Zeros<double>([0, 0]).ArgMax().Shape);
    }

    [Fact]
    public void The_first_of_several_wins_and_the_first_NaN_before_all()
    {
        Assert.Equal(1, Tensor.Vector(1.0, 3, 3, 2).ArgMax()[[]]);
        Assert.Equal(2, Tensor.Vector(1.0, 3, double.NaN, 5, double.NaN).ArgMax()[[]]);
        Assert.Equal(0, Tensor.Vector(double.NaN, 3).ArgMax()[[]]);
        Assert.Equal(0, Tensor.Vector(double.NegativeInfinity, double.NegativeInfinity).ArgMax()[[]]);
    }

    [Fact]
    public void An_axis_without_elements_or_out_of_range_is_refused()
    {
        ArgumentException empty = Assert.Throws<ArgumentException>(() => Tensor.Zeros<double>([3, 0]).ArgMax());
        Assert.StartsWith("ArgMax: axis -1 of shape [3, 0]", empty.Message, StringComparison.Ordinal);
        ArgumentOutOfRangeException range = Assert.Throws<ArgumentOutOfRangeException>(() => scores.ArgMax(3));
        Assert.StartsWith("ArgMax: axis 3 is out of range for shape [2, 3, 2]", range.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Scalar(1.0).ArgMax());
    }

    [Fact]
    public void Several_axes_are_searched_together()
    {
        double[] values = new double[24];
        for (int i = 0; i < values.Length; i++) values[i] = (i * 7 + 5) % 24;
        Tensor<double> x = Tensor.Create(values, [2, 3, 4]);
        Assert.Equal(Array.IndexOf(values, 23), Assert.Single(x.ArgMax([])));
        Assert.Equal(Shape.Scalar, x.ArgMax([]).Shape);

        IndexTensor outer = x.ArgMax([0, -1], keepDimensions: true);
        Assert.Equal([1, 3, 1], outer.Shape);
        for (int middle = 0; middle < 3; middle++)
        {
            double[] lane = [.. Enumerable.Range(0, 8).Select(i => x[i / 4, middle, i % 4])];
            Assert.Equal(Array.IndexOf(lane, lane.Max()), outer[0, middle, 0]);
        }
        Assert.Equal(x.ArgMax(1).ToArray(), x.ArgMax([1]).ToArray());
        Assert.Empty(Tensor.Zeros<double>([0, 2]).ArgMax([1]));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros<double>([2, 0]).ArgMax([0, 1]));
        Assert.Throws<ArgumentException>(() => x.ArgMax([1, 1]));
    }
}
