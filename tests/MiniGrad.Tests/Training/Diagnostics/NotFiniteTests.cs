using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

/// <summary>NaN and infinity are traced to where they first appear.</summary>
public class NotFiniteTests
{
    private static readonly Tensor<double> inputs = Tensor.Normal([4, 3], 0.0, 1.0, new Random(1));

    [Fact]
    public void Forward_it_is_the_first_layer_that_gives_them()
    {
        Assert.StartsWith(
            "layers.1: 1 of 12 of the numbers of its output are NaN or infinite; all layers before it give finite ones.",
            Find("layers.1", Build(x => (x - x.Min()).Log())), StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_the_input_may_be_the_cause()
    {
        Sequential<double> model = Build(x => x);
        Tensor<double> bad = Tensor.Full([4, 3], double.NaN);
        Assert.Contains("it is the first layer, so what went in may not be finite either",
            Find("layers.0", model, () => model.Forward(bad).Sum()), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_looked_at_first()
    {
        Sequential<double> model = Build(x => x);
        model.Parameters[2].Assign([1, 2, double.NaN, 4, 5, double.PositiveInfinity, 7, 8, 9]);
        Assert.StartsWith("layers.2: 2 of 12 of its weights are NaN or infinite. Go back to weights from before", Find("layers.2", model),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_it_is_the_layer_that_hands_them_back()
    {
        string message = Find("layers.1", Build(x => (x - x.Detach()).Sqrt()));
        Assert.StartsWith("layers.1: 12 of 12 of the numbers of the gradient that it hands back to layers.0 are NaN or infinite", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_is_named_where_it_is_the_cause()
    {
        Sequential<double> model = Build(x => x);
        Assert.StartsWith("loss: it is -Infinity though all layers give finite numbers.",
            Find("loss", model, () => (model.Forward(inputs).Sum() * 0).Log()), StringComparison.Ordinal);
        Assert.StartsWith(
            "loss: 12 of 12 of the numbers of the gradient that it hands back to layers.2",
                Find("loss", model, () => (model.Forward(inputs).Sum() * 0).Sqrt()),
            StringComparison.Ordinal);
    }

    private static string Find(string layer, Sequential<double> model) => Find(layer, model, () => model.Forward(inputs).Sum());

    private static string Find(string layer, Sequential<double> model, Func<Tensor<double>> loss)
    {
        GradientFlowFinding finding = Assert.Single(GradientFlow.Measure(model, loss).Check());
        Assert.Equal((GradientFlowProblem.NotFinite, layer), (finding.Problem, finding.Layer));
        return finding.Message;
    }

    private static Sequential<double> Build(Func<Tensor<double>, Tensor<double>> middle) =>
        new(new Linear<double>(3, 3, new Random(2)), new Custom(middle), new Linear<double>(3, 3, new Random(3)));

    private sealed class Custom(Func<Tensor<double>, Tensor<double>> function) : Layer<double>
    {
        protected override Tensor<double> Compute(Tensor<double> input) => function(input);
    }
}
