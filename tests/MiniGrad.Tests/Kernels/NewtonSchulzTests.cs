using MiniGrad.Kernels;
using MiniGrad.Tests.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Kernels;

public class NewtonSchulzTests
{
    public static TheoryData<int, int> Sizes =>
        new() { { 1, 1 }, { 1, 7 }, { 7, 1 }, { 5, 5 }, { 20, 33 }, { 70, 31 }, { 0, 3 }, { 3, 0 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_agrees_with_plain_loops_in_both_precisions(int rows, int columns)
    {
        Random random = new(7);
        double[,] matrix = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) matrix[i, j] = (float)(random.NextDouble() - 0.5);
        double[] wide = [.. matrix.Cast<double>()];
        float[] single = [.. wide.Select(value => (float)value)];
        NewtonSchulz.Orthogonalize(wide.AsSpan(), rows, columns, new double[NewtonSchulz.WorkspaceSize(rows, columns)]);
        NewtonSchulz.Orthogonalize(single.AsSpan(), rows, columns, new float[NewtonSchulz.WorkspaceSize(rows, columns)]);
        double[] expected = [.. NaiveMatrix.Orthogonalize(matrix).Cast<double>()];
        Assert.Equal(expected, wide, (a, b) => Math.Abs(a - b) < 1e-11);
        Assert.Equal(expected, single.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void Singular_values_become_about_one()
    {
        // A diagonal matrix has its diagonal as singular values, and stays diagonal.
        double[] values = [1, -0.7, 0.3, 0.1, 0.03];
        double[] matrix = new double[5 * 8];
        for (int i = 0; i < values.Length; i++) matrix[i * 8 + i] = values[i];
        NewtonSchulz.Orthogonalize(matrix.AsSpan(), 5, 8, new double[NewtonSchulz.WorkspaceSize(5, 8)]);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                if (i == j) Assert.InRange(matrix[i * 8 + j] * Math.Sign(values[i]), 0.65, 1.25);
                else Assert.Equal(0, matrix[i * 8 + j], 1e-12);
            }
        }
    }

    [Fact]
    public void Matrix_of_zeros_stays_zero()
    {
        float[] matrix = new float[12];
        NewtonSchulz.Orthogonalize(matrix.AsSpan(), 3, 4, new float[NewtonSchulz.WorkspaceSize(3, 4)]);
        Assert.All(matrix, value => Assert.Equal(0, value));
    }
}
