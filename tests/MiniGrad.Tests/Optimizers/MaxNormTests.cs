using System.Numerics;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class MaxNormTests
{
    [Fact]
    public void Update_follows_its_formula_in_double_precision() => Compare<double>(1e-11);

    [Fact]
    public void Update_follows_its_formula_in_single_precision() => Compare<float>(2e-5);

    /// <summary>Gradient descent that pushes all weights outwards, written out element by element.</summary>
    private static void Compare<T>(double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Rows = 7, Columns = 19;
        const double Rate = 0.05, Limit = 1.5;
        Random random = new(2);
        Parameter<T> weights = new(Tensor.Uniform<T>([Rows, Columns], -T.One, T.One, random));
        Parameter<T> bias = new(Tensor.Full([Columns], T.One));
        Tensor<T> directions = Tensor.Normal<T>([Rows, Columns], T.Zero, T.One, random);
        Sgd<T> optimizer = new([weights, bias], Rate);
        optimizer.Add(new MaxNorm<T>(Limit));
        double[] expected = [.. weights.ToArray().Select(value => double.CreateChecked(value))];
        int limited = 0;
        for (int step = 0; step < 200; step++)
        {
            optimizer.Step(() => (weights * directions).Sum() - bias.Sum());
            for (int i = 0; i < expected.Length; i++) expected[i] -= Rate * double.CreateChecked(directions.Span[i]);
            for (int column = 0; column < Columns; column++)
            {
                double norm =
                    Math.Sqrt(Enumerable.Range(0, Rows).Sum(row => expected[row * Columns + column] * expected[row * Columns + column]));
                if (norm <= Limit) continue;
                limited++;
                for (int row = 0; row < Rows; row++) expected[row * Columns + column] *= Limit / norm;
            }
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], double.CreateChecked(weights.Span[i]), tolerance);
        }
        Assert.InRange(limited, 1000, 200 * Columns - 50);
        Assert.Equal(1 + 200 * Rate, double.CreateChecked(bias.Span[0]), 1e-3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 33)]
    [InlineData(784, 130)]
    [InlineData(3, 40_000)]
    public void Limits_each_column_and_leaves_short_ones_their_bits(int rows, int columns)
    {
        Random random = new(8);
        Parameter<float> weights =
            new(Tensor.Uniform<float>([rows, columns], -1, 1, random) * Tensor.Uniform<float>([columns], 0, 2, random));
        float[] before = weights.ToArray();
        float limit = (float)Norm(before, 0, columns) * 0.8f;
        Sgd<float> optimizer = new([weights], 0);
        optimizer.Add(new MaxNorm<float>(limit));
        weights.Gradient = Tensor.Zeros<float>([rows, columns]);
        optimizer.Step();
        for (int column = 0; column < columns; column++)
        {
            double norm = Norm(before, column, columns);
            if (norm > limit * 1.000001) Assert.Equal(1, Norm(weights.Span, column, columns) / limit, 1e-5);
            else if (norm < limit * 0.999999)
                for (int row = 0; row < rows; row++) Assert.Equal(before[row * columns + column], weights.Span[row * columns + column]);
        }
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Limit_holds_where_its_square_overflows(float limit)
    {
        Parameter<float> weights = new(Tensor.Create([3 * limit, 0.5f * limit, -4 * limit, 0.1f * limit], [2, 2]));
        Sgd<float> optimizer = new([weights], 0);
        optimizer.Add(new MaxNorm<float>(limit));
        weights.Gradient = Tensor.Zeros<float>([2, 2]);
        optimizer.Step();
        Assert.Equal(0.6, weights.Span[0] / limit, 1e-6);
        Assert.Equal(-0.8, weights.Span[2] / limit, 1e-6);
        Assert.Equal(0.5f * limit, weights.Span[1]);
    }

    [Fact]
    public void Columns_whose_norm_is_no_number_stay_visible()
    {
        Parameter<float> weights = new(Tensor.Create([float.NaN, 1e25f, 3, 1, 1, 4], [2, 3]));
        Sgd<float> optimizer = new([weights], 0);
        optimizer.Add(new MaxNorm<float>(1));
        weights.Gradient = Tensor.Zeros<float>([2, 3]);
        optimizer.Step();
        Assert.True(float.IsNaN(weights.Span[0]));
        Assert.Equal(1e25f, weights.Span[1]);
        Assert.Equal(0.6f, weights.Span[2], 1e-6);
    }

    [Fact]
    public void Only_the_parameters_given_are_limited_and_frozen_ones_stay()
    {
        Parameter<float> chosen = Five(), other = Five(), frozen = Five();
        frozen.IsFrozen = true;
        Sgd<float> optimizer = new([chosen, other, frozen], 0);
        optimizer.Add(new MaxNorm<float>(1, [chosen, frozen, chosen]));
        chosen.Gradient = Tensor.Zeros<float>([2, 1]);
        optimizer.Step();
        Assert.Equal(0.6f, chosen.Span[0], 1e-6);
        Assert.Equal([3, 4], other.ToArray());
        Assert.Equal([3, 4], frozen.ToArray());

        static Parameter<float> Five() => new(Tensor.Create([3f, 4], [2, 1]));
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Parameter<float> vector = new(Tensor.Vector(1f), "bias"), matrix = new(Tensor.Ones<float>([2, 2]), "weight");
        AssertRefused<ArgumentOutOfRangeException>("MaxNorm: the limit must be a positive finite number as a Single, got 0", () =>
            new MaxNorm<float>(0));
        AssertRefused<ArgumentOutOfRangeException>("got -1", () => new MaxNorm<float>(-1));
        AssertRefused<ArgumentOutOfRangeException>("got NaN", () => new MaxNorm<double>(double.NaN));
        AssertRefused<ArgumentOutOfRangeException>("got 1E-50", () => new MaxNorm<float>(1e-50));
        AssertRefused<ArgumentException>("at least one parameter, got none", () => new MaxNorm<float>(1, []));
        AssertRefused<ArgumentException>("expected matrices, got parameter 'bias' of shape [1]", () => new MaxNorm<float>(1, [vector]));
        AssertRefused<ArgumentException>("none of the optimizer's parameters is a matrix", () =>
            new Sgd<float>([vector], 0.1).Add(new MaxNorm<float>(1)));
        AssertRefused<ArgumentException>("'weight' is not among the optimizer's", () =>
            new Sgd<float>([vector], 0.1).Add(new MaxNorm<float>(1, [matrix])));

        static void AssertRefused<TException>(string message, Func<object> action) where TException : Exception =>
            Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    private static double Norm(ReadOnlySpan<float> matrix, int column, int columns)
    {
        double sum = 0;
        for (int i = column; i < matrix.Length; i += columns) sum += (double)matrix[i] * matrix[i];
        return Math.Sqrt(sum);
    }
}
