using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Operations;

public class LinearAlgebraTests
{
    public static TheoryData<int> Sizes => [1, 2, 7, 16, 17, 18, 19, 24, 31, 33, 40, 65, 100, 131, 200];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Solutions_solve_the_equations_in_double_precision(int size) => AssertSolves<double>(size, 1e-13);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Solutions_solve_the_equations_in_single_precision(int size) => AssertSolves<float>(size, 1e-4);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_factors_multiply_to_the_matrix_in_double_precision(int size) => AssertFactors<double>(size, 1e-13);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_factors_multiply_to_the_matrix_in_single_precision(int size) => AssertFactors<float>(size, 1e-5);

    [Fact]
    public void Rows_change_places_where_the_pivot_is_small()
    {
        Tensor<double> a = Tensor.Create(new[,] { { 0.0, 2, 0 }, { 0, 0, 4 }, { 8, 0, 0 } });
        Assert.Equal([1.0, 2, 3], a.Solve(Tensor.Vector(4.0, 12, 8)).ToArray());
        Assert.Equal(64, a.Determinant().ToScalar());
        Assert.Equal(-2.0, Tensor.Create(new[,] { { 0.0, 1 }, { 2, 0 } }).Determinant().ToScalar());
        // Without exchanges 1 + 1e20 loses the 1.
        Tensor<double> steep = Tensor.Create(new[,] { { 1e-20, 1 }, { 1, 1 } });
        Assert.Equal([1.0, 1], steep.Solve(Tensor.Vector(1.0, 2)).ToArray());
    }

