using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Catalog;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>What every layer owes its user: the same bits eager and captured, derivatives that are right, a place in the summary.</summary>
public class LayerConductTests
{
    public static TheoryData<string> Names => LayerCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_and_eager_training_give_the_same_bits(string name)
    {
        float[] expected = LayerTraining.Train(LayerCatalog.Row<float>(name), capture: false);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, LayerTraining.Train(LayerCatalog.Row<float>(name), capture: true));
        Assert.Equal(LayerTraining.Train(LayerCatalog.Row<double>(name), capture: false),
            LayerTraining.Train(LayerCatalog.Row<double>(name), capture: true));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_captured_inference_has_the_bits_of_an_eager_one_and_follows_training(string name)
    {
        LayerCatalogRow<float> row = LayerCatalog.Row<float>(name);
        Layer<float> model = row.Create(new Random(1));
        InferenceStep<float> inference = new(model);
        TrainingStep<float> step = LayerTraining.Step(model, new Sgd<float>(model.Parameters, 0.1));
        Random random = new(2);
        float[] previous = [];
        for (int i = 0; i < 6; i++)
        {
            foreach (int rows in (int[])[1, 7])
            {
                Tensor<float> x = row.Input(rows, new Random(5));
                float[] state = LayerTraining.State(model), expected = model.Predict(x).ToArray();
                Assert.Equal(expected, inference.Run(x).ToArray());
                Assert.Equal(state, LayerTraining.State(model));
                if (rows == 7) Assert.NotEqual(previous, expected);
                previous = expected;
            }
            step.Run(new(row.Input(64, random), Tensor.Uniform<float>([64, 5], -1, 1, random)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_has_the_same_output_in_inference_whatever_is_beside_it(string name)
    {
        LayerCatalogRow<double> row = LayerCatalog.Row<double>(name);
        Layer<double> model = row.Create(new Random(1));
        Tensor<double> x = row.Input(9, new Random(2)), all = model.Predict(x);
        for (int i = 0; i < 9; i++) CatalogAssert.Close(all.Slice(0, i, 1).ToArray(), model.Predict(x.Slice(0, i, 1)).ToArray(), 1e-12,
            name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_both_orders_in_the_input_pass_the_check(string name)
    {
        LayerCatalogRow<double> row = LayerCatalog.Row<double>(name);
        if (row.TakesNumbers) return;
        Layer<double> model = row.Create(new Random(1));
        GradientCheckOptions options = new() { Order = 2, SkipsKinks = true, Directions = 5 };
        double[] state = LayerTraining.State(model);
        if (!row.IsRandom) GradientCheck.Require(x => model.Forward(x), row.Input(5, new Random(2)), options);
        using (Inference.Begin(recording: true)) GradientCheck.Require(x => model.Forward(x), row.Input(5, new Random(2)), options);
        Assert.Equal(state, LayerTraining.State(model));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_parameters_agree_with_differences(string name)
    {
        LayerCatalogRow<double> row = LayerCatalog.Row<double>(name);
        Layer<double> model = row.Create(new Random(1));
        Tensor<double> x = row.Input(6, new Random(2)), y = Tensor.Uniform<double>([6, 5], -1, 1, new Random(3));
        foreach (bool isInference in (bool[])[false, true])
        {
            if (row.IsRandom && !isInference) continue;
            using GraphRegion region = isInference ? Inference.Begin(recording: true) : Recording.On();
            Tensor<double>[] gradients = Differentiation.Gradients(LossOf(), [.. model.Parameters]);
            Random random = new(4);
            for (int i = 0; i < gradients.Length; i++)
            {
                Parameter<double> parameter = model.Parameters[i];
                Tensor<double> direction = Tensor.Normal(parameter.Shape, 0.0, 1.0, random), start =
                    Tensor.Create(parameter.Span, parameter.Shape);
                const double Distance = 1e-6;
                parameter.Assign(start + Distance * direction);
                double above = LossOf().ToScalar();
                parameter.Assign(start - Distance * direction);
                double below = LossOf().ToScalar();
                parameter.Assign(start);
                double slope = (gradients[i] * direction).Sum().ToScalar();
                double expected = (above - below) / (2 * Distance);
                Assert.True(Math.Abs(expected - slope) < 1e-7 * Math.Max(1, Math.Abs(slope)),
                    $"{name}: {parameter.Name}: expected {expected:R}, got {slope:R}.");
            }
        }

        Tensor<double> LossOf() => Loss.MeanSquaredError(model.Forward(x), y);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_summary_names_every_layer_that_computes_and_counts_every_parameter_once(string name)
    {
        LayerCatalogRow<float> row = LayerCatalog.Row<float>(name);
        Layer<float> model = row.Create(new Random(1));
        string summary = model.Summary([1, row.Inputs]);
        foreach ((string _, Layer<float> layer) in model.All())
            if (layer.Children.Count == 0) Assert.Contains(layer.Description, summary, StringComparison.Ordinal);
        Assert.Contains($"{model.Parameters.Sum(parameter => parameter.ElementCount):N0} parameters", summary, StringComparison.Ordinal);
    }
}
