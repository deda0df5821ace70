using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Capture;

public class LiveNumberTests
{
    [Fact]
    public void Eager_and_captured_steps_see_every_value()
    {
        Assert.Equal(Run(capture: false), Run(capture: true));

        static double[] Run(bool capture)
        {
            LiveNumber<double> beta = new(0.5);
            Parameter<double> w = new(Tensor.Vector(1.0, -2, 3));
            TrainingStep<double> step = new(
                new Sgd<double>([w], 0.01), batch =>
                    ((batch.Inputs * w - batch.Targets).Square() * beta + (1 - beta.Reshape(1)) * w.Abs()).Sum(), capture);
            List<double> losses = [];
            for (int i = 0; i < 30; i++)
            {
                beta.Value = i / 30.0;
                losses.Add(step.Run(new(Tensor.Vector(1.0, 2, 3), Tensor.Vector(0.0, 0, i))));
            }
            return [.. losses, .. w.Span];
        }
    }

    [Fact]
    public void A_change_inside_a_graph_is_refused()
    {
        LiveNumber<double> beta = new(2);
        Parameter<double> w = new(Tensor.Scalar(3.0));
        Tensor<double> loss = w * beta, again = w * beta;
        beta.Value = 2;
        loss.Backward();
        Assert.Equal(2, w.Gradient!.ToScalar());
        beta.Value = 4;
        Assert.Contains(
            "Multiply: the parameter 'parameter', a live number was changed",
                Assert.Throws<InvalidOperationException>(() => again.Backward()).Message, StringComparison.Ordinal);
        Assert.Equal(4, beta.Value);
        Assert.Equal(12, (w * beta).ToScalar());
    }

    [Fact]
    public void A_captured_function_may_neither_read_nor_set_it()
    {
        LiveNumber<float> beta = new(1);
        Assert.Contains("outside an operation", Refusal((x, w) => (x * w).Sum() * beta.Value), StringComparison.Ordinal);
        Assert.Contains("outside an operation", Refusal((x, w) => (x * w).Sum() * beta.ToScalar()), StringComparison.Ordinal);
        Assert.Contains("changed a live number outside an operation", Refusal((x, w) => (x * w).Sum() * Set(beta)),
            StringComparison.Ordinal);

        static LiveNumber<float> Set(LiveNumber<float> number)
        {
            number.Value = 2;
            return number;
        }
    }

    [Fact]
    public void A_captured_function_may_not_assign_to_a_parameter()
    {
        Parameter<float> other = new(Tensor.Scalar(1f), "average");
        string refusal = Refusal((x, w) =>
        {
            other.Assign([2f]);
            return (x * w).Sum() * other.Detach();
        });
        Assert.Contains("the function changed parameter 'average' outside an operation", refusal, StringComparison.Ordinal);
    }

    private static string Refusal(Func<Tensor<float>, Parameter<float>, Tensor<float>> loss)
    {
        Parameter<float> w = new(Tensor.Scalar(1f));
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch => loss(batch.Inputs, w));
        return Assert.Throws<CaptureException>(() => step.Run(new(Tensor.Vector(2f), Tensor.Vector(0f)))).Message;
    }
}
