using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class PredictorTests
{
    private static readonly Mlp<float> model = new([5, 16, 3], Activation.Relu, new Random(1), dropout: 0.5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Predictions_for_any_number_of_samples_are_those_of_the_model(int count)
    {
        Tensor<float> inputs = Tensor.Uniform([count, 5], -1f, 1f, new Random(2));
        foreach (bool capture in new[] { true, false })
        {
            Predictor<float> predictor = new(model, batchSize: 8, capture);
            Tensor<float> expected = model.Predict(inputs);
            for (int again = 0; again < 4; again++)
            {
                Tensor<float> outputs = predictor.Predict(inputs);
                Assert.Equal(expected.Shape, outputs.Shape);
                Assert.Equal(expected.ToArray(), outputs.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
            }
            if (count > 0) Assert.Equal(expected.ArgMax(1), predictor.PredictClasses(inputs));
            Assert.Equal(expected.Softmax().ToArray(), predictor.PredictProbabilities(inputs).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void Single_output_is_the_logit_of_class_1()
    {
        Mlp<double> binary = new([2, 1], Activation.Identity, new Random(1));
        binary.Parameters[0].Assign([1, 0]);
        Predictor<double> predictor = new(binary);
        Tensor<double> inputs = Tensor.Create([-1.0, 0, 0, 0, 2, 0], [3, 2]);
        Assert.Equal([0, 0, 1], predictor.PredictClasses(inputs));
        double[] probabilities = predictor.PredictProbabilities(inputs).ToArray();
        double[] expected = [1 / (1 + Math.Exp(-1)), 1 / (1 + Math.E), 0.5, 0.5, 1 / (1 + Math.Exp(2)), 1 / (1 + Math.Exp(-2))];
        Assert.Equal(expected, probabilities, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Many_threads_at_once_get_the_same_answers()
    {
        Predictor<float> predictor = new(model, batchSize: 16);
        Tensor<float>[] inputs = [.. Enumerable.Range(0, 40).Select(i => Tensor.Uniform([1 + i * 3, 5], -1f, 1f, new Random(i)))];
        float[][] expected = [.. inputs.Select(input => predictor.Predict(input).ToArray())];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 40], predictor.Predict(inputs[i % 40]).ToArray()));
    }

    [Fact]
    public void Predictor_uses_changed_weights()
    {
        Mlp<float> changing = new([5, 4, 2], Activation.Tanh, new Random(1));
        Predictor<float> predictor = new(changing);
        Tensor<float> inputs = Tensor.Uniform([3, 5], -1f, 1f, new Random(2));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(changing.Predict(inputs).ToArray(), predictor.Predict(inputs).ToArray());
            changing.Parameters[0].Assign(changing.Parameters[0] * 1.5f);
        }
    }

    [Fact]
    public void Unusable_inputs_are_refused()
    {
        Predictor<float> predictor = new(model, batchSize: 4);
        Assert.Contains("[3, 4]", Assert.Throws<ArgumentException>(() => predictor.Predict(Tensor.Zeros<float>([3, 4]))).Message,
            StringComparison.Ordinal);
        const string hint = "Inputs are [samples, features]: one sample is [1, 5].";
        foreach (bool capture in (bool[])[true, false])
        {
            // Of a vector of five, the first four are a batch that no layer takes; all five are one that gives one output for five samples.
            foreach (int batchSize in (int[])[4, 5])
            {
                Exception error =
                    Assert.ThrowsAny<Exception>(() => new Predictor<float>(model, batchSize, capture).Predict(Tensor.Zeros<float>([5])));
                Assert.Equal(batchSize == 4 ? typeof(ArgumentException) : typeof(InvalidOperationException), error.GetType());
                Assert.Contains(hint, error.Message, StringComparison.Ordinal);
            }
        }
        Assert.Equal(
            "Predict: the model does not take inputs of shape [5]. Inputs are [samples, features]: one sample is [1, 5]. (Parameter " +
            "'inputs')",
            Assert.Throws<ArgumentException>(() => predictor.Predict(Tensor.Zeros<float>([5]))).Message);
        Assert.Matches(
            @"^Predict: the model does not take inputs of shape \[9, 4\]\. .*, got \[9, 4\]\. \(Parameter 'inputs'\)$",
            Assert.Throws<ArgumentException>(() => predictor.Predict(Tensor.Zeros<float>([9, 4]))).Message);
        Assert.Contains("first axis", Assert.Throws<ArgumentException>(() => predictor.Predict(Tensor.Scalar(1f))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Predictor<float>(model, batchSize: 0));
        Assert.Equal([5, 3], predictor.Predict(Tensor.Zeros<float>([5, 5])).Shape);
    }
}
