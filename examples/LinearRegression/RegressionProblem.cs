using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace LinearRegression;

/// <summary>Points around a plane: targets y that depend on inputs linearly, but for noise.</summary>
/// <param name="Data">X with a column of ones, for the intercept, and a column for each input, and y, a column.</param>
/// <param name="Solution">The coefficients β⁺ with the smallest mean square of y − Xβ, by the pseudo-inverse.</param>
internal sealed record RegressionProblem(Dataset<double> Data, Tensor<double> Solution)
{
    private const double Noise = 0.3;

    private static readonly Tensor<double> truth = Tensor.Create(new double[,] { { 0.5 }, { 2 }, { -1 } });

    /// <summary>Where all descents begin.</summary>
    public static Tensor<double> Start { get; } = Tensor.Zeros<double>(truth.Shape);

    /// <summary>Draws a problem.</summary>
    public static RegressionProblem Create(int samples, Random random)
    {
        Tensor<double> inputs = Tensor.Uniform<double>([samples, truth.Shape[0] - 1], -1, 1, random);
        Tensor<double> x = Tensor.Concatenate([Tensor.Ones<double>([samples, 1]), inputs], axis: 1);
        Tensor<double> y = x.MatMul(truth) + Tensor.Normal<double>([samples, 1], 0, Noise, random);
        return new(new Dataset<double>(x, y), LeastSquares.Solve(x, y));
    }

    /// <summary>How far coefficients are from the solution: <c>‖β − β⁺‖₂</c>.</summary>
    public double DistanceOf(Tensor<double> coefficients) => (coefficients - Solution).Norm().ToScalar();
}
