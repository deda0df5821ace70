using Xunit;

namespace MiniGrad.Tests.Operations;

public class PickingTests
{
    [Fact]
    public void Indices_that_do_not_fit_are_refused()
    {
        Tensor<float> x = Tensor.Ones<float>([2, 3]);
        AssertRefused("Gather: expected indices of shape [2, 3] with any size along axis 1, or without that axis, got [3].",
            () => x.Gather(1, IndexTensor.Create([0, 0, 0])));
        AssertRefused("Gather: index -1 at position 1 is outside 0 to 2.", () => x.Gather(1, IndexTensor.Create([0, -1])));
        AssertRefused("Scatter: index 3 at position 0 is outside 0 to 2.",
            () => x.Scatter(1, IndexTensor.Create([3, 0]), Tensor.Ones<float>([2])));
        AssertRefused("ScatterAdd: index 3 at position 0 is outside 0 to 2.",
            () => x.ScatterAdd(1, IndexTensor.Create([3, 0]), Tensor.Ones<float>([2])));
        AssertRefused("ScatterAdd: expected values of the shape of the indices, [2], got [2, 1].",
            () => x.ScatterAdd(1, IndexTensor.Create([0, 0]), Tensor.Ones<float>([2, 1])));
    }

    [Fact]
    public void A_place_that_is_given_twice_is_refused()
    {
        Tensor<float> x = Tensor.Zeros<float>([3, 2]);
        Tensor<float> values = Tensor.Ones<float>([2, 2]);
        AssertRefused("Scatter: index 2 at position 3 is there before in its lane along axis 0; use ScatterAdd to add the values up.",
            () => x.Scatter(0, IndexTensor.Create([0, 2, 1, 2], [2, 2]), values));
        Assert.Equal([1, 0, 1, 0, 0, 2], x.ScatterAdd(0, IndexTensor.Create([0, 2, 1, 2], [2, 2]), values).ToArray());
    }

    [Fact]
    public void What_stays_keeps_its_value_even_if_that_is_not_finite()
    {
        Tensor<double> x = Tensor.Vector(double.NaN, 1, double.PositiveInfinity).Tracked();
        Tensor<double> y = x.Scatter(0, IndexTensor.Create([0]), Tensor.Vector(5.0));
        Assert.Equal([5, 1, double.PositiveInfinity], y.ToArray());
        Assert.Equal([0.0, 1, 1], Differentiation.Gradients(y.Sum(), [x])[0].ToArray());
    }

    [Fact]
    public void One_hot_rows()
    {
        Tensor<float> rows = Tensor.OneHot<float>(IndexTensor.Create([2, 0], [2, 1]), 3);
        Assert.Equal<Shape>([2, 1, 3], rows.Shape);
        Assert.Equal([0f, 0, 1, 1, 0, 0], rows.ToArray());
        Assert.Equal<Shape>([0, 3], Tensor.OneHot<double>(IndexTensor.Create([]), 3).Shape);
        Assert.Equal([1.0], Tensor.OneHot<double>(IndexTensor.Create([0], []), 1).ToArray());
        AssertRefused("OneHot: label 3 at position 1 is outside 0 to 2: labels count from 0.",
            () => Tensor.OneHot<float>(IndexTensor.Create([0, 3]), 3));
        AssertRefused("OneHot: label -1 at position 0 is outside 0 to 2.", () => Tensor.OneHot<float>(IndexTensor.Create([-1, 3]), 3));
        AssertRefused("OneHot: the number of classes must be at least 1, got 0.", () => Tensor.OneHot<float>(IndexTensor.Create([0]), 0));
    }

    [Fact]
    public void Diagonals_out_of_reach_leave_all_or_nothing()
    {
        Tensor<double> x = Tensor.Ones<double>([2, 3]);
        Assert.Equal(x.ToArray(), x.LowerTriangle(int.MaxValue).ToArray());
        Assert.Equal(0, x.UpperTriangle(int.MaxValue).Sum().ToScalar());
        Assert.Equal(0, x.LowerTriangle(int.MinValue).Sum().ToScalar());
    }

    private static void AssertRefused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
