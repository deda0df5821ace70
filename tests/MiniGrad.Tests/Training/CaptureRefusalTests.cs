using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>What a step's function does that a replay would not see is refused in words.</summary>
public class CaptureRefusalTests
{
    [Fact]
    public void Looking_at_values_is_refused()
    {
        AssertRefused((x, _, w) => x[0] > 0 ? (x * w).Sum() : (x + w).Sum(), "outside an operation");
        AssertRefused((x, _, w) => (x * w).Sum() * (x * w).Max().ToScalar(), "outside an operation");
        AssertRefused((x, y, w) => (x * w).Sum() * y[0], "outside an operation");
        AssertRefused((x, y, w) => (x * w).Sum() * y.Sum(), "outside an operation");
        AssertRefused((x, _, w) => (x * w).ArgMax().Span[0] > 1 ? (x * w).Sum() : (x + w).Sum(), "outside an operation");
    }

    [Fact]
    public void Doing_something_else_the_second_time_is_refused()
    {
        int calls = 0;
        Random random = new(1);
        AssertRefused(
            (x, _, w) => (x * w).Sum() * (0.5f + calls++),
            "a tensor from outside of shape [] with 0.5 and is a tensor from outside of shape [] with 1.5");
        AssertRefused(
            (x, _, w) => (x * w * Tensor.Uniform<float>([3], 0, 1, random)).Sum(),
            "of operation 1, Multiply, was a tensor from outside of shape [3] with");
        AssertRefused((x, _, w) => calls++ % 2 == 0 ? (x * w).Sum() : (x + w).Sum(), "operation 0 was Multiply and is Add");
        AssertRefused((x, _, w) => calls++ % 2 == 0 ? (x * w).Sum() : (x * w).Exp().Sum(), "operation 1 was Sum and is Exp");
        AssertRefused((x, _, w) => x.Slice(0, calls++ % 2, 2).Sum() * w.Sum(), "the start of operation 0, Slice, was 0 and is 1");
        AssertRefused(
            (x, _, w) => (x * w).LeakyRelu(0.1 + 0.1 * (calls++ % 2)).Sum(), "the slope of operation 1, LeakyRelu, was 0.1 and is 0.2");
        AssertRefused(
            (x, _, w) => (x * w).GatherRows([calls++ % 2]).Sum(),
            "the indices of operation 1, GatherRows, was indices of shape [1] with 0 at place 0 and is");
    }

    [Fact]
    public void Looking_at_parameters_and_gradients_is_refused()
    {
        AssertRefused((x, _, w) => (x * w).Sum() * w.Span[0], "outside an operation");
        AssertRefused((x, y, w) => Differentiation.Gradients(Loss.CrossEntropy((x * w).Reshape(1, 3), [y.ElementCount - 2]), [w])[0][0] > 0
            ? (x * w).Sum() : w.Sum(), "outside an operation");
    }

    [Fact]
    public void A_step_inside_a_step_is_refused()
    {
        Mlp<float> teacher = new([3, 3], Activation.Relu, new Random(1));
        InferenceStep<float> inference = new(teacher);
        for (int i = 0; i < 4; i++) inference.Run(Tensor.Ones<float>([1, 3]));
        AssertRefused((x, _, w) => (inference.Run(x.Reshape(1, 3)) * w).Sum(), "inside the function of another");
    }

    [Fact]
    public void Backward_inside_is_refused() => AssertRefused(
        (x, _, w) =>
        {
            Tensor<float> loss = (x * w).Sum();
            loss.Backward();
            return loss;
        },
        "do not call Backward");

    private static void AssertRefused(Func<Tensor<float>, IndexTensor, Parameter<float>, Tensor<float>> loss, string message)
    {
        Parameter<float> w = new(Tensor.Create<float>([1, 2, 3], [3]));
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch => loss(batch.Inputs, batch.Labels, w));
        CaptureException error = Assert.Throws<CaptureException>(() =>
        {
            for (int i = 0; i < 2; i++) step.Run(new(Tensor.Create<float>([1, 2, 3], [3]), [1, 1, 1]));
        });
        Assert.Contains(message, error.Message, StringComparison.Ordinal);

        // Nothing of the attempt is left behind.
        Assert.Equal(1f, Tensor.Create<float>([1], [1]).ToScalar());
        Assert.Equal(3, w.Span.Length);
    }
}
