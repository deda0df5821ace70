using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.LeastSquares;

public class JacobianFactorTests
{
    [Theory]
    [InlineData(30, 4, false)]
    [InlineData(4, 4, false)]
    [InlineData(1, 1, false)]
    [InlineData(26000, 90, true)]
    public void Its_square_is_that_of_the_Jacobian(int rows, int count, bool mayUseProducts)
    {
        double[] columns = Columns(rows, count);
        JacobianFactor factor = new(columns, rows, count, mayUseProducts);
        Assert.Equal(count, factor.Rank);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                double product = 0;
                for (int k = 0; k < count; k++) product += factor.Upper[k * count + a] * factor.Upper[k * count + b];
                int left = factor.Order[a], right = factor.Order[b];
                double expected = Vectors.Dot(columns.AsSpan(left * rows, rows), columns.AsSpan(right * rows, rows));
                double scale = factor.Norms[left] * factor.Norms[right];
                Assert.Equal(expected / scale, product, 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dependent_columns_are_counted(bool mayUseProducts)
    {
        int rows = mayUseProducts ? 26000 : 30, count = mayUseProducts ? 90 : 5;
        double[] columns = Columns(rows, count);
        for (int i = 0; i < rows; i++)
        {
            columns[2 * rows + i] = 3 * columns[i] - columns[rows + i];
            columns[4 * rows + i] = 0;
        }
        Assert.Equal(count - 2, new JacobianFactor(columns, rows, count, mayUseProducts).Rank);
    }

    [Theory]
    [InlineData(false, 0.3)]
    [InlineData(true, 0.3)]
    [InlineData(false, 1e-3)]
    public void A_damped_step_solves_its_system_at_the_length_of_the_radius(bool mayUseProducts, double part)
    {
        int rows = mayUseProducts ? 26000 : 30, count = mayUseProducts ? 90 : 5;
        double[] columns = Columns(rows, count), residuals = Columns(rows, 1);
        double[] scale = [.. Enumerable.Range(1, count).Select(j => 0.5 + j % 7)];
        JacobianFactor factor = new(columns, rows, count, mayUseProducts);
        DampedSystem system = new(factor, scale);
        double[] projected = factor.Project(residuals);
        system.Within(projected, double.MaxValue, 0);
        double whole = system.Length, radius = part * whole;
        double[] step = system.Within(projected, radius, 0);
        Assert.InRange(system.Length, 0.9 * radius, 1.1 * radius);
        Assert.Equal(system.Length, Vectors.Norm(scale, step), 1e-9 * radius);
        double[] moved = (double[])residuals.Clone();
        for (int j = 0; j < count; j++) Vectors.AddScaled(step[j], columns.AsSpan(j * rows, rows), moved);
        for (int j = 0; j < count; j++)
        {
            double gradient = Vectors.Dot(columns.AsSpan(j * rows, rows), moved), damped = system.Damping * scale[j] * scale[j] * step[j];
            double size = factor.Norms[j] * Vectors.Norm(residuals);
            Assert.Equal(0, (gradient + damped) / size, 1e-10);
        }
    }

    [Fact]
    public void The_second_derivative_of_a_network_along_a_direction_is_that_of_differences()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Sequential<double> model = new(
                new Linear<double>(2, 3, new Random(1), hasBias: false), new ActivationLayer<double>(activation),
                new Mlp<double>([3, 3, 2], Activation.Tanh, new Random(2)));
            NetworkResiduals<double> function = new(
                "Test", model, new Dataset<double>(Tensor.Uniform([5, 2], -1.0, 1, new Random(3)), Tensor.Ones<double>([5, 2])));
            AssertCurvature(function, function.Start);
        }
    }

    [Fact]
    public void The_second_derivative_of_a_function_along_a_direction_is_that_of_differences() => AssertCurvature(
        new TensorResiduals<double>(
            "Test", x => (x[0].Exp() * x[1]).Tanh() + x[0].Square().Sum() - 2 * x[1], (Shape[])[[3], [3]]),
        [0.3, -0.2, 0.5, 1, 0.7, -0.4]);

    private static void AssertCurvature(ResidualFunction function, double[] at)
    {
        const double H = 1e-4;
        double[] direction = Columns(at.Length, 1);
        double[] curvature = function.At(at).Acceleration(direction)!;
        double[] ahead = Residuals(H), here = Residuals(0), behind = Residuals(-H);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal((ahead[i] - 2 * here[i] + behind[i]) / (H * H), curvature[i], 1e-6 * Math.Max(1, Math.Abs(curvature[i])));

        double[] Residuals(double far)
        {
            double[] moved = (double[])at.Clone();
            Vectors.AddScaled(far, direction, moved);
            return function.At(moved).Residuals;
        }
    }

    private static double[] Columns(int rows, int count)
    {
        Random random = new(rows + count);
        return [.. Enumerable.Range(0, rows * count).Select(i => (random.NextDouble() - 0.5) * (1 + i / rows % 9))];
    }
}
