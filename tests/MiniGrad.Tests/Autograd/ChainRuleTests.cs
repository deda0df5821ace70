using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>Backpropagation as it is taught: <c>z = (x + y)²</c> as <c>z = w²</c> with <c>w = x + y</c>.</summary>
public class ChainRuleTests
{
    [Theory]
    [InlineData(3, 4)]
    [InlineData(-1.5, 0.25)]
    [InlineData(2, -2)]
    public void The_square_of_a_sum_has_its_derivatives_by_way_of_the_sum(double xValue, double yValue)
    {
        Parameter<double> x = new(Tensor.Scalar(xValue), "x"), y = new(Tensor.Scalar(yValue), "y");
        Tensor<double> w = x + y, z = w.Square();
        Assert.Equal((xValue + yValue) * (xValue + yValue), z.ToScalar());

        // ∂z/∂w = 2w; ∂w/∂x = ∂w/∂y = 1; so ∂z/∂x = ∂z/∂y = 2w.
        Assert.Equal(2 * w.ToScalar(), Differentiation.Gradients(z, [w], retainGraph: true)[0].ToScalar());
        z.Backward();
        Assert.Equal(2 * (xValue + yValue), x.Gradient!.ToScalar());
        Assert.Equal(2 * (xValue + yValue), y.Gradient!.ToScalar());
    }
}
