using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Minimization;

public class TestFunctionTests
{
    private static readonly TestFunction<double>[] functions =
    [
        TestFunctions.Quadratic<double>(), TestFunctions.Quadratic<double>(1), TestFunctions.Quadratic<double>(5, 1000),
            TestFunctions.Rosenbrock<double>(),
        TestFunctions.Rosenbrock<double>(7), TestFunctions.Beale<double>(), TestFunctions.Himmelblau<double>(),
    ];

    [Fact]
    public void Minima_are_minima()
    {
        foreach (TestFunction<double> function in functions)
        {
            foreach (Tensor<double> minimum in function.Minima)
            {
                (Tensor<double> value, Tensor<double> gradient) = Differentiation.ValueAndGradient(function.Function, minimum);
                Assert.Equal(function.Minimum, value.ToScalar(), 1e-25);
                Assert.Equal(0, gradient.Norm().ToScalar(), 1e-12);
                Assert.Equal(0, function.DistanceToMinimum(minimum));
                Random random = new(1);
                for (int i = 0; i < 20; i++)
                    Assert.True(function.Function(minimum + Tensor.Uniform<double>(minimum.Shape, -0.1, 0.1, random))
                        .ToScalar() > value.ToScalar(), function.Name);
            }
        }
    }

    [Fact]
    public void Values_are_those_of_the_formulas()
    {
        Assert.Equal(24.2, At(TestFunctions.Rosenbrock<double>(), -1.2, 1), 12);
        Assert.Equal(24.2 + 100 * 4.84 + 24.2 - 4.84 + 4.84, At(TestFunctions.Rosenbrock<double>(4), -1.2, 1, -1.2, 1), 10);
        Assert.Equal(1.5 * 1.5 + 2.25 * 2.25 + 2.625 * 2.625, At(TestFunctions.Beale<double>(), 1, 1), 12);
        Assert.Equal(106, At(TestFunctions.Himmelblau<double>(), 1, 1));
        Assert.Equal(1 - 4, At(TestFunctions.Saddle<double>(), 1, 2));
        Assert.Equal(0.5 + 5, At(TestFunctions.Quadratic<double>(), 1, 1), 14);

        static double At(TestFunction<double> function, params double[] point) =>
            function.Function(Tensor.Vector<double>(point)).ToScalar();
    }

    [Fact]
    public void Starts_are_the_usual_ones_in_any_precision()
    {
        Assert.Equal([-1.2f, 1, -1.2f], TestFunctions.Rosenbrock<float>(3).Start.ToArray());
        Assert.Equal(Math.Sqrt(1.2 * 1.2 + 1 + 0) + 1, TestFunctions.Rosenbrock<double>().DistanceToMinimum(Tensor.Vector(-0.2, 0)) + 1,
            12);
        Assert.Equal(double.PositiveInfinity, TestFunctions.Saddle<double>().DistanceToMinimum(Tensor.Vector(0.0, 0)));
        Assert.Equal(Math.Sqrt(2), TestFunctions.Himmelblau<double>().DistanceToMinimum(Tensor.Vector(2.0, 1)), 12);
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Assert.StartsWith(
            "Rosenbrock: dimensions must be at least 2, got 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => TestFunctions.Rosenbrock<double>(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => TestFunctions.Quadratic<double>(0));
        Assert.StartsWith(
            "Quadratic: the condition number must be at least 1 and finite, got 0.5.",
            Assert.Throws<ArgumentOutOfRangeException>(() => TestFunctions.Quadratic<double>(2, 0.5)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "DistanceToMinimum: Beale takes a point of shape [2], got [3].",
            Assert.Throws<ArgumentException>(() => TestFunctions.Beale<double>().DistanceToMinimum(Tensor.Vector(1.0, 2, 3))).Message,
                StringComparison.Ordinal);
    }
}
