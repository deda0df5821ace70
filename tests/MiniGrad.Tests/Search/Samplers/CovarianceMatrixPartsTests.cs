using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class CovarianceMatrixPartsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_symmetric_matrix_is_the_sum_of_its_parts(int size)
    {
        XoshiroRandom random = new(1, (ulong)size);
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++)
                matrix[i * size + j] = matrix[j * size + i] = (random.NextDouble() - 0.5) * Math.Pow(10, 0.1 * Math.Min(i, 30));
        CheckParts(matrix, size);
    }

    [Fact]
    public void Matrices_with_equal_eigenvalues_have_parts_too()
    {
        double[] ones = new double[36], identity = new double[36];
        Array.Fill(ones, 1);
        for (int i = 0; i < 6; i++) identity[7 * i] = 1;
        CheckParts(ones, 6);
        CheckParts(identity, 6);
        CheckParts(new double[36], 6);
        Assert.False(new SymmetricEigen(2).Decompose([1, double.NaN, double.NaN, 1]));
    }

    // To 18 digits by mpmath.
    [Theory]
    [InlineData(-1, 0.15865525393145707)]
    [InlineData(-2.4, 0.0081975359245961294)]
    [InlineData(-2.6, 0.00466118802371875)]
    [InlineData(-5, 2.866515718791939e-07)]
    [InlineData(-10, 7.61985302416052607e-24)]
    [InlineData(-30, 4.906713927148187e-198)]
    public void Shares_of_the_normal_distribution_equal_golden_values(double x, double share)
    {
        Assert.Equal(1, NormalShare.Below(x) / share, 1e-12);
        Assert.Equal(1 - share, NormalShare.Below(-x), 1e-15);
        Assert.Equal(x, NormalShare.PointOf(share), 1e-9);
    }

    [Fact]
    public void Frequencies_move_to_what_was_good_and_keep_a_floor()
    {
        SearchSpace space = new();
        space.AddChoice("kind", "a", "b", "c", "d");
        ChoiceFrequencies frequencies = new(space.Parameters[0], 1);
        for (int generation = 0; generation < 200; generation++)
        {
            frequencies.Count(2, 0.7);
            frequencies.Count(double.NaN, 0.3);
            frequencies.Update(0.3, 1);
            double sum = 0;
            foreach (double share in frequencies.Shares) sum += share;
            Assert.Equal(1, sum, 1e-12);
        }
        Assert.Equal(0.09, frequencies.Shares[0], 1e-12);
        Assert.Equal(0.73, frequencies.Shares[2], 1e-12);
    }

    [Fact]
    public void Margin_keeps_the_neighbours_of_a_separate_value()
    {
        NormalSearch search = new([0.5, 0.3], 0.001, 6);
        search.KeepMargin(0, 0.4, 0.6, 0.1);
        search.KeepMargin(1, double.NegativeInfinity, 0.5, 0.1);
        Assert.Equal(0.05, NormalShare.Below((0.4 - search.Mean[0]) / search.DeviationOf(0)), 1e-9);
        Assert.Equal(0.05, NormalShare.Below((search.Mean[0] - 0.6) / search.DeviationOf(0)), 1e-9);
        Assert.Equal(0.1, NormalShare.Below((search.Mean[1] - 0.5) / search.DeviationOf(1)), 1e-9);
    }

    [Fact]
    public void Weights_equal_the_table_of_the_tutorial()
    {
        StrategyWeights weights = new(10, 10);
        Assert.Equal(5, weights.Parents);
        Assert.Equal(1, weights.Values.Take(5).Sum(), 1e-12);
        // By numpy from the formulas: 1 / Σw², 2 / ((n + 1.3)² + μ), 2 (¼ + μ + 1 / μ − 2) / ((n + 2)² + μ).
        Assert.Equal(3.167299, weights.Mass, 1e-6);
        Assert.Equal(0.0152839, weights.OneRate, 1e-6);
        Assert.Equal((3.167299 + 2) / (10 + 3.167299 + 5), weights.WidthRate, 1e-6);
        Assert.Equal(1 + weights.WidthRate, weights.Damping, 1e-12);
        Assert.All(weights.Values.Skip(5), weight => Assert.InRange(weight, -1, 0));
    }

    private static void CheckParts(double[] matrix, int size)
    {
        SymmetricEigen eigen = new(size);
        Assert.True(eigen.Decompose(matrix));
        double scale = Math.Max(1, matrix.Max(Math.Abs));
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0, inner = 0;
                for (int k = 0; k < size; k++)
                {
                    sum += eigen.Values[k] * eigen.Vectors[k * size + i] * eigen.Vectors[k * size + j];
                    inner += eigen.Vectors[i * size + k] * eigen.Vectors[j * size + k];
                }
                Assert.Equal(matrix[i * size + j], sum, 1e-12 * scale * size);
                Assert.Equal(i == j ? 1 : 0, inner, 1e-12);
            }
        }
    }
}
