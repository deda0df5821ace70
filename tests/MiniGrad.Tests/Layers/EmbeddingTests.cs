using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class EmbeddingTests
{
    [Fact]
    public void It_looks_rows_up_by_tensors_of_numbers_or_integers()
    {
        Embedding<float> layer = new(5, 3, new Random(1));
        Tensor<float> numbers = Tensor.Create([0f, 4, 4, 2], [2, 2]);
        Tensor<float> output = layer.Forward(numbers);
        Assert.Equal([2, 2, 3], output.Shape);
        for (int i = 0; i < 4; i++)
            Assert.Equal(layer.Weight.ToArray().AsSpan((int)numbers.Span[i] * 3, 3).ToArray(), output.ToArray().AsSpan(i * 3, 3).ToArray());
        Assert.Equal(output.ToArray(), layer.Forward(IndexTensor.Create([0, 4, 4, 2], [2, 2])).ToArray());
        Assert.Equal([3], layer.Forward(Tensor.Scalar(4f)).Shape);
        Assert.Equal([0, 3], layer.Forward(Tensor.Zeros<float>([0])).Shape);
        Assert.Equal("Embedding 5 × 3", layer.Description);
    }

    [Fact]
    public void Gradients_of_repeated_rows_add_up()
    {
        Embedding<double> layer = new(4, 2, new Random(1));
        Tensor<double> weights = Tensor.Create([1.0, 2, 3, 4, 5, 6], [3, 2]);
        (layer.Forward(Tensor.Vector(2.0, 0, 2)) * weights).Sum().Backward();
        Assert.Equal([3, 4, 0, 0, 6, 8, 0, 0], layer.Weight.Gradient!.ToArray());
        layer.Weight.ZeroGradient();
        (layer.Forward(IndexTensor.Create([2, 0, 2])) * weights).Sum().Backward();
        Assert.Equal([3, 4, 0, 0, 6, 8, 0, 0], layer.Weight.Gradient!.ToArray());
    }

    [Theory]
    [InlineData(4.0)]
    [InlineData(-1.0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(2147483648.0)]
    [InlineData(-4294967296.0)]
    public void Invalid_row_numbers_are_refused_in_replayed_steps_too(double number)
    {
        Sequential<float> model = new(new Embedding<float>(4, 2, new Random(1)), new Flatten<float>());
        TrainingStep<float> step =
            new(new Sgd<float>(model.Parameters, 0.1), batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        InferenceStep<float> inference = new(model);
        Tensor<float> good = Tensor.Create([0f, 3], [1, 2]), bad = Tensor.Create([0f, (float)number], [1, 2]), y =
            Tensor.Zeros<float>([1, 4]);
        for (int i = 0; i < 6; i++)
        {
            float[] before = model.Parameters[0].ToArray();
            foreach (Action action in (Action[])[() => step.Run(new(bad, y)), () => inference.Run(bad), () => model.Predict(bad)])
            {
                string message = Assert.Throws<ArgumentException>(action).Message;
                Assert.StartsWith("Embedding 4 × 2: expected whole numbers from 0 to 3, got ", message, StringComparison.Ordinal);
                Assert.Contains(" at position 1.", message, StringComparison.Ordinal);
            }
            Assert.Equal(before, model.Parameters[0].ToArray());
            step.Run(new(good, y));
            Assert.Equal(model.Predict(good).ToArray(), inference.Run(good).ToArray());
        }
        Embedding<float> layer = new(4, 2, new Random(1));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => layer.Forward(IndexTensor.Create([4])));
        Assert.StartsWith("Embedding 4 × 2: index 4 at position 0 is outside 0 to 3.", error.Message, StringComparison.Ordinal);
        Assert.Equal("indices", error.ParamName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Padding_starts_at_zero_and_does_not_learn(bool capture)
    {
        Embedding<double> layer = new(4, 2, new Random(1), paddingIndex: 2);
        Assert.Equal(2, layer.PaddingIndex);
        Assert.Equal([0, 0], layer.Weight.ToArray()[4..6]);
        Sequential<double> model = new(layer, new Flatten<double>());
        double[] before = layer.Weight.ToArray();
        TrainingStep<double> step = new(
            new Sgd<double>(model.Parameters, 0.1), batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
        for (int i = 0; i < 6; i++) step.Run(new(Tensor.Create([0.0, 2, i % 2, 2], [2, 2]), Tensor.Ones<double>([2, 4])));
        Assert.Equal([0, 0], layer.Weight.ToArray()[4..6]);
        Assert.NotEqual(before[..4], layer.Weight.ToArray()[..4]);

        // Another vector than zeros, such as one that was loaded, is looked up as it is.
        layer.Weight.Assign([1, 2, 3, 4, 5, 6, 7, 8]);
        layer.Weight.ZeroGradient();
        Tensor<double> found = layer.Forward(IndexTensor.Create([2, 0, 2]));
        Assert.Equal([5, 6, 1, 2, 5, 6], found.ToArray());
        found.Sum().Backward();
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0], layer.Weight.Gradient!.ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Padding_among_the_tokens_of_a_recurrent_layer_does_not_learn(int rows)
    {
        Embedding<double> layer = new(rows, 2, new Random(1), paddingIndex: 0);
        Gru<double> reader = new(2, 3, new Random(2));
        reader.Run(layer, IndexTensor.Create([1, 2, 0, 2, 0, 0], [2, 3])).Outputs.Sum().Backward();
        Assert.Equal([0, 0], layer.Weight.Gradient!.ToArray()[..2]);
        Assert.All(layer.Weight.Gradient!.ToArray()[2..6], value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Padding_that_is_no_vector_is_refused() =>
        Assert.Contains(
            "the number of the padding must be from 0 to 2, got 3",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding<float>(3, 2, new Random(1), paddingIndex: 3)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Bad_sizes_are_refused()
    {
        Assert.Contains("got 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding<float>(0, 2, new Random(1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("got -1", Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding<float>(2, -1, new Random(1))).Message,
            StringComparison.Ordinal);
    }
}
