using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>Gradients that vanish become 0, not subnormal, and nothing that still counts is lost with them.</summary>
public class VanishingGradientTests
{
    private static readonly Tensor<float> inputs = Tensor.Normal<float>([64, 64], 0, 1, new Random(2));
    private static readonly int[] labels = [.. Enumerable.Range(0, 64).Select(i => i % 10)];

    public static TheoryData<Activation, int, float> Models => new()
    {
        { Activation.Relu, 1, 1e-36f },
        { Activation.Tanh, 2, 1e-36f },
        { Activation.Sigmoid, 2, 1e-36f },
        { Activation.Relu, 2, 1e-28f },
        { Activation.Sigmoid, 2, 1e-28f },
        { Activation.Sigmoid, 60, 1 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void No_gradient_is_subnormal(Activation activation, int depth, float factor)
    {
        Mlp<float> model = new([64, .. Enumerable.Repeat(64, depth), 10], activation, new Random(1));
        Tensor<float> LossOf(Tensor<float> x, IndexTensor target) => Loss.CrossEntropy(model.Forward(x), target) * factor;

        LossOf(inputs, labels).Backward();
        Assert.All(model.Parameters, parameter => AssertNormal(parameter.Gradient!));

        TrainingStep<float> step = new(new Sgd<float>(model.Parameters, 0.01), batch => LossOf(batch.Inputs, batch.Labels));
        for (int i = 0; i < 4; i++)
        {
            step.Run(new(inputs, labels));
            Assert.All(model.Parameters, parameter => AssertNormal(parameter.Gradient!));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-10f)]
    [InlineData(1e-30f)]
    [InlineData(1e-36f)]
    public void No_gradient_of_scores_is_subnormal_however_sure_they_are(float factor)
    {
        float[] values = new float[64 * 40];
        for (int i = 0; i < values.Length; i++) values[i] = -2.5f * (i % 40);
        Parameter<float> scores = new(Tensor.Create<float>(values, [64, 40]));
        Tensor<float> narrow = scores.Slice(1, 0, 10) * 3;
        Tensor<float> uniform = Tensor.Full<float>(scores.Shape, 1f / 40);
        foreach (Tensor<float> loss in (Tensor<float>[])[
            Loss.CrossEntropy(scores, labels), Loss.CrossEntropy(narrow, labels), Loss.CrossEntropy(scores, labels, labelSmoothing: 0.1),
            Loss.CrossEntropy(scores, uniform), scores.Softmax().Square().Sum(), scores.LogSoftmax().Sum(),
                scores.Softmax(0).Square().Sum(), scores.LogSoftmax(0).Square().Sum()])
        {
            AssertNormal(Differentiation.Gradients(loss * factor, [scores])[0]);
        }
    }

    [Fact]
    public void No_gradient_along_with_a_loss_is_subnormal()
    {
        Parameter<float> scores = new(Tensor.Create<float>([.. Enumerable.Range(0, 640).Select(i => -0.15f * i)], [64, 10]));
        Tensor<float> targets = Tensor.Zeros<float>(scores.Shape);
        AssertNormal(Differentiation.Gradients(Loss.BinaryCrossEntropyWithLogits(scores, targets), [scores])[0]);
        AssertNormal(Differentiation.Gradients(Loss.CrossEntropy(scores * 80, labels), [scores])[0]);
    }

    [Theory]
    [InlineData(2e-14)]
    [InlineData(1e-14)]
    [InlineData(1e-12)]
    public void Adam_with_a_small_epsilon_moves_in_single_precision_as_in_double(double gradient)
    {
        Parameter<float> single = new(Tensor.Full<float>([20], 0.5f));
        Parameter<double> wide = new(Tensor.Full<double>([20], 0.5));
        single.Gradient = Tensor.Full<float>([20], (float)gradient);
        wide.Gradient = Tensor.Full<double>([20], gradient);
        Adam<float> ofSingle = new([single], 0.01, epsilon: 1e-15);
        Adam<double> ofWide = new([wide], 0.01, epsilon: 1e-15);
        for (int step = 0; step < 5; step++)
        {
            ofSingle.Step();
            ofWide.Step();
            double moved = 0.5 - wide.Span[0];
            Assert.All(single.ToArray(), value => Assert.Equal(moved, 0.5 - value, 0.01 * moved));
        }
    }

    [Theory]
    [InlineData(1e25f)]
    [InlineData(-1e25f)]
    [InlineData(1e19f)]
    [InlineData(1e37f)]
    public void Adam_stays_finite_when_the_average_of_squares_overflows(float gradient)
    {
        Parameter<float> weight = new(Tensor.Full<float>([20], 0.5f));
        weight.Gradient = Tensor.Full<float>([20], gradient);
        Adam<float> optimizer = new([weight], 0.01);
        for (int step = 0; step < 3; step++) optimizer.Step();
        Assert.All(weight.ToArray(), value => Assert.InRange(value, 0.4f, 0.6f));
    }

    private static void AssertNormal(Tensor<float> gradient)
    {
        float[] values = gradient.ToArray();
        Assert.DoesNotContain(values, float.IsSubnormal);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }
}
