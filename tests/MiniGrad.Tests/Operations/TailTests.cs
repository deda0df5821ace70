using System.Numerics;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Derivatives keep their digits where the function itself has rounded to a constant.</summary>
public class TailTests
{
    // The figures are by mpmath with 50 digits.
    private const double PowerOfMinus40 = 4.248354255291589e-18, DensityAt40 = 4.2483542552915890e-18, DensityAt20 = 2.0611536139418493e-9;

    [Theory]
    [InlineData(-10, 7.9817586589941821e-5)]
    [InlineData(-16, 1.9784801649607383e-7)]
    [InlineData(-20, 3.6237128249944114e-9)]
    [InlineData(-40, 7.4690288159142909e-18)]
    public void Selu_has_the_derivatives_of_the_exponential_far_below_0(double at, double expected)
    {
        AssertDerivatives(x => x.Selu(), at, 1e-15, expected, expected, expected);
        AssertDerivatives<float>(x => x.Selu(), at, 3e-7, expected, expected, expected);
    }

    [Theory]
    [InlineData(-20, 2.0611536224385578e-9)]
    [InlineData(-40, PowerOfMinus40)]
    public void Elu_has_the_derivatives_of_the_exponential_far_below_0(double at, double expected)
    {
        AssertDerivatives(x => x.Elu(2.5), at, 1e-15, 2.5 * expected, 2.5 * expected, 2.5 * expected);
        AssertDerivatives<float>(x => x.Elu(), at, 3e-7, expected, expected, expected);
    }

    [Theory]
    [InlineData(-1e-300)]
    [InlineData(0.0)]
    public void Elu_and_selu_have_the_derivatives_of_the_left_side_at_0(double at)
    {
        AssertDerivatives(x => (-x).Elu(), -at, 1e-15, -1, 1, -1);
        AssertDerivatives(x => x.Elu(), at, 1e-15, 1, 1, 1);
        AssertDerivatives(x => x.Selu(), at, 1e-15, 1.7580993408473768, 1.7580993408473768, 1.7580993408473768);
    }

    [Fact]
    public void Elu_and_selu_are_straight_above_0()
    {
        AssertDerivatives(x => x.Elu(), 1e-300, 0, 1, 0, 0);
        AssertDerivatives(x => x.Selu(), 800, 0, 1.0507009873554805, 0, 0);
    }

    [Theory]
    [InlineData(20, DensityAt20)]
    [InlineData(40, DensityAt40)]
    public void Softplus_has_the_density_of_the_logistic_distribution_as_second_derivative(double at, double density)
    {
        AssertDerivatives(x => x.Softplus(), at, 1e-15, 1 / (1 + Math.Exp(-at)), density, -density * Math.Tanh(at / 2));
        AssertDerivatives(x => x.Softplus(), -at, 1e-15, Math.Exp(-at) / (1 + Math.Exp(-at)), density, density * Math.Tanh(at / 2));
        AssertDerivatives<float>(x => x.Softplus(), at, 5e-7, 1, density, -density);
    }

    [Theory]
    [InlineData(-40, -1.6568581595637197e-16, -1.6143746170108038e-16)]
    [InlineData(-1, 0.072329488128513268, 0.30236611881001530)]
    [InlineData(20, 1.0000000391619187, -3.7100764881019119e-8)]
    [InlineData(40, 1.0000000000000002, -1.6143746170108038e-16)]
    [InlineData(double.PositiveInfinity, 1, 0)]
    [InlineData(double.NegativeInfinity, 0, 0)]
    public void Silu_has_its_derivatives_everywhere(double at, double first, double second)
    {
        AssertDerivatives(x => x.Silu(), at, 4e-15, first, second);
        AssertDerivatives<float>(x => x.Silu(), at, 2e-6, first, second);
    }

    [Fact]
    public void Gelu_and_softplus_have_their_derivatives_at_infinity()
    {
        AssertDerivatives(x => x.Gelu(), double.PositiveInfinity, 0, 1, 0);
        AssertDerivatives(x => x.Softplus(), double.PositiveInfinity, 0, 1, 0);
        AssertDerivatives(x => x.Elu(), double.NegativeInfinity, 0, 0, 0);
    }

    [Fact]
    public void Binary_cross_entropy_has_a_gradient_at_a_confident_answer()
    {
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.Sum, LossReduction.None])
        {
            AssertDerivatives(x => Loss.BinaryCrossEntropyWithLogits(x, Tensor.Scalar(1.0), reduction: reduction), 40, 1e-15,
                -PowerOfMinus40, DensityAt40);
            AssertDerivatives(x => Loss.BinaryCrossEntropyWithLogits(x, Tensor.Scalar(0.0), reduction: reduction), -40, 1e-15,
                PowerOfMinus40, DensityAt40);
            AssertDerivatives(x => Loss.BinaryCrossEntropyWithLogits(x, Tensor.Scalar(1.0), Tensor.Scalar(3.0), reduction), 40, 1e-15,
                -3 * PowerOfMinus40, 3 * DensityAt40);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void Cross_entropy_has_a_gradient_at_a_confident_answer(int classes)
    {
        double[] scores = new double[classes];
        scores[1] = 40;
        Tensor<double> x = Tensor.Create(scores, [1, classes]).Tracked();
        double expected = -(classes - 1) * PowerOfMinus40;
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.None])
        {
            Tensor<double> loss = Loss.CrossEntropy(x, IndexTensor.Create([1], [1]), reduction: reduction).Sum();
            AssertRelative(expected, Differentiation.Gradients(loss, [x])[0][0, 1], 2e-15);
        }
        Tensor<double> weighted = Loss.CrossEntropy(
            x, IndexTensor.Create([1], [1]), Tensor.Full([classes], 3.0), reduction: LossReduction.Sum);
        AssertRelative(3 * expected, Differentiation.Gradients(weighted, [x])[0][0, 1], 2e-15);
    }

    private static void AssertDerivatives(
        Func<Tensor<double>, Tensor<double>> function, double at, double error, params double[] expected) =>
        AssertDerivatives<double>(function, at, error, expected);

    private static void AssertDerivatives<T>(Func<Tensor<T>, Tensor<T>> function, double at, double error, params double[] expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = Tensor.Scalar(T.CreateChecked(at)).Tracked();
        Tensor<T> derivative = function(x);
        for (int order = 1; order <= expected.Length; order++)
        {
            derivative = Differentiation.Gradients(derivative, [x], createGraph: order < expected.Length)[0];
            AssertRelative(expected[order - 1], double.CreateChecked(derivative.ToScalar()), error);
        }
    }

    private static void AssertRelative(double expected, double actual, double error) =>
        Assert.True(Math.Abs(actual - expected) <= error * Math.Abs(expected), $"Expected {expected:R}, got {actual:R}.");
}
