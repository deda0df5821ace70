using System.Globalization;
using MiniGrad.Training;
using Xunit;
using Number = MiniGrad.Tensor<double>;

namespace MiniGrad.Tests.Training.LeastSquares;

public class LevenbergMarquardtTests
{
    private static readonly Number rosenbrockStart = Tensor.Vector(-1.2, 1);

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_end()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(Rosenbrock, rosenbrockStart);
        Assert.Equal(1, result.Point.Span[0], 1e-10);
        Assert.Equal(1, result.Point.Span[1], 1e-10);
        Assert.True(result.Evaluations < 30, $"{result.Evaluations}: {result.Reason}");
        Assert.Equal([-1.2, 1], rosenbrockStart.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_badly_scaled_function_of_Brown_is_minimised(bool accelerates)
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Join(At(x, 0) - 1e6, At(x, 1) - 2e-6, At(x, 0) * At(x, 1) - 2), Tensor.Vector(1.0, 1),
            new() { Accelerates = accelerates });
        Assert.Equal(1e6, result.Point.Span[0], 1e-3);
        Assert.Equal(2e-6, result.Point.Span[1], 1e-14);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_function_of_Freudenstein_and_Roth_ends_at_its_documented_local_minimum(bool accelerates)
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            FreudensteinRoth, Tensor.Vector(0.5, -2), new() { Accelerates = accelerates });
        Assert.Equal(48.98425, result.SumOfSquares, 1e-5);
    }

    [Fact]
    public void A_singular_Jacobian_at_the_solution_is_told_of()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Join(x.Sum() - 3, 2 * x.Sum() - 6, x.Sum() - 2.7), Tensor.Vector(0.0, 0));
        Assert.Equal(2.95, result.Point.Sum().ToScalar(), 1e-10);
        Assert.Equal((1, false), (result.Rank, result.HasCovariance));
        Assert.Contains("1 independent columns for 2", Assert.Throws<InvalidOperationException>(() => result.Covariance).Message);
        Assert.Throws<InvalidOperationException>(() => result.StandardErrors);
    }

    [Fact]
    public void A_function_of_Powell_whose_Jacobian_becomes_singular_is_minimised()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Join(
                At(x, 0) + 10 * At(x, 1), Math.Sqrt(5) * (At(x, 2) - At(x, 3)), (At(x, 1) - 2 * At(x, 2)).Square(),
                Math.Sqrt(10) * (At(x, 0) - At(x, 3)).Square()),
            Tensor.Vector(3.0, -1, 0, 1));
        Assert.True(result.SumOfSquares < 1e-20, $"{result.SumOfSquares}: {result.Reason}");
    }

    [Fact]
    public void A_parameter_that_nothing_depends_on_stays_where_it_is()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Join(At(x, 0) - 2, At(x, 0).Square() - 3), Tensor.Vector(1.0, 7));
        Assert.Equal(7, result.Point.Span[1]);
        Assert.Equal(1, result.Rank);
    }

    [Fact]
    public void Several_tensors_are_fitted_together()
    {
        Number x = Tensor.Uniform([40, 3], -1.0, 1, new Random(1));
        Number weights = Tensor.Create([1.0, 2, 3, 4, 5, 6], [3, 2]), bias = Tensor.Vector(0.5, -0.5);
        Number y = x.MatMul(weights).Tanh() + bias;
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize<double>(
            p => x.MatMul(p[0]).Tanh() + p[1] - y, [Tensor.Ones<double>([3, 2]), Tensor.Zeros<double>([2])]);
        Assert.Equal([3, 2], result.Points[0].Shape);
        Assert.Equal([40, 2], result.Residuals.Shape);
        for (int i = 0; i < 6; i++) Assert.Equal(weights.Span[i], result.Points[0].Span[i], 1e-9);
        for (int i = 0; i < 2; i++) Assert.Equal(bias.Span[i], result.Points[1].Span[i], 1e-9);
        Assert.Equal([8, 8], result.Covariance.Shape);
    }

    [Fact]
    public void Single_precision_reaches_its_digits()
    {
        Tensor<float> x = Tensor.Range(0f, count: 50, step: 0.1f), y = 3f * (-0.7f * x).Exp() + 0.5f;
        LeastSquaresResult<float> result = LevenbergMarquardt.FitCurve(
            (x, p) => p.Slice(0, 0, 1) * (-p.Slice(0, 1, 1) * x).Exp() + p.Slice(0, 2, 1), x, y, Tensor.Vector(1f, 1, 0));
        Assert.Equal(3, result.Point.Span[0], 1e-5f);
        Assert.Equal(0.7, result.Point.Span[1], 1e-5f);
        Assert.Equal(0.5, result.Point.Span[2], 1e-5f);
        Assert.True(result.Evaluations < 40, $"{result.Evaluations}: {result.Reason}");
    }

    [Fact]
    public void Trials_outside_of_the_domain_are_steps_that_were_too_long()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            x => Join(At(x, 0).Log() - 1, 0.1 * (At(x, 0) - 3)), Tensor.Vector(40.0), new() { Accelerates = false });
        double at = result.Point.Span[0];
        Assert.Equal(0, (Math.Log(at) - 1) / at + 0.01 * (at - 3), 1e-9);
    }

    [Fact]
    public void A_start_at_the_solution_is_kept()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(Rosenbrock, Tensor.Vector(1.0, 1));
        Assert.Equal((0, 1, StopKind.LossTarget), (result.Iterations, result.Evaluations, result.Reason.Kind));
        Assert.Equal([1, 1], result.Point.ToArray());
    }

    [Fact]
    public void A_target_and_the_most_evaluations_stop_a_run()
    {
        LeastSquaresResult<double> target = LevenbergMarquardt.Minimize(Rosenbrock, rosenbrockStart, new() { Target = 1 });
        Assert.Equal(StopKind.LossTarget, target.Reason.Kind);
        Assert.InRange(target.SumOfSquares, 1e-6, 1);
        LeastSquaresResult<double> few = LevenbergMarquardt.Minimize(Rosenbrock, rosenbrockStart, new() { MaximumEvaluations = 3 });
        Assert.Equal((3, StopKind.Evaluations), (few.Evaluations, few.Reason.Kind));
        Assert.True(few.SumOfSquares <= 24.2);
    }

    [Fact]
    public void A_gradient_tolerance_stops_a_run()
    {
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(
            FreudensteinRoth, Tensor.Vector(0.5, -2), new() { GradientTolerance = 1e-3 });
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
    }

    [Fact]
    public void A_cancelled_run_has_its_best_point()
    {
        using CancellationTokenSource source = new();
        List<double> sums = [];
        LeastSquaresOptions options = new()
        {
            OnIteration = progress =>
            {
                sums.Add(progress.SumOfSquares);
                if (progress.Iteration == 3) source.Cancel();
            },
        };
        LeastSquaresResult<double> result = LevenbergMarquardt.Minimize(Rosenbrock, rosenbrockStart, options, source.Token);
        Assert.Equal((3, StopKind.Cancelled), (result.Iterations, result.Reason.Kind));
        Assert.Equal(sums[^1], result.SumOfSquares);
        Assert.Equal(result.SumOfSquares, Rosenbrock(result.Point).Square().Sum().ToScalar(), 1e-14);
        Assert.Equal(sums.OrderDescending(), sums);
    }

    [Fact]
    public void Results_are_the_same_at_every_call_and_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        LeastSquaresResult<double> first = LevenbergMarquardt.Minimize(FreudensteinRoth, Tensor.Vector(0.5, -2));
        try
        {
            CultureInfo.CurrentCulture = comma;
            LeastSquaresResult<double> second = LevenbergMarquardt.Minimize(FreudensteinRoth, Tensor.Vector(0.5, -2));
            Assert.Equal(first.Point.ToArray(), second.Point.ToArray());
            Assert.Equal(first.Reason, second.Reason);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Few_residuals_and_many_give_the_same()
    {
        // With few rows the Jacobian is taken row by row, with many column by column.
        Number t = Tensor.Range<double>(0, 4, 1), many = Tensor.Concatenate([t, t, t, t], 0);
        LeastSquaresResult<double> few = LevenbergMarquardt.Minimize(x => Curve(x, t), Tensor.Vector(1.0, 0.1));
        LeastSquaresResult<double> all = LevenbergMarquardt.Minimize(x => Curve(x, many), Tensor.Vector(1.0, 0.1));
        for (int i = 0; i < 2; i++) Assert.Equal(few.Point.Span[i], all.Point.Span[i], 1e-9);
        Assert.Equal(4, all.SumOfSquares / few.SumOfSquares, 1e-9);

        static Number Curve(Number x, Number t) => At(x, 0) * (At(x, 1) * t).Exp() - (2 + t * t);
    }

    private static Number Rosenbrock(Number x) => Join(10 * (At(x, 1) - At(x, 0).Square()), 1 - At(x, 0));

    private static Number FreudensteinRoth(Number x)
    {
        Number a = At(x, 0), b = At(x, 1);
        return Join(-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b);
    }

    private static Number At(Number x, int place) => x.Slice(0, place, 1);

    private static Number Join(params Number[] parts) => Tensor.Concatenate([.. parts.Select(part => part.Flatten())], 0);
}