    [Fact]
    public void A_singular_matrix_is_refused_with_its_number_and_its_column()
    {
        Tensor<double> singular = Tensor.Create(new[,] { { 1.0, 2, 3 }, { 2, 4, 5 }, { 3, 6, 7 } });
        AssertRefused("Solve: the matrix is singular: column 1 has no pivot but 0.", () => singular.Solve(Tensor.Ones<double>([3])));
        AssertRefused("Inverse: the matrix is singular: column 0 has no pivot but 0.", () => Tensor.Zeros<float>([2, 2]).Inverse());
        Tensor<double> batch = Tensor.Stack([Tensor.Identity<double>(3), singular]);
        AssertRefused(
            "Solve: matrix 1 of shape [2, 3, 3] is singular: column 1 has no pivot but 0.", () => batch.Solve(Tensor.Ones<double>([3])));
        Tensor<double> triangles = Tensor.Create([1.0, 0, 0, 1, 4, 2, 3, 0], [2, 2, 2]);
        AssertRefused("TriangularSolve: matrix 1 of shape [2, 2, 2] is singular: its diagonal is 0 in column 1.",
            () => triangles.TriangularSolve(Tensor.Ones<double>([2])));
        Assert.Equal([1.0, 0], batch.Determinant().ToArray());
        Assert.Equal([0.0, double.NegativeInfinity], batch.LogDeterminant().ToArray());
        AssertRefused("Inverse: the matrix is singular", () => Differentiation.Gradient(x => x.Determinant(), singular));
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused_with_its_number_and_its_column()
    {
        Tensor<double> a = Tensor.Create(new[,] { { 4.0, 2 }, { 2, 1 } });
        AssertRefused(
            "Cholesky: the matrix is not positive definite: the square to take the root of in column 1 is 0, expected above 0.",
            () => a.Cholesky());
        AssertRefused(
            "Cholesky: matrix 1 of shape [2, 1, 1] is not positive definite: the square to take the root of in column 0 is -1.5,",
            () => Tensor.Create([1.0, -1.5], [2, 1, 1]).Cholesky());
        AssertRefused("Cholesky: the matrix is not positive definite", () => Tensor.Full([1, 1], float.NaN).Cholesky());
        Tensor<float> diagonal = 2f - 5f * Tensor.OneHot<float>(IndexTensor.Create([33]), 40).Reshape(40);
        AssertRefused(
            "Cholesky: the matrix is not positive definite: the square to take the root of in column 33 is -3,",
            () => diagonal.DiagonalMatrix().Cholesky());
    }

    [Fact]
    public void NaN_goes_through_a_solution()
    {
        Tensor<double> a = Tensor.Create(new[,] { { 1.0, 2 }, { double.NaN, 4 } });
        Assert.All(a.Solve(Tensor.Ones<double>([2])).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Cholesky_reads_the_lower_triangle_and_has_a_symmetric_gradient()
    {
        Tensor<double> a = Tensor.Create(new[,] { { 4.0, double.NaN }, { 2, 5 } });
        Assert.Equal([2.0, 0, 1, 2], a.Cholesky().ToArray());
        Tensor<double> symmetric = Tensor.Create(new[,] { { 4.0, 2 }, { 2, 5 } });
        Tensor<double> gradient = Differentiation.Gradient(x => x.Cholesky().Sum(), symmetric);
        Assert.Equal(gradient.ToArray(), gradient.Transpose().ToArray());
        Assert.Equal(Differentiation.Gradient(x => ((x + x.Transpose()) / 2).Cholesky().Sum(), symmetric).ToArray(), gradient.ToArray());
    }

    [Fact]
    public void The_other_triangle_is_not_looked_at()
    {
        Tensor<double> a = Tensor.Create(new[,] { { 2.0, double.NaN }, { 1, 4 } });
        Assert.Equal([1.0, 2], a.TriangularSolve(Tensor.Vector(2.0, 9)).ToArray());
        Tensor<double> gradient = Differentiation.Gradient(x => x.TriangularSolve(Tensor.Vector(2.0, 9)).Sum(), a);
        Assert.Equal(0, gradient[0, 1]);
        Assert.True(gradient.ToArray().All(double.IsFinite));
    }

    [Fact]
    public void The_logarithm_of_a_determinant_stays_in_range()
    {
        Tensor<float> a = 1e-3f * Tensor.Identity<float>(50);
        Assert.Equal(0, a.Determinant().ToScalar());
        Assert.Equal(50 * Math.Log(1e-3), a.LogDeterminant().ToScalar(), 1e-3);
        Assert.Equal(50 * Math.Log(1e-3), (-a).LogDeterminant().ToScalar(), 1e-3);
    }

    [Fact]
    public void Derivatives_through_several_factorisations_are_right()
    {
        // A Gaussian log-likelihood of a covariance that is computed from a matrix.
        Tensor<double> x = Tensor.Uniform([4, 3], -1.0, 1, new Random(1)), y = Tensor.Uniform([4, 2], -1.0, 1, new Random(2));
        Tensor<double> Likelihood(Tensor<double> m)
        {
            Tensor<double> covariance = m.MatMul(m.Transpose()) + 0.5 * Tensor.Identity<double>(4), factor = covariance.Cholesky();
            return -factor.Diagonal().Log().Sum() - 0.5 * factor.TriangularSolve(y).Square().Sum();
        }

        Tensor<double> Direct(Tensor<double> m)
        {
            Tensor<double> covariance = m.MatMul(m.Transpose()) + 0.5 * Tensor.Identity<double>(4);
            return -0.5 * covariance.LogDeterminant() - 0.5 * (y * covariance.Solve(y)).Sum();
        }

        GradientCheck.Require(Likelihood, x);
        GradientCheck.Require(Direct, x);
        AssertClose(Differentiation.Hessian(Likelihood, x), Differentiation.Hessian(Direct, x), 1e-12);
    }

    private static void AssertSolves<T>(int size, double error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(size);
        Tensor<T> a = Tensor.Uniform([2, size, size], T.CreateChecked(-1), T.One, random)
            + T.CreateChecked(0.7 * Math.Sqrt(size)) * Tensor.Identity<T>(size);
        foreach (int columns in new[] { 1, 2, 9, 40 })
        {
            Tensor<T> b = Tensor.Uniform([2, size, columns], T.CreateChecked(-1), T.One, random);
            Tensor<T> x = a.Solve(b);
            AssertClose(a.MatMul(x), b, error * size);
            AssertClose(a.Transpose().MatMul(new SolveOperation<T>("Solve", a, b, isTransposed: true).Apply()), b, error * size);
            Tensor<T> heavy = a + T.CreateChecked(size) * Tensor.Identity<T>(size);
            foreach (bool isUpper in new[] { false, true })
            {
                Tensor<T> triangle = isUpper ? heavy.UpperTriangle() : heavy.LowerTriangle();
                AssertClose(triangle.MatMul(heavy.TriangularSolve(b, isUpper)), b, error);
                AssertClose(triangle.Transpose().MatMul(heavy.TriangularSolve(b, isUpper, isTransposed: true)), b, error);
            }
        }
        AssertClose(a.MatMul(a.Inverse()), Tensor.Identity<T>(size).BroadcastTo(a.Shape), error * size);
    }

    private static void AssertFactors<T>(int size, double error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> m = Tensor.Uniform([2, size, size], T.CreateChecked(-1), T.One, new Random(size));
        Tensor<T> a = m.MatMul(m.Transpose()) / T.CreateChecked(size) + T.CreateChecked(0.1) * Tensor.Identity<T>(size);
        Tensor<T> factor = a.Cholesky();
        AssertClose(factor.MatMul(factor.Transpose()), a, error);
        Assert.Equal(factor.LowerTriangle().ToArray(), factor.ToArray());
        AssertClose(T.CreateChecked(2) * factor.Diagonal().Log().Sum([-1]), a.LogDeterminant(), error * size);
    }

    /// <summary>Elements agree within an error relative to the largest.</summary>
    private static void AssertClose<T>(Tensor<T> expected, Tensor<T> actual, double error)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double scale = double.CreateChecked(expected.Abs().Max().ToScalar());
        double off = double.CreateChecked((expected - actual).Abs().Max().ToScalar());
        Assert.True(off <= error * Math.Max(1, scale), $"{off} of {scale}");
    }

    private static void AssertRefused(string message, Func<object> function) =>
        Assert.StartsWith(message, Assert.Throws<ArithmeticException>(function).Message, StringComparison.Ordinal);
}
