using MiniGrad.Training;
using Xunit;
using Number = MiniGrad.Tensor<double>;

namespace MiniGrad.Tests.Training.LeastSquares;

public class LevenbergMarquardtRefusalTests
{
    private static readonly Number x = Tensor.Range<double>(0, 5, 1), y = Tensor.Vector(1.0, 3, 2, 5, 4);

    [Fact]
    public void More_parameters_than_residuals_are_refused() => Refuses(
        () => LevenbergMarquardt.Minimize(x => x.Sum([0], keepDimensions: true), Tensor.Vector(1.0, 2)), "1 residuals and 2 parameters");

    [Fact]
    public void Residuals_that_are_not_finite_at_the_start_are_named() =>
        Refuses(() => LevenbergMarquardt.Minimize(x => x.Log(), Tensor.Vector(1.0, 2, -1)), "residual 2 is NaN");

    [Fact]
    public void Derivatives_that_are_not_finite_at_the_start_are_named() =>
        Refuses(() => LevenbergMarquardt.Minimize(x => x.Sqrt() + 1, Tensor.Vector(1.0, 0)), "by parameter 1 is");

    [Fact]
    public void A_start_that_is_not_finite_or_empty_is_refused()
    {
        Refuses(() => LevenbergMarquardt.Minimize(x => x, Tensor.Vector(1, double.NaN)), "element 1 of tensor 0 is NaN");
        Refuses(() => LevenbergMarquardt.Minimize(x => x, Tensor.Zeros<double>([0])), "no elements");
        Refuses(() => LevenbergMarquardt.Minimize<double>(x => x[0], []), "at least one tensor");
    }

    [Fact]
    public void Bounds_that_are_wrong_are_refused()
    {
        Refuses(() => Bounded([0, 0], [1]), "UpperBounds for each of 2 parameters, got 1");
        Refuses(() => Bounded([0, 2], [1, 1]), "parameter 1 must be below the upper one, got 2 and 1");
        Refuses(() => Bounded([0, double.NaN], null), "LowerBounds of parameter 1 is NaN");
        Refuses(() => Bounded(null, [0.25, 1]), "parameter 0 starts at 0.5, outside of its bounds -Infinity to 0.25");

        static LeastSquaresResult<double> Bounded(double[]? lower, double[]? upper) => LevenbergMarquardt.Minimize(
            x => x - 1, Tensor.Vector(0.5, 0.5), new() { LowerBounds = lower, UpperBounds = upper });
    }

    [Fact]
    public void Residuals_that_do_not_depend_on_the_parameters_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LevenbergMarquardt.Minimize(_ => y, Tensor.Vector(1.0)));
        Assert.Contains("do not depend", error.Message);
        Assert.Throws<InvalidOperationException>(() => LevenbergMarquardt.Minimize<double>(_ => null!, Tensor.Vector(1.0)));
    }

    [Fact]
    public void Residuals_that_change_their_shape_are_refused()
    {
        int calls = 0;
        var error = Assert.Throws<InvalidOperationException>(
            () => LevenbergMarquardt.Minimize(p => calls++ == 0 ? p * x - y : p * y.Slice(0, 0, 3), Tensor.Vector(1.0)));
        Assert.Contains("[5] before, and now of [3]", error.Message);
    }

    [Fact]
    public void Data_that_are_not_finite_are_named()
    {
        Refuses(() => Fit(Tensor.Vector(0, 1, double.PositiveInfinity, 3, 4), y), "x must be finite, but element 2 is Infinity");
        Refuses(() => Fit(x, Tensor.Vector(0, 1, 2, double.NaN, 4)), "y must be finite, but element 3 is NaN");
    }

    [Fact]
    public void Deviations_that_are_wrong_are_refused()
    {
        Refuses(() => Fit(x, y, Tensor.Vector(1.0, 1, 0, 1, 1)), "above 0, but element 2 is 0");
        Refuses(() => Fit(x, y, Tensor.Vector(1.0, 1, 1, -2, 1)), "element 3 is -2");
        Refuses(() => Fit(x, y, Tensor.Vector(double.NaN, 1, 1, 1, 1)), "element 0 is NaN");
        Refuses(() => Fit(x, y, Tensor.Vector(1.0, 1)), "shape of y, [5], got [2]");
        Assert.Throws<ArgumentNullException>(() => LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(1.0, 1), null, areAbsolute: true));
    }

    [Fact]
    public void A_curve_of_another_shape_than_the_data_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => LevenbergMarquardt.FitCurve((x, p) => Line(x, p).Reshape([5, 1]), x, y, Tensor.Vector(1.0, 1)));
        Assert.Contains("[5, 1] for data of [5]", error.Message);
    }

    [Fact]
    public void As_many_parameters_as_residuals_have_no_covariance()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(x => x - 1, Tensor.Vector(0.0, 3));
        Assert.Equal((0, false), (result.DegreesOfFreedom, result.HasCovariance));
        Assert.Contains("nothing is left", Assert.Throws<InvalidOperationException>(() => result.Covariance).Message);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { ParameterTolerance = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { CostTolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { GradientTolerance = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { Target = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { MaximumEvaluations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeastSquaresOptions { InitialRadius = 0 });
    }

    private static LeastSquaresResult<double> Fit(Number x, Number y, Number? deviations = null) =>
        LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(1.0, 1), deviations);

    private static Number Line(Number x, Number p) => p.Slice(0, 0, 1) + p.Slice(0, 1, 1) * x;

    private static void Refuses(Func<object> run, string words) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(run).Message);
}
