using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

/// <summary>What is measured of each layer.</summary>
public class GradientFlowTests
{
    private static readonly Tensor<double> inputs = Tensor.Normal([5, 3], 0.0, 1.0, new Random(1));
    private static readonly Tensor<double> targets = Tensor.Normal([5, 2], 0.0, 1.0, new Random(2));

    [Fact]
    public void Figures_are_those_of_a_naive_computation()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(3));
        model.Parameters[1].Assign([0.1, -0.2, 0.3, -0.4]);
        double[,] x = Matrix(inputs), w1 = Matrix(model.Parameters[0]), w2 = Matrix(model.Parameters[2]);
        double[] b1 = model.Parameters[1].ToArray(), b2 = model.Parameters[3].ToArray();
        double[,] z = Product(x, w1, b1), h = Map(z, z, (a, _) => Math.Tanh(a)), y = Product(h, w2, b2);
        double[,] gradientOfY = Map(y, Matrix(targets), (a, t) => 2 * (a - t) / y.Length);
        double[,] gradientOfH = Product(gradientOfY, Transposed(w2)), gradientOfZ = Map(gradientOfH, h, (g, a) => g * (1 - a * a));
        double[] gradientOf1 = [.. Flat(Product(Transposed(x), gradientOfZ)), .. ColumnSums(gradientOfZ)];
        double[] gradientOf2 = [.. Flat(Product(Transposed(h), gradientOfY)), .. ColumnSums(gradientOfY)];

        GradientFlow flow = GradientFlow.Measure(model, () => Loss.MeanSquaredError(model.Forward(inputs), targets),
            new Sgd<double>(model.Parameters, 0.1));

        Assert.Equal(["layers.0", "activations.0", "layers.1"], flow.Layers.Select(layer => layer.Name));
        Assert.Equal(["Linear 3 → 4", "Tanh", "Linear 4 → 2"], flow.Layers.Select(layer => layer.Description));
        Assert.Equal(Flat(Map(y, Matrix(targets), (a, t) => (a - t) * (a - t))).Average(), flow.Loss, 1e-14);
        AssertLayer(flow.Layers[0], Flat(z), Flat(gradientOfZ), [.. Flat(w1), .. b1], gradientOf1);
        AssertLayer(flow.Layers[1], Flat(h), Flat(gradientOfH), null, null);
        AssertLayer(flow.Layers[2], Flat(y), Flat(gradientOfY), [.. Flat(w2), .. b2], gradientOf2);
        Assert.Equal([4, 4, 2], flow.Layers.Select(layer => layer.UnitCount));
        Assert.All(flow.Layers, layer => Assert.Equal((1, 0), (layer.Call, layer.DeadUnitCount)));
        Assert.Equal(Flat(h).Count(a => Math.Abs(a) > 0.98) / 20.0, flow.Layers[1].SaturatedShare);
    }

    [Fact]
    public void Single_precision_measures_the_same()
    {
        Mlp<double> wide = new([3, 4, 4, 2], Activation.Sigmoid, new Random(3));
        Mlp<float> single = new([3, 4, 4, 2], Activation.Sigmoid, new Random(3));
        for (int i = 0; i < wide.Parameters.Count; i++) single.Parameters[i].Assign(Single(wide.Parameters[i]).Span);

        GradientFlow ofWide =
            GradientFlow.Measure(wide, () => Loss.MeanSquaredError(wide.Forward(inputs), targets), new Adam<double>(wide.Parameters));
        GradientFlow ofSingle = GradientFlow.Measure(
            single, () => Loss.MeanSquaredError(single.Forward(Single(inputs)), Single(targets)), new Adam<float>(single.Parameters));

        foreach ((LayerFlow a, LayerFlow b) in ofWide.Layers.Zip(ofSingle.Layers))
        {
            Assert.Equal((a.Name, a.Description, a.OutputShape), (b.Name, b.Description, b.OutputShape));
            AssertRelative(a.Activations.Norm, b.Activations.Norm, 1e-6);
            AssertRelative(a.ActivationGradients!.Norm, b.ActivationGradients!.Norm, 1e-5);
            Assert.Equal(a.UpdateRatio is null, b.UpdateRatio is null);
            if (a.UpdateRatio is { } ratio) AssertRelative(ratio, b.UpdateRatio!.Value, 1e-4);
        }
    }

    [Fact]
    public void Nested_layers_have_their_full_names_and_the_innermost_has_the_parameters()
    {
        Scaled outer = new(new Sequential<double>(new Linear<double>(3, 3, new Random(1)), new SoftmaxLayer()));
        Sequential<double> model = new(outer, new Linear<double>(3, 2, new Random(2), hasBias: false));

        GradientFlow flow = GradientFlow.Measure(model, () => Loss.MeanSquaredError(model.Forward(inputs), targets));

        Assert.Equal(["layers.0.inner.layers.0", "layers.0.inner.layers.1", "layers.0", "layers.1"],
            flow.Layers.Select(layer => layer.Name));
        Assert.Equal([12L, null, 3, 6], flow.Layers.Select(layer => layer.Weights?.Count));
        Assert.Equal([12L, null, 3, 6], flow.Layers.Select(layer => layer.Gradients?.Count));
        Assert.All(flow.Layers, layer => Assert.Null(layer.UpdateRatio));
    }

    [Fact]
    public void A_model_without_layers_in_it_goes_by_its_description()
    {
        Linear<double> model = new(3, 2, new Random(1));

        LayerFlow layer = Assert.Single(GradientFlow.Measure(model, () => Loss.MeanSquaredError(model.Forward(inputs), targets)).Layers);

        Assert.Equal("Linear 3 → 2", layer.Name);
    }

    [Fact]
    public void Every_call_of_a_shared_layer_is_listed_with_the_sum_of_its_gradients()
    {
        Linear<double> shared = new(3, 3, new Random(1));
        Sequential<double> model = new(shared, new ActivationLayer<double>(Activation.Tanh), shared);

        GradientFlow flow = GradientFlow.Measure(model, () => model.Forward(inputs).Square().Mean());

        Assert.Equal(["layers.0", "layers.1", "layers.0 (call 2)"], flow.Layers.Select(layer => layer.Name));
        Assert.Equal([1, 1, 2], flow.Layers.Select(layer => layer.Call));
        Assert.NotEqual(flow.Layers[0].Activations, flow.Layers[2].Activations);
        Assert.Equal((flow.Layers[0].Weights, flow.Layers[0].Gradients), (flow.Layers[2].Weights, flow.Layers[2].Gradients));
        Tensor<double>[] gradients = Differentiation.Gradients(model.Forward(inputs).Square().Mean(), shared.Parameters);
        AssertRelative(double.Hypot(gradients[0].Norm().ToScalar(), gradients[1].Norm().ToScalar()), flow.Layers[0].Gradients!.Norm, 1e-14);
    }

    [Fact]
    public void Frozen_parameters_have_no_gradient_and_unused_ones_a_gradient_of_zero()
    {
        Mlp<double> model = new([3, 4, 4, 2], Activation.Tanh, new Random(3));
        foreach (Parameter<double> parameter in model.Parameters.Take(2)) parameter.IsFrozen = true;
        Detached detached = new();
        Sequential<double> whole = new(new Linear<double>(3, 3, new Random(4)), detached, model);

        GradientFlow flow = GradientFlow.Measure(
            whole, () => Loss.MeanSquaredError(whole.Forward(inputs), targets), new Adam<double>(whole.Parameters));

        LayerFlow cutOff = flow.Layers[0], frozen = flow.Layers[2], learning = flow.Layers[4];
        Assert.Equal((12L, 0.0, 0.0), (cutOff.Gradients!.Count, cutOff.Gradients.Norm, cutOff.UpdateRatio));
        Assert.Null(cutOff.ActivationGradients);
        Assert.Equal((16L, null, 0.0), (frozen.Weights!.Count, frozen.Gradients, frozen.UpdateRatio));
        Assert.True(learning.Gradients!.Norm > 0 && learning.UpdateRatio > 0);
    }

    [Fact]
    public void Dead_units_zeros_and_saturated_outputs_are_counted()
    {
        Linear<double> linear = new(1, 4, new Random(1));
        linear.Weight.Assign([1, -1, 1, 0]);
        linear.Bias!.Assign([0, 0, -10, 0]);
        Sequential<double> model = new(linear, new ActivationLayer<double>(Activation.Relu), new Dropout<double>(0.5, new Random(2)));
        Sequential<double> saturated = new(linear, new ActivationLayer<double>(Activation.Sigmoid));
        Tensor<double> x = Tensor.Create([-6.0, -1, 1, 6], [4, 1]);

        GradientFlow flow = GradientFlow.Measure(model, () => model.Forward(x).Sum());

        Assert.Equal([1, 2, null], flow.Layers.Select(layer => layer.DeadUnitCount));
        Assert.Equal([4L, 12], flow.Layers.Take(2).Select(layer => layer.Activations.ZeroCount));
        Assert.Equal((0.25, 0.5), (flow.Layers[0].DeadShare, flow.Layers[1].DeadShare));
        Assert.Equal([null, 7 / 16.0],
            GradientFlow.Measure(saturated, () => saturated.Forward(x).Sum()).Layers.Select(layer => layer.SaturatedShare));
    }

    [Fact]
    public void The_update_ratio_is_that_of_the_next_update_whatever_it_is_made_of()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(3));
        Tensor<double> LossOf() => Loss.MeanSquaredError(model.Forward(inputs), targets);
        Sgd<double> plain = new(model.Parameters, 0.1), clipped =
            new(model.Parameters, 0.1) { Clipping = GradientClipping.ByGlobalNorm(1e-3) };
        Sgd<double> accumulating = new(model.Parameters, 0.1) { AccumulationSteps = 4 }, partial = new([model.Parameters[0]], 0.1);

        GradientFlow free = GradientFlow.Measure(model, LossOf, plain), bounded = GradientFlow.Measure(model, LossOf, clipped);

        double norm = double.Hypot(free.Layers[0].Gradients!.Norm, free.Layers[2].Gradients!.Norm);
        for (int i = 0; i < 3; i += 2)
        {
            AssertRelative(0.1 * free.Layers[i].Gradients!.Norm / free.Layers[i].Weights!.Norm, free.Layers[i].UpdateRatio!.Value, 1e-10);
            AssertRelative(free.Layers[i].UpdateRatio!.Value * 1e-3 / norm, bounded.Layers[i].UpdateRatio!.Value, 1e-8);
            AssertRelative(free.Layers[i].UpdateRatio!.Value,
                GradientFlow.Measure(model, LossOf, accumulating).Layers[i].UpdateRatio!.Value, 1e-10);
        }
        Assert.Null(GradientFlow.Measure(model, LossOf, partial).Layers[2].UpdateRatio);
    }

    [Fact]
    public void The_table_has_a_row_for_every_layer()
    {
        Mlp<double> model = new([3, 40, 2], Activation.Relu, new Random(3));

        string[] lines = GradientFlow.Measure(model, () => Loss.MeanSquaredError(model.Forward(inputs), targets)).ToString().Split('\n');

        Assert.Equal(["name", "layer", "|weights|", "|gradient|", "update"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..5]);
        Assert.StartsWith("layers.0       Linear 3 → 40 ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("activations.0  Relu ", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("layers.1       Linear 40 → 2 ", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("loss ", lines[5], StringComparison.Ordinal);
        Assert.Equal((7, 1), (lines.Length, lines[..5].Select(line => line.Length).Distinct().Count()));
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(3)), other = new([3, 4, 2], Activation.Tanh, new Random(3));
        Assert.Contains("GradientFlow: expected the loss to be a single number, got shape [5, 2]", Refusal(() => model.Forward(inputs)),
            StringComparison.Ordinal);
        Assert.Contains("does not depend on any parameter", Refusal(() => model.Predict(inputs).Sum()), StringComparison.Ordinal);
        Assert.Contains("the loss was computed without the model (Mlp)", Refusal(() => other.Forward(inputs).Sum()),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => GradientFlow.Measure(model, null!));
        Assert.Throws<ArgumentNullException>(() => GradientFlow.Measure<double>(null!, () => model.Forward(inputs).Sum()));

        string Refusal(Func<Tensor<double>> loss) =>
            Assert.Throws<InvalidOperationException>(() => GradientFlow.Measure(model, loss)).Message;
    }

    private static void AssertLayer(LayerFlow layer, double[] output, double[] gradient, double[]? weights, double[]? weightGradients)
    {
        AssertStatistics(output, layer.Activations);
        AssertStatistics(gradient, layer.ActivationGradients);
        AssertStatistics(weights, layer.Weights);
        AssertStatistics(weightGradients, layer.Gradients);
        if (weights is null) Assert.Null(layer.UpdateRatio);
        else AssertRelative(0.1 * Norm(weightGradients!) / Norm(weights), layer.UpdateRatio!.Value, 1e-10);
    }

    private static void AssertStatistics(double[]? values, TensorStatistics? statistics)
    {
        Assert.Equal(values is null, statistics is null);
        if (values is null || statistics is null) return;
        double mean = values.Average();
        Assert.Equal(values.Length, statistics.Count);
        Assert.Equal(mean, statistics.Mean, 1e-14);
        Assert.Equal(Math.Sqrt(values.Average(x => (x - mean) * (x - mean))), statistics.StandardDeviation, 1e-14);
        Assert.Equal(Norm(values), statistics.Norm, 1e-13);
    }

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.Equal(expected, actual, tolerance * Math.Abs(expected));

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(x => x * x));

    private static Tensor<float> Single(Tensor<double> tensor) =>
        Tensor.Create([.. tensor.ToArray().Select(value => (float)value)], tensor.Shape);

    private static double[,] Matrix(Tensor<double> tensor) => Build(tensor.Shape[0], tensor.Shape[1], (i, j) => tensor[i, j]);

    private static double[,] Transposed(double[,] a) => Build(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    private static double[,] Map(double[,] a, double[,] b, Func<double, double, double> f) =>
        Build(a.GetLength(0), a.GetLength(1), (i, j) => f(a[i, j], b[i, j]));

    private static double[,] Product(double[,] a, double[,] b, double[]? bias = null) => Build(
        a.GetLength(0), b.GetLength(1), (i, j) => (bias?[j] ?? 0) + Enumerable.Range(0, b.GetLength(0)).Sum(k => a[i, k] * b[k, j]));

    private static double[] ColumnSums(double[,] a) =>
        [.. Enumerable.Range(0, a.GetLength(1)).Select(j => Enumerable.Range(0, a.GetLength(0)).Sum(i => a[i, j]))];

    private static double[] Flat(double[,] a) => [.. a.Cast<double>()];

    private static double[,] Build(int rows, int columns, Func<int, int, double> element)
    {
        double[,] result = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[i, j] = element(i, j);
        return result;
    }

    private sealed class Scaled : Layer<double>
    {
        private readonly Layer<double> inner;
        private readonly Parameter<double> scale;

        public Scaled(Layer<double> inner)
        {
            this.inner = Register("inner", inner);
            scale = Register("scale", new Parameter<double>(Tensor.Vector(1.0, 2, 3)));
        }

        protected override Tensor<double> Compute(Tensor<double> input) => inner.Forward(input) * scale;
    }

    private sealed class SoftmaxLayer : Layer<double>
    {
        protected override Tensor<double> Compute(Tensor<double> input) => input.Softmax();
    }

    private sealed class Detached : Layer<double>
    {
        protected override Tensor<double> Compute(Tensor<double> input) => input.Detach();
    }
}
