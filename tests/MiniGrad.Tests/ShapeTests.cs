using Xunit;

namespace MiniGrad.Tests;

public class ShapeTests
{
    [Fact]
    public void Sizes_axes_and_counts()
    {
        Shape shape = [2, 3, 4];
        Assert.Equal(3, shape.Rank);
        Assert.Equal(24, shape.ElementCount);
        Assert.Equal(4, shape[-1]);
        Assert.Equal(2, shape[0]);
        Assert.Equal("[2, 3, 4]", shape.ToString());
        Assert.Equal(1, Shape.Scalar.ElementCount);
        Assert.Equal(0, (Shape.Create(5, 0)).ElementCount);
        Assert.Contains("axis 3", Assert.Throws<ArgumentOutOfRangeException>(() => shape[3]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Scalar[0]);
    }

    [Fact]
    public void Equality_is_by_sizes()
    {
        Assert.True(Shape.Create(2, 3) == Shape.Create(2, 3));
        Assert.True(Shape.Create(2, 3) != Shape.Create(3, 2));
        Assert.Equal((Shape.Create(1, 2, 3)).GetHashCode(), Shape.Create(1, 2, 3).GetHashCode());
        Assert.False((Shape.Create(2)).Equals(null));
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Shape.Create(2, -1));
        Assert.Throws<ArgumentException>(() => Shape.Create(1 << 16, 1 << 16));
        Assert.Equal(0, Shape.Create(1 << 16, 1 << 16, 0).ElementCount);
        Assert.Contains("at most 64 axes, got 65",
            Assert.Throws<ArgumentException>(() => Shape.Create(Enumerable.Repeat(1, 65).ToArray())).Message, StringComparison.Ordinal);
        Assert.Equal(1, Tensor.Ones<double>(Enumerable.Repeat(1, Shape.MaxRank).ToArray()).Sum([0, 2, 5, 63]).ElementCount);
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 3 }, new[] { 2, 3 })]
    [InlineData(new int[0], new[] { 4, 5 }, new[] { 4, 5 })]
    [InlineData(new[] { 0, 1 }, new[] { 3 }, new[] { 0, 3 })]
    [InlineData(new[] { 1 }, new[] { 0 }, new[] { 0 })]
    public void Broadcasting_follows_NumPys_rules(int[] left, int[] right, int[] expected)
    {
        Assert.Equal(expected, Shape.Broadcast(left, right).ToArray());
        Assert.Equal(expected, Shape.Broadcast(right, left).ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        string message = Assert.Throws<ArgumentException>(() => Shape.Broadcast([2, 3], [2])).Message;
        Assert.Contains("[2, 3] and [2]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Shape.Broadcast([0], [2]));
    }
}
