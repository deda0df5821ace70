using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Operations;

public class SortTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    [Fact]
    public void Equal_elements_keep_their_order_and_NaN_is_the_largest()
    {
        Tensor<double> x = Tensor.Vector(2, NaN, -Infinity, 2, Infinity, -1, NaN, 2);
        (Tensor<double> values, IndexTensor places) = x.Sort();
        Assert.Equal([-Infinity, -1, 2, 2, 2, Infinity, NaN, NaN], values.ToArray());
        Assert.Equal([2, 5, 0, 3, 7, 4, 1, 6], places.ToArray());
        Assert.Equal([1, 6, 4, 0, 3, 7, 5, 2], x.ArgSort(isDescending: true).ToArray());
        Assert.Equal([1, 6, 4, 0], x.TopK(4).Places.ToArray());
        Assert.Equal([2, 5, 0], x.TopK(3, takesSmallest: true).Places.ToArray());
    }

    [Fact]
    public void Zeros_of_either_sign_are_equal_and_stay_what_they_are()
    {
        (Tensor<float> values, IndexTensor places) = Tensor.Vector(0f, -0f, 0f, -0f, -float.Epsilon).Sort();
        Assert.Equal([4, 0, 1, 2, 3], places.ToArray());
        Assert.Equal([true, false, true, false, true], values.ToArray().Select(float.IsNegative));
        Assert.Equal([0, 1, 2, 3, 4], Tensor.Vector(0f, -0f, 0f, -0f, -float.Epsilon).ArgSort(isDescending: true).ToArray());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1499)]
    [InlineData(1500)]
    [InlineData(20_000)]
    public void Short_and_long_lanes_are_in_order_in_double_precision(int size) => AssertOrdered<double>(size);

    [Theory]
    [InlineData(1000)]
    [InlineData(1499)]
    [InlineData(1500)]
    [InlineData(20_000)]
    public void Short_and_long_lanes_are_in_order_in_single_precision(int size) => AssertOrdered<float>(size);

    [Fact]
    public void The_first_of_a_descending_or_rising_lane_are_found()
    {
        Tensor<float> rising = Tensor.Create([.. Enumerable.Range(0, 5000).Select(i => (float)(i / 2))], [5000]);
        Assert.Equal([4998, 4999, 4996], rising.TopK(3).Places.ToArray());
        Assert.Equal([0, 1, 2], rising.TopK(3, takesSmallest: true).Places.ToArray());
        Assert.Equal([0, 1, 2], (-rising).TopK(3).Places.ToArray());
        Assert.Equal(Enumerable.Range(0, 100), Tensor.Full([5000], float.NaN).TopK(100).Places);
        Assert.Equal(Enumerable.Range(0, 100), Tensor.Full([5000], double.NaN).TopK(100, takesSmallest: true).Places);
    }

    [Fact]
    public void None_may_be_asked_for_and_no_more_than_there_are()
    {
        Assert.Equal<Shape>([2, 0], Tensor.Ones<float>([2, 3]).TopK(0).Values.Shape);
        Assert.Equal<Shape>([2, 3], Tensor.Ones<float>([2, 3]).TopK(3).Places.Shape);
        Assert.Equal<Shape>([0, 0], Tensor.Ones<float>([0, 3]).TopK(0).Places.Shape);
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones<float>([2, 3]).TopK(-1));
        Assert.StartsWith(
            "TopK: the count must be from 0 to 3 for axis -1 of shape [2, 3], got -1.", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones<float>([2, 3]).ArgSort(2));
        Assert.StartsWith("ArgSort: axis 2 is out of range", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_values_are_those_gathered_at_the_places()
    {
        Tensor<double> x = Tensor.Uniform([3, 7, 2], -1.0, 1, new Random(1));
        for (int axis = 0; axis < 3; axis++)
        {
            (Tensor<double> values, IndexTensor places) = x.Sort(axis, isDescending: axis == 1);
            Assert.Equal(values.ToArray(), x.Gather(axis, places).ToArray());
            Assert.Equal(x.ToArray(), Tensor.Zeros<double>(x.Shape).Scatter(axis, places, values).ToArray());
        }
    }

    /// <summary>Lanes with many equal elements, against the platform's stable sort.</summary>
    private static void AssertOrdered<T>(int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(size);
        foreach (int different in new[] { 2, 100, 1_000_000 })
        {
            T[] x = [.. Enumerable.Range(0, 2 * size).Select(_ => T.CreateChecked((random.Next(different) - different / 2) * 0.37))];
            Tensor<T> tensor = Tensor.Create(x, [size, 2]);
            for (int lane = 0; lane < 2; lane++)
            {
                T[] own = [.. x.Where((_, i) => i % 2 == lane)];
                int[] rising = [.. Enumerable.Range(0, size).OrderBy(i => own[i])];
                int[] falling = [.. Enumerable.Range(0, size).OrderByDescending(i => own[i])];
                Assert.Equal(rising, tensor.ArgSort(0).Where((_, i) => i % 2 == lane));
                Assert.Equal(falling, tensor.ArgSort(0, isDescending: true).Where((_, i) => i % 2 == lane));
                foreach (int count in new[] { 1, 7, size / 16, size / 2 })
                {
                    Assert.Equal(falling.Take(count), tensor.TopK(count, 0).Places.Where((_, i) => i % 2 == lane));
                    Assert.Equal(rising.Take(count), tensor.TopK(count, 0, takesSmallest: true).Places.Where((_, i) => i % 2 == lane));
                }
            }
        }
    }
}
