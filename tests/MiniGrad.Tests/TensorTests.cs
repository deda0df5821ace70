using System.Numerics.Tensors;
using Xunit;

namespace MiniGrad.Tests;

public class TensorTests
{
    [Fact]
    public void Factories_fill_as_they_say()
    {
        Assert.Equal([0f, 0, 0, 0], Tensor.Zeros<float>([2, 2]).ToArray());
        Assert.Equal([1f, 1], Tensor.Ones<float>([2]).ToArray());
        Assert.Equal([7.0, 7, 7], Tensor.Full([3], 7.0).ToArray());
        Assert.Equal([1.0, 0, 0, 1], Tensor.Identity<double>(2).ToArray());
        Assert.Equal([2.0, 2.5, 3], Tensor.Range(2.0, 3, 0.5).ToArray());
        Assert.Equal([2, 3], Tensor.Create(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }).Shape);
        Assert.Equal(5, Tensor.Scalar(5.0).ToScalar());
        Assert.Equal(Shape.Scalar, Tensor.Scalar(5.0).Shape);
    }

    [Fact]
    public void Random_factories_are_deterministic_by_seed_and_have_the_right_moments()
    {
        Tensor<float> uniform = Tensor.Uniform([100_000], -1f, 3f, new Random(1)), normal =
            Tensor.Normal([100_001], 2f, 0.5f, new Random(1));
        Assert.Equal(uniform.ToArray(), Tensor.Uniform([100_000], -1f, 3f, new Random(1)).ToArray());
        Assert.NotEqual(uniform.ToArray(), Tensor.Uniform([100_000], -1f, 3f, new Random(2)).ToArray());
        Assert.True(uniform.Min().ToScalar() >= -1 && uniform.Max().ToScalar() < 3);
        Assert.Equal(1, uniform.Mean().ToScalar(), 0.02);
        Assert.Equal(16.0 / 12, uniform.Variance().ToScalar(), 0.02);
        Assert.Equal(2, normal.Mean().ToScalar(), 0.01);
        Assert.Equal(0.25, normal.Variance().ToScalar(), 0.005);
        Assert.Throws<ArgumentException>(() => Tensor.Uniform<float>([2], 1, 0, new Random(1)));
        Assert.Throws<ArgumentException>(() => Tensor.Uniform<float>([2], -3e38f, 3e38f, new Random(1)));
        Assert.Throws<ArgumentException>(() => Tensor.Normal<float>([2], 0, -1, new Random(1)));
    }

    [Fact]
    public void Elements_are_read_by_indices_from_either_end()
    {
        Tensor<double> x = Tensor.Create([1.0, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal(6, x[1, 2]);
        Assert.Equal(3, x[0, -1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x[0, -4]);
        Assert.Throws<ArgumentException>(() => x[0]);
        Assert.Throws<InvalidOperationException>(() => x.ToScalar());
    }

    [Fact]
    public void Values_are_copied_in_and_out()
    {
        double[] values = [1, 2];
        Tensor<double> x = Tensor.Create(values, [2]);
        values[0] = 9;
        Assert.Equal(1, x[0]);
        x.ToArray()[0] = 9;
        Assert.Equal(1, x[0]);
        Parameter<double> parameter = new(x);
        parameter.Assign([5, 6]);
        Assert.Equal(1, x[0]);
    }

    [Fact]
    public void Mistaken_shapes_and_element_types_are_refused()
    {
        Assert.Contains("[2, 2] needs 4 values, got 3", Assert.Throws<ArgumentException>(() => Tensor.Create([1f, 2, 3], [2, 2])).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Tensor.Zeros<Half>([2]));
        Assert.Contains("no size in place", Assert.Throws<ArgumentException>(() => Tensor.Zeros<float>([6]).Reshape(4, -1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tensor.Zeros<float>([6]).Reshape(-1, -1));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros<float>([6]).Reshape(5));
    }

    [Fact]
    public void Text_shows_shape_and_values()
    {
        Assert.Equal("Tensor<float> [2, 2]\n[[   1, -2.5],\n [1000,    0]]", Tensor.Create([1f, -2.5f, 1000, 0], [2, 2]).ToString());
        Assert.Equal("Tensor<double> [] 3", Tensor.Scalar(3.0).ToString());
        Assert.Equal("Tensor<double> [0, 3]", Tensor.Zeros<double>([0, 3]).ToString());
        Assert.Equal("IndexTensor [3]\n[10,  2,  3]", IndexTensor.Create([10, 2, 3]).ToString());
        string large = Tensor.Zeros<float>([500, 784]).ToString();
        Assert.Contains("...", large, StringComparison.Ordinal);
        Assert.True(large.Length < 400);
    }

    [Fact]
    public void Platform_tensor_spans_go_in_and_out()
    {
        Tensor<float> x = Tensor.Create([1f, 2, 3, 4, 5, 6], [2, 3]);
        ReadOnlyTensorSpan<float> span = x.AsTensorSpan();
        Assert.Equal([2, 3], span.Lengths.ToArray());
        Assert.Equal(6, span[1, 2]);
        Assert.Equal(x.ToArray(), Tensor.Create(span).ToArray());

        Assert.Equal(5, Tensor.Create(Tensor.Scalar(5f).AsTensorSpan()).ToScalar());

        ReadOnlyTensorSpan<float> column = span[.., 1..2];
        Tensor<float> copied = Tensor.Create(column);
        Assert.Equal([2, 1], copied.Shape);
        Assert.Equal([2, 5], copied.ToArray());
    }

    [Fact]
    public void Views_share_memory_and_keep_the_graph()
    {
        Parameter<double> parameter = new(Tensor.Vector(1.0, 2, 3, 4));
        Tensor<double> matrix = parameter.Reshape(2, 2);
        parameter.Assign([5, 6, 7, 8]);
        Assert.Equal(8, matrix[1, 1]);
        parameter.Reshape(2, 2).Square().Sum().Backward();
        Assert.Equal([10, 12, 14, 16], parameter.Gradient!.ToArray());
    }
}
