using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Minimization;

/// <summary>Linear regression by gradient descent: on the root mean square of y − Xβ over n samples, and on its square.</summary>
public class RegressionTests
{
    private const int Samples = 60;
    private const int Coefficients = 3;

    private static readonly Tensor<double> x = Tensor.Uniform<double>([Samples, Coefficients], -1, 1, new Random(1));

    private static readonly Tensor<double> y =
        x.MatMul(Tensor.Create(new double[,] { { 1 }, { -2 }, { 0.5 } })) + Tensor.Normal<double>([Samples, 1], 0, 0.5, new Random(2));

    [Fact]
    public void The_gradient_of_the_root_mean_square_is_its_closed_form()
    {
        foreach (Tensor<double> beta in Points())
        {
            // −Xᵀ(y − Xβ) / (n·‖y − Xβ‖), where the norm is the root mean square.
            double[] residual = Residual(beta);
            double norm = Math.Sqrt(residual.Sum(r => r * r) / Samples);
            AssertClose(beta, RootMeanSquare, j => -Along(j, residual) / (Samples * norm));
        }
    }

    [Fact]
    public void The_gradient_of_the_mean_square_is_its_closed_form()
    {
        foreach (Tensor<double> beta in Points())
        {
            double[] residual = Residual(beta);
            AssertClose(beta, MeanSquare, j => -2.0 / Samples * Along(j, residual));
        }
    }

    [Fact]
    public void A_step_on_the_mean_square_adds_its_closed_form()
    {
        const double Rate = 0.3;
        double[] beta = new double[Coefficients];
        DescentResult<double> result = Descent.Minimize(
            MeanSquare, Tensor.Zeros<double>([Coefficients, 1]), b =>
                new Sgd<double>(b, Rate), Stop.AfterIterations(30), new DescentOptions { TraceEvery = 1 });
        foreach (TracePoint<double> at in result.Trace)
        {
            for (int j = 0; j < Coefficients; j++) Assert.Equal(beta[j], at.Point[j, 0], 1e-12);

            // β ← β + (2λ/n)·Xᵀ(y − Xβ).
            double[] residual = Residual(Tensor.Create(beta, [Coefficients, 1]));
            for (int j = 0; j < Coefficients; j++) beta[j] += 2 * Rate / Samples * Along(j, residual);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_reach_the_solution_of_the_pseudo_inverse(bool isSquare)
    {
        DescentResult<double> result = Descent.Minimize(
            isSquare ? MeanSquare : RootMeanSquare, Tensor.Zeros<double>([Coefficients, 1]), b => new Sgd<double>(b, 0.3),
            Stop.WhenGradientBelow(1e-11) | Stop.AfterIterations(5000));
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        for (int j = 0; j < Coefficients; j++) Assert.Equal(PseudoInverse()[j], result.Point[j, 0], 1e-9);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(16)]
    [InlineData(1)]
    public void Batches_of_any_size_come_near_it(int? batchSize)
    {
        SampledDescentResult<double> result = Descent.Minimize(
            (beta, batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(beta), batch.Targets), Tensor.Zeros<double>([Coefficients, 1]),
                new Dataset<double>(x, y), batchSize,
            b => new Sgd<double>(b, batchSize is null ? 0.3 : 0.002), Stop.AfterIterations(1000), new Random(4));
        for (int j = 0; j < Coefficients; j++) Assert.Equal(PseudoInverse()[j], result.Point[j, 0], batchSize is null ? 1e-12 : 0.1);
    }

    private static Tensor<double> RootMeanSquare(Tensor<double> beta) => (y - x.MatMul(beta)).Norm() / Math.Sqrt(Samples);

    private static Tensor<double> MeanSquare(Tensor<double> beta) => (y - x.MatMul(beta)).Square().Mean();

    private static IEnumerable<Tensor<double>> Points()
    {
        Random random = new(3);
        for (int i = 0; i < 20; i++) yield return Tensor.Normal<double>([Coefficients, 1], 0, 3, random);
    }

    private static void AssertClose(Tensor<double> beta, Func<Tensor<double>, Tensor<double>> objective, Func<int, double> closedForm)
    {
        Tensor<double> gradient = Differentiation.Gradient(objective, beta);
        double[] expected = [.. Enumerable.Range(0, Coefficients).Select(closedForm)];
        double largest = expected.Max(Math.Abs);
        for (int j = 0; j < Coefficients; j++) Assert.Equal(expected[j], gradient[j, 0], 1e-12 * largest);
    }

    private static double[] Residual(Tensor<double> beta) =>
        [.. Enumerable.Range(0, Samples).Select(i => y[i, 0] - Enumerable.Range(0, Coefficients).Sum(j => x[i, j] * beta[j, 0]))];

    /// <summary>An element of Xᵀr.</summary>
    private static double Along(int j, double[] residual) => Enumerable.Range(0, Samples).Sum(i => x[i, j] * residual[i]);

    /// <summary>(XᵀX)⁻¹Xᵀy, by Gauss's elimination; X is well conditioned.</summary>
    private static double[] PseudoInverse()
    {
        double[,] a = new double[Coefficients, Coefficients + 1];
        for (int j = 0; j < Coefficients; j++)
        {
            for (int k = 0; k < Coefficients; k++) a[j, k] = Enumerable.Range(0, Samples).Sum(i => x[i, j] * x[i, k]);
            a[j, Coefficients] = Along(j, y.ToArray());
        }
        for (int j = 0; j < Coefficients; j++)
        {
            for (int row = 0; row < Coefficients; row++)
            {
                double factor = row == j ? 0 : a[row, j] / a[j, j];
                for (int k = j; k <= Coefficients; k++) a[row, k] -= factor * a[j, k];
            }
        }
        return [.. Enumerable.Range(0, Coefficients).Select(j => a[j, Coefficients] / a[j, j])];
    }
}
