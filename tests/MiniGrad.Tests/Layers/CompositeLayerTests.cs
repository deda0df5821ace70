using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Catalog;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class CompositeLayerTests
{
    [Fact]
    public void Row_normalisations_take_their_last_axes_together()
    {
        Tensor<double> x = Tensor.Normal([4, 2, 3], 1.0, 2.0, new Random(1));
        LayerNormalization<double> layer = new([2, 3], epsilon: 1e-3);
        RmsNormalization<double> rms = new([2, 3], epsilon: 1e-3);
        foreach (Parameter<double> parameter in (Parameter<double>[])[layer.Weight!, layer.Bias!, rms.Weight!])
            parameter.Assign(Tensor.Normal(parameter.Shape, 1.0, 1.0, new Random(2)));
        Tensor<double> deviation = x - x.Mean([1, 2], keepDimensions: true);
        Tensor<double> expected =
            deviation / (deviation.Square().Mean([1, 2], keepDimensions: true) + 1e-3).Sqrt() * layer.Weight! + layer.Bias!;
        CatalogAssert.Close(expected.ToArray(), layer.Forward(x).ToArray(), 1e-12, "layer");
        Tensor<double> expectedRms = x / (x.Square().Mean([1, 2], keepDimensions: true) + 1e-3).Sqrt() * rms.Weight!;
        CatalogAssert.Close(expectedRms.ToArray(), rms.Forward(x).ToArray(), 1e-12, "rms");
        Assert.Equal([2, 3], layer.Forward(x.Slice(0, 0, 1).Squeeze(0)).Shape);

        Assert.Contains("LayerNormalization 2 × 3: expected an input of shape [..., 2, 3], got [4, 3, 2]",
            Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones<double>([4, 3, 2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => rms.Forward(Tensor.Ones<double>([3])));
        Assert.Throws<ArgumentException>(() => new LayerNormalization<double>([]));
        Assert.Throws<ArgumentException>(() => new RmsNormalization<double>([2, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNormalization<double>([2], epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsNormalization<double>([2], epsilon: double.NaN));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Alpha_dropout_keeps_mean_and_variance(double probability)
    {
        Tensor<double> x = Tensor.Normal([1000, 1000], 0.0, 1.0, new Random(1));
        AlphaDropout<double> layer = new(probability, new Random(2));
        Tensor<double> y = layer.Forward(x);
        Assert.Equal(0, y.Mean().ToScalar(), 0.01);
        Assert.Equal(1, y.Variance().ToScalar(), 0.01);
        double dropped = y.Min().ToScalar();
        double[] values = y.ToArray();
        double most = values.GroupBy(value => Math.Round(value, 9)).MaxBy(group => group.Count())!.Key;
        Assert.Equal(probability, values.Count(value => Math.Abs(value - most) < 1e-8) / 1e6, 0.005);
        Assert.True(dropped <= most);
        Assert.Equal(x.ToArray(), layer.Predict(x).ToArray());
        Assert.NotEqual(values, layer.Forward(x).ToArray());
        Assert.Contains("got 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new AlphaDropout<double>(1, new Random(1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Self_normalising_networks_keep_their_signals_through_many_layers()
    {
        Mlp<double> model = new([.. Enumerable.Repeat(200, 31)], Activation.Selu, new Random(1));
        Tensor<double> x = Tensor.Normal([500, 200], 0.0, 1.0, new Random(2));
        IReadOnlyList<Parameter<double>> p = model.Parameters;
        for (int i = 0; i < 58; i += 2) x = x.Linear(p[i], p[i + 1]).Selu();
        Assert.Equal(0, x.Mean().ToScalar(), 0.1);
        Assert.Equal(1, x.Variance().ToScalar(), 0.2);
    }

    [Fact]
    public void Residual_adds_the_shortcut()
    {
        Tensor<double> x = Tensor.Normal([4, 3], 0.0, 1.0, new Random(1));
        Linear<double> inner = new(3, 3, new Random(2)), wide = new(3, 5, new Random(3)), shortcut = new(3, 5, new Random(4));
        Assert.Equal((inner.Forward(x) + x).ToArray(), new Residual<double>(inner).Forward(x).ToArray());
        Residual<double> projected = new(wide, shortcut);
        Assert.Equal((wide.Forward(x) + shortcut.Forward(x)).ToArray(), projected.Forward(x).ToArray());
        Assert.Equal(["inner.weight", "inner.bias", "shortcut.weight", "shortcut.bias"],
            projected.NamedParameters.Select(entry => entry.Name));
        string message = Assert.Throws<ArgumentException>(() => new Residual<double>(wide).Forward(x)).Message;
        Assert.Contains("got [4, 5] and [4, 3]; where the inner layer changes the size", message, StringComparison.Ordinal);

        // [4, 1] would broadcast.
        Assert.Throws<ArgumentException>(() => new Residual<double>(new Linear<double>(3, 1, new Random(1))).Forward(x));
    }

    [Fact]
    public void Columns_are_taken_from_the_last_axis()
    {
        Tensor<double> x = Tensor.Range(0.0, 24, 1).Reshape(2, 3, 4);
        Columns<double> columns = new(1, 2);
        Tensor<double> output = columns.Forward(x);
        Assert.Equal([2, 3, 2], output.Shape);
        Assert.Equal([1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22], output.ToArray());
        Assert.Equal([3.0, 7], new Columns<double>(3, 1).Forward(Tensor.Range(0.0, 8, 1).Reshape(2, 4)).ToArray());
        Assert.Equal(("Columns 1 to 2", "Columns 3"), (columns.Description, new Columns<double>(3, 1).Description));
        Assert.StartsWith(
            "Columns 1 to 2: expected an input of shape [..., features] with at least 3 features, got [5, 2].",
            Assert.Throws<ArgumentException>(() => columns.Forward(Tensor.Zeros<double>([5, 2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => columns.Forward(Tensor.Scalar(1.0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Columns<double>(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Columns<double>(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Columns<double>(2, int.MaxValue));
    }

    [Fact]
    public void Normalisation_of_the_last_axis_alone_takes_its_size()
    {
        Assert.Equal([16], new LayerNormalization<float>(16).Shape);
        Assert.Equal([16], new RmsNormalization<float>(16, affine: false).Shape);
        Assert.Contains("got 0", Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNormalization<float>(0)).Message,
            StringComparison.Ordinal);
        Assert.Contains("got -1", Assert.Throws<ArgumentOutOfRangeException>(() => new RmsNormalization<float>(-1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parallel_branches_are_concatenated_or_summed()
    {
        Tensor<double> x = Tensor.Normal([4, 3], 0.0, 1.0, new Random(1));
        Linear<double> a = new(3, 2, new Random(2)), b = new(3, 5, new Random(3)), c = new(3, 2, new Random(4));
        Parallel<double> concatenated = new(ParallelMerge.Concatenate, a, b), summed = new(ParallelMerge.Sum, a, c);
        Assert.Equal(Tensor.Concatenate([a.Forward(x), b.Forward(x)], 1).ToArray(), concatenated.Forward(x).ToArray());
        Assert.Equal((a.Forward(x) + c.Forward(x)).ToArray(), summed.Forward(x).ToArray());
        Assert.Equal("branches.1.bias", concatenated.NamedParameters[3].Name);
        Assert.Contains("got [4, 2] and, from branch 1, [4, 5]",
            Assert.Throws<ArgumentException>(() => new Parallel<double>(ParallelMerge.Sum, a, b).Forward(x)).Message,
                StringComparison.Ordinal);
        Parallel<double> uneven = new(ParallelMerge.Concatenate, new Flatten<double>(), new Deeper());
        Assert.Contains("but for the last axis, got [4, 3] and, from branch 1, [4, 3, 1]",
            Assert.Throws<ArgumentException>(() => uneven.Forward(x)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Parallel<double>(ParallelMerge.Sum));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Parallel<double>((ParallelMerge)7, a));
    }

    [Fact]
    public void Flatten_joins_all_axes_but_the_first()
    {
        Flatten<float> layer = new();
        Assert.Equal([2, 12], layer.Forward(Tensor.Ones<float>([2, 3, 4])).Shape);
        Assert.Equal([2, 1], layer.Forward(Tensor.Ones<float>([2])).Shape);
        Assert.Equal([0, 12], layer.Forward(Tensor.Ones<float>([0, 3, 4])).Shape);
        Assert.Equal([2, 0], layer.Forward(Tensor.Ones<float>([2, 0, 4])).Shape);
        Assert.Contains(
            "expected an input of shape [batch, ...], got []",
                Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Scalar(1f))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_perceptron_normalises_between_affine_map_and_activation()
    {
        Tensor<double> x = Tensor.Normal([8, 3], 0.0, 1.0, new Random(1));
        Mlp<double> batch = new([3, 4, 2], Activation.Sigmoid, new Random(2), normalization: Normalization.Batch);
        Mlp<double> layer = new([3, 4, 2], Activation.Sigmoid, new Random(2), normalization: Normalization.Layer);
        Assert.Equal(
            ["layers.0.weight", "normalizations.0.weight", "normalizations.0.bias", "layers.1.weight", "layers.1.bias"],
            batch.NamedParameters.Select(entry => entry.Name));
        IReadOnlyList<Parameter<double>> p = batch.Parameters, q = layer.Parameters;
        Assert.Equal(x.MatMul(p[0]).BatchNormalize(p[1], p[2]).Sigmoid().Linear(p[3], p[4]).ToArray(), batch.Forward(x).ToArray());
        Assert.Equal(x.Linear(q[0], q[1]).LayerNormalize(q[2], q[3]).Sigmoid().Linear(q[4], q[5]).ToArray(), layer.Forward(x).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Mlp<double>([3, 4, 2], Activation.Relu, new Random(1), normalization: (Normalization)9));
    }

    private sealed class Deeper : Layer<double>
    {
        protected override Tensor<double> Compute(Tensor<double> input) => input.ExpandDimension(-1);
    }
}
