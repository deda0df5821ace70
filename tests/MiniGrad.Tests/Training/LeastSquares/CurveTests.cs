using MiniGrad.Training;
using Xunit;
using Number = MiniGrad.Tensor<double>;

namespace MiniGrad.Tests.Training.LeastSquares;

public class CurveTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    [InlineData(1000)]
    public void A_parameter_that_changes_nothing_at_the_start_keeps_no_other_from_being_fitted(double rate)
    {
        double[] times = [.. Enumerable.Range(1, 40).Select(i => 0.125 * i)];
        Tensor<double> x = Tensor.Create<double>(times, [40]), y = Tensor.Create<double>(
            [.. times.Select((time, i) => 2.5 * Math.Exp(-1.25 * time) + 0.5 + 0.02 * Math.Sin(17.0 * i))], [40]);
        LeastSquaresResult<double> fit = LevenbergMarquardt.FitCurve(
            (t, p) => p.Slice(0, 0, 1) * (-(p.Slice(0, 1, 1) * t)).Exp() + p.Slice(0, 2, 1), x, y, Tensor.Vector(1.0, rate, 0));
        // At least the constant is their mean then.
        double mean = y.Mean().ToScalar(), deviations = (y - mean).Square().Sum().ToScalar();
        Assert.True(fit.SumOfSquares <= deviations * (1 + 1e-9), $"{fit.SumOfSquares} of {deviations}: {fit.Reason}");
    }

    private static readonly Number x = Tensor.Range<double>(0, 8, 1), y = Tensor.Vector(1.1, 2.9, 5.2, 6.8, 9.1, 11.3, 12.7, 15.2);
    private static readonly Number deviations = Tensor.Vector(0.1, 0.2, 0.1, 0.4, 0.2, 0.3, 0.1, 0.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_weighted_line_and_its_covariance_follow_the_closed_form(bool areAbsolute)
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(0.0, 0), deviations, areAbsolute);
        double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (int i = 0; i < 8; i++)
        {
            double weight = 1 / (deviations.Span[i] * deviations.Span[i]);
            (s, sx, sy) = (s + weight, sx + weight * x.Span[i], sy + weight * y.Span[i]);
            (sxx, sxy) = (sxx + weight * x.Span[i] * x.Span[i], sxy + weight * x.Span[i] * y.Span[i]);
        }
        double determinant = s * sxx - sx * sx, a = (sxx * sy - sx * sxy) / determinant, b = (s * sxy - sx * sy) / determinant;
        Assert.Equal(a, result.Point.Span[0], 1e-10);
        Assert.Equal(b, result.Point.Span[1], 1e-10);
        double sum = 0;
        for (int i = 0; i < 8; i++) sum += Math.Pow((a + b * x.Span[i] - y.Span[i]) / deviations.Span[i], 2);
        Assert.Equal(sum, result.SumOfSquares, 1e-9);
        double factor = (areAbsolute ? 1 : sum / 6) / determinant;
        double[] expected = [factor * sxx, -factor * sx, -factor * sx, factor * s];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], result.Covariance.Span[i], 1e-12);
        Assert.Equal(Math.Sqrt(expected[0]), result.StandardErrors.Span[0], 1e-12);
        Assert.Equal(Math.Sqrt(expected[3]), result.StandardErrors.Span[1], 1e-12);
    }

    [Fact]
    public void Relative_deviations_of_ten_times_the_size_change_nothing()
    {
        LeastSquaresResult<double> one = LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(0.0, 0), deviations);
        LeastSquaresResult<double> ten = LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(0.0, 0), 10 * deviations);
        for (int i = 0; i < 2; i++) Assert.Equal(one.StandardErrors.Span[i], ten.StandardErrors.Span[i], 1e-12);
    }

    [Fact]
    public void Residuals_are_divided_by_their_deviations()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.FitCurve(Line, x, y, Tensor.Vector(0.0, 0), deviations);
        Number expected = (Line(x, result.Point) - y) / deviations;
        for (int i = 0; i < 8; i++) Assert.Equal(expected.Span[i], result.Residuals.Span[i], 1e-12);
    }

    [Fact]
    public void A_parameter_at_its_bound_leaves_the_others_at_their_best()
    {
        LeastSquaresResult<double> bounded = LevenbergMarquardt.FitCurve(
            Decay, x, y, Tensor.Vector(3.0, 0.1, 0.1),
            options: new() { LowerBounds = [double.NegativeInfinity, 0.05, double.NegativeInfinity] });
        LeastSquaresResult<double> held = LevenbergMarquardt.FitCurve(
            (x, p) => p.Slice(0, 0, 1) * (0.05 * x).Exp() + p.Slice(0, 1, 1), x, y, Tensor.Vector(3.0, 0.1));
        Assert.Equal(0.05, bounded.Point.Span[1]);
        Assert.Equal(held.SumOfSquares, bounded.SumOfSquares, 1e-9);
        Assert.Equal(held.Point.Span[0], bounded.Point.Span[0], 1e-6);
        Assert.Equal(held.Point.Span[1], bounded.Point.Span[2], 1e-6);
        // Without the bound it would have gone further down.
        LeastSquaresResult<double> free = LevenbergMarquardt.FitCurve(Decay, x, y, Tensor.Vector(3.0, 0.1, 0.1));
        Assert.True(free.SumOfSquares < bounded.SumOfSquares && free.Point.Span[1] < 0.05);

        static Number Decay(Number x, Number p) => p.Slice(0, 0, 1) * (p.Slice(0, 1, 1) * x).Exp() + p.Slice(0, 2, 1);
    }

    [Fact]
    public void Every_parameter_can_end_at_a_bound()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => x - Tensor.Vector(3.0, -1), Tensor.Vector(0.5, 0.5),
            new() { LowerBounds = [double.NegativeInfinity, 0], UpperBounds = [2, double.PositiveInfinity] });
        Assert.Equal([2, 0], result.Point.ToArray());
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
    }

    [Fact]
    public void A_curved_valley_is_followed_along_a_bound()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Tensor.Concatenate([10 * (x.Slice(0, 1..) - x.Slice(0, ..1).Square()), 1 - x.Slice(0, ..1)], 0), Tensor.Vector(-1.2, 1),
            new() { UpperBounds = [0.5, double.PositiveInfinity], LowerBounds = [-2, -2] });
        Assert.Equal(0.5, result.Point.Span[0]);
        Assert.Equal(0.25, result.Point.Span[1], 1e-8);
    }

    [Fact]
    public void A_bound_that_single_precision_cannot_hold_is_not_passed()
    {
        LeastSquaresResult<float> result = LevenbergMarquardt.Minimize(
            x => x + 1f, Tensor.Vector(0.5f, 0.5f), new() { LowerBounds = [0.1, 0.3] });
        Assert.True(result.Point.Span[0] >= 0.1 && result.Point.Span[1] >= 0.3, $"{result.Point}");
        Assert.Equal(0.1f, result.Point.Span[0], 1e-7f);
    }

    private static Number Line(Number x, Number p) => p.Slice(0, 0, 1) + p.Slice(0, 1, 1) * x;
}
