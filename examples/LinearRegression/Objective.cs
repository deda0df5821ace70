using MiniGrad;
using MiniGrad.Losses;

namespace LinearRegression;

/// <summary>What is made small, and its gradient as a formula, to compare automatic differentiation with.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Value">Of β, X and y: a single number.</param>
/// <param name="ClosedForm">The gradient in respect of β, of β, X and y, written by hand.</param>
internal sealed record Objective(
    string Name, Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>> Value, Func<Tensor<double>, Tensor<double>, Tensor<double>, Tensor<double>> ClosedForm)
{
    /// <summary>
    /// The root mean square <c>‖y − Xβ‖ = √(Σ(y − Xβ)² / n)</c>. With the norm meaning the root mean square, its gradient is
    /// <c>−Xᵀ(y − Xβ) / (n·‖y − Xβ‖)</c>.
    /// </summary>
    public static Objective RootMeanSquare { get; } = new(
        "root mean square",
        (beta, x, y) => (y - x.MatMul(beta)).Norm() / Math.Sqrt(y.Shape[0]),
        (beta, x, y) =>
        {
            Tensor<double> residual = y - x.MatMul(beta);
            double n = y.Shape[0], rootMeanSquare = Math.Sqrt(residual.Square().Sum().ToScalar() / n);
            return -x.Transpose().MatMul(residual) / (n * rootMeanSquare);
        });

    /// <summary>Its square, the mean square, whose gradient is <c>−(2/n)·Xᵀ(y − Xβ)</c>.</summary>
    public static Objective MeanSquare { get; } = new(
        "mean square",
        (beta, x, y) => Loss.MeanSquaredError(x.MatMul(beta), y),
        (beta, x, y) => x.Transpose().MatMul(y - x.MatMul(beta)) * (-2.0 / y.Shape[0]));

    /// <summary>The largest difference between the two gradients at some points, relative to the gradient's largest element.</summary>
    public double GradientError(Tensor<double> x, Tensor<double> y, IEnumerable<Tensor<double>> points) => points.Max(beta =>
    {
        Tensor<double> gradient = Differentiation.Gradient(b => Value(b, x, y), beta), expected = ClosedForm(beta, x, y);
        return (gradient - expected).Abs().Max().ToScalar() / expected.Abs().Max().ToScalar();
    });
}
