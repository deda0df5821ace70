using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

/// <summary>Ill models are told from healthy ones, in words.</summary>
public class GradientFlowCheckTests
{
    private static readonly Tensor<float> inputs = Tensor.Normal<float>([64, 32], 0, 1, new Random(1));
    private static readonly int[] labels = [.. Enumerable.Range(0, 64).Select(i => i % 10)];

    [Theory]
    [InlineData(1, Activation.Relu)]
    [InlineData(2, Activation.Relu)]
    [InlineData(3, Activation.Tanh)]
    [InlineData(4, Activation.Gelu)]
    [InlineData(5, Activation.LeakyRelu)]
    public void Nothing_is_found_in_a_healthy_model_of_five_layers(int seed, Activation activation)
    {
        Mlp<float> model = new([32, 64, 64, 64, 64, 10], activation, new Random(seed), dropout: 0.2);

        Assert.Empty(Measure(model, new Adam<float>(model.Parameters)).Check());
    }

    [Theory]
    [InlineData(1, Activation.Relu)]
    [InlineData(2, Activation.Relu)]
    [InlineData(3, Activation.Tanh)]
    [InlineData(4, Activation.Sigmoid)]
    public void Nothing_is_found_in_a_network_that_learns_digits(int seed, Activation activation)
    {
        Dataset<float> digits = LabeledImages.GenerateDigits<float>(640, new Random(seed));
        Mlp<float> model = new([784, 128, 10], activation, new Random(seed));
        Adam<float> optimizer = new(model.Parameters);
        Batch<float> first = digits.Batches(64).First();
        Tensor<float> LossOf() => Loss.CrossEntropy(model.Forward(first.Inputs), first.Labels);

        Assert.Empty(GradientFlow.Measure(model, LossOf, optimizer).Check());
        foreach (Batch<float> batch in Enumerable.Range(0, 5).SelectMany(_ => digits.Batches(64)))
            optimizer.Step(() => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Assert.Empty(GradientFlow.Measure(model, LossOf, optimizer).Check());
    }

    [Fact]
    public void Twenty_sigmoid_layers_vanish()
    {
        GradientFlowFinding finding =
            Assert.Single(Measure(new Mlp<float>([32, .. Enumerable.Repeat(64, 20), 10], Activation.Sigmoid, new Random(1))).Check());

        Assert.Equal((GradientFlowProblem.VanishingGradient, "layers.0"), (finding.Problem, finding.Layer));
        Assert.Matches(
            @"^layers\.0: the gradient has vanished: that of its output has a root mean square of \d\.\de-1\d, " +
            @"1\d orders of magnitude below the 0\.00\d\d of layers\.20; " +
            @"the same, if less so, in 1\d other layers\. ReLU with He's starting weights", finding.ToString());
    }

    [Fact]
    public void Gradients_below_the_smallest_number_are_none()
    {
        Mlp<float> model = new([32, .. Enumerable.Repeat(64, 60), 10], Activation.Sigmoid, new Random(1));

        GradientFlowFinding[] findings = [.. Measure(model).Check()];

        Assert.Equal([GradientFlowProblem.NoGradient, GradientFlowProblem.VanishingGradient], findings.Select(finding => finding.Problem));
        Assert.Equal("layers.0", findings[0].Layer);
        Assert.Contains("it has fallen below the smallest number", findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_weights_explode_forward_and_backward_and_in_the_update()
    {
        Mlp<float> model = new([32, .. Enumerable.Repeat(64, 10), 10], Activation.Relu, new Random(1),
            weights: Initializer.Normal(0, 3 * Math.Sqrt(2.0 / 64)));

        GradientFlowFinding[] findings = [.. Measure(model, new Sgd<float>(model.Parameters, 0.1)).Check()];

        Assert.Equal(
            [GradientFlowProblem.ExplodingActivations, GradientFlowProblem.ExplodingGradient, GradientFlowProblem.LargeUpdate],
            findings.Select(finding => finding.Problem));
        Assert.Equal(("layers.10", "layers.0"), (findings[0].Layer, findings[1].Layer));
        Assert.Contains("orders of magnitude above the", findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_weights_vanish_forward_and_backward()
    {
        Mlp<float> model = new([32, .. Enumerable.Repeat(64, 10), 10], Activation.Relu, new Random(1),
            weights: Initializer.Normal(0, 0.2 * Math.Sqrt(2.0 / 64)));

        Assert.Equal(
            [(GradientFlowProblem.VanishingActivations, "layers.10"), (GradientFlowProblem.VanishingGradient, "layers.0")],
            Measure(model).Check().Select(finding => (finding.Problem, finding.Layer)));
    }

    [Fact]
    public void Dead_units_are_named_and_so_is_what_they_cut_off()
    {
        Mlp<float> model = new([32, 64, 64, 64, 10], Activation.Relu, new Random(1), dropout: 0.1);
        model.Parameters[3].Assign(Enumerable.Repeat(-100f, 64).ToArray());

        GradientFlowFinding[] findings = [.. Measure(model).Check()];

        Assert.Equal([(GradientFlowProblem.DeadUnits, "activations.1"), (GradientFlowProblem.NoGradient, "layers.0")],
            findings.Select(found => (found.Problem, found.Layer)));
        Assert.StartsWith("activations.1: 64 of 64 units are 0 for each of 64 samples, and let no gradient through.", findings[0].Message,
            StringComparison.Ordinal);
        Assert.Contains("learns nothing; nor", findings[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("It is cut off at activations.1, all of whose units are dead.", findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_samples_say_nothing_about_dead_units()
    {
        Mlp<float> model = new([32, 64, 64, 10], Activation.Relu, new Random(1));
        model.Parameters[1].Assign(Enumerable.Range(0, 64).Select(i => i == 0 ? 0f : -100).ToArray());
        GradientFlow Flow(int count) =>
            GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(inputs.Slice(0, 0, count)), labels[..count]));

        Assert.Equal(63, Flow(15).Layers[1].DeadUnitCount);
        Assert.DoesNotContain(Flow(15).Check(), finding => finding.Problem == GradientFlowProblem.DeadUnits);
        Assert.Contains(Flow(16).Check(), finding => finding.Problem == GradientFlowProblem.DeadUnits);
        Assert.DoesNotContain(Flow(16).Check(new GradientFlowLimits { DeadShare = 1 }), finding =>
            finding.Problem == GradientFlowProblem.DeadUnits);
    }

    [Fact]
    public void A_last_layer_that_starts_at_zero_is_not_dead()
    {
        Linear<float> model = new(32, 10, new Random(1), Initializer.Zeros);

        Assert.Empty(Measure(model).Check());
    }

    [Fact]
    public void Saturated_layers_are_named()
    {
        Mlp<float> model = new([32, 64, 64, 10], Activation.Tanh, new Random(1));
        model.Parameters[0].Assign(model.Parameters[0].ToArray().Select(weight => 50 * weight).ToArray());

        GradientFlowFinding finding = Assert.Single(Measure(model).Check());

        Assert.Equal((GradientFlowProblem.Saturation, "activations.0"), (finding.Problem, finding.Layer));
    }

    [Theory]
    [InlineData(10, GradientFlowProblem.LargeUpdate)]
    [InlineData(1e-7, GradientFlowProblem.SmallUpdate)]
    public void Learning_rates_out_of_all_proportion_are_found(double rate, GradientFlowProblem problem)
    {
        Mlp<double> model = new([32, 64, 10], Activation.Relu, new Random(1));
        Tensor<double> wide = Tensor.Normal([64, 32], 0.0, 1.0, new Random(1));

        GradientFlow flow =
            GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(wide), labels), new Sgd<double>(model.Parameters, rate));

        GradientFlowFinding finding = Assert.Single(flow.Check());
        Assert.Equal(problem, finding.Problem);
        Assert.Contains("where about 0.001 is usual", finding.Message, StringComparison.Ordinal);
        Assert.Empty(flow.Check(new GradientFlowLimits { LargestUpdateRatio = 1e6, SmallestUpdateRatio = 0 }));
    }

    [Fact]
    public void Limits_decide()
    {
        GradientFlow flow = Measure(new Mlp<float>([32, 64, 64, 64, 10], Activation.Sigmoid, new Random(1)));

        Assert.Empty(flow.Check());
        Assert.Contains(flow.Check(new GradientFlowLimits { VanishingRatio = 0.5 }), finding =>
            finding.Problem == GradientFlowProblem.VanishingGradient);
    }

    [Fact]
    public void Limits_out_of_their_range_are_refused()
    {
        AssertRefused(() => new GradientFlowLimits { VanishingRatio = 1 }, "the vanishing ratio must be between 0 and 1, got 1.");
        AssertRefused(() => new GradientFlowLimits { ExplodingRatio = double.NaN }, "the exploding ratio must be above 1, got NaN.");
        AssertRefused(() => new GradientFlowLimits { DeadShare = 1.5 }, "the share of dead units must be from 0 to 1, got 1.5.");
        AssertRefused(() => new GradientFlowLimits { DeadSampleCount = 0 }, "the number of samples must be at least 1, got 0.");
        AssertRefused(() => new GradientFlowLimits { SaturatedShare = -1 }, "the share of saturated outputs must be from 0 to 1, got -1.");
        AssertRefused(() => new GradientFlowLimits { LargestUpdateRatio = 0 }, "the largest update ratio must be above 0, got 0.");
        AssertRefused(() => new GradientFlowLimits { SmallestUpdateRatio = -1 },
            "the smallest update ratio must be a finite number of at least 0, got -1.");

        static void AssertRefused(Func<GradientFlowLimits> make, string message) =>
            Assert.Contains($"GradientFlowLimits: {message}", Assert.Throws<ArgumentOutOfRangeException>(make).Message,
                StringComparison.Ordinal);
    }

    private static GradientFlow Measure(Layer<float> model, Optimizer<float>? optimizer = null) =>
        GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(inputs), labels), optimizer);
}
