using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Catalog;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>What every layer owes its user: the same bits eager, captured and on any number of threads, derivatives that are right, a place in the summary.</summary>
[Collection(nameof(Alone))]
public class LayerConductTests
{
    private const int Steps = 24;

    public static TheoryData<string> Names => LayerCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_and_eager_training_give_the_same_bits(string name)
    {
        float[] expected = Train(LayerCatalog.Row<float>(name), capture: false);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, Train(LayerCatalog.Row<float>(name), capture: true));
        Assert.Equal(Train(LayerCatalog.Row<double>(name), capture: false), Train(LayerCatalog.Row<double>(name), capture: true));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_that_share_the_work_do_not_change_a_bit(string name)
    {
        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            float[] expected = Train(LayerCatalog.Row<float>(name), capture: false);
            for (int threads = 2; threads <= 3; threads++)
            {
                Parallelism.ThreadCount = threads;
                Assert.Equal(expected, Train(LayerCatalog.Row<float>(name), capture: false));
                Assert.Equal(expected, Train(LayerCatalog.Row<float>(name), capture: true));
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replayed_steps_of_training_and_inference_allocate_nothing(string name)
    {
        LayerCatalogRow<float> row = LayerCatalog.Row<float>(name);
        Layer<float> model = row.Create(new Random(1));
        Tensor<float> x = row.Input(64, new Random(2)), y = Tensor.Uniform<float>([64, 5], -1, 1, new Random(3));
        TrainingStep<float> step = Step(model, new Sgd<float>(model.Parameters, 0.01), capture: true);
        InferenceStep<float> inference = new(model);
        for (int i = 0; i < 20; i++) Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            step.Run(x, y);
            inference.Run(x);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_captured_inference_has_the_bits_of_an_eager_one_and_follows_training(string name)
    {
        LayerCatalogRow<float> row = LayerCatalog.Row<float>(name);
        Layer<float> model = row.Create(new Random(1));
        InferenceStep<float> inference = new(model);
        TrainingStep<float> step = Step(model, new Sgd<float>(model.Parameters, 0.1), capture: true);
        Random random = new(2);
        float[] previous = [];
        for (int i = 0; i < 6; i++)
        {
            foreach (int rows in (int[])[1, 7])
            {
                Tensor<float> x = row.Input(rows, new Random(5));
                float[] state = State(model), expected = model.Predict(x).ToArray();
                Assert.Equal(expected, inference.Run(x).ToArray());
                Assert.Equal(state, State(model));
                if (rows == 7) Assert.NotEqual(previous, expected);
                previous = expected;
            }
            step.Run(row.Input(64, random), Tensor.Uniform<float>([64, 5], -1, 1, random));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_has_the_same_output_in_inference_whatever_is_beside_it(string name)
    {
        LayerCatalogRow<double> row = LayerCatalog.Row<double>(name);
        Layer<double> model = row.Create(new Random(1));
        Tensor<double> x = row.Input(9, new Random(2)), all = model.Predict(x);
        for (int i = 0; i < 9; i++) CatalogAssert.Close(all.Slice(0, i, 1).ToArray(), model.Predict(x.Slice(0, i, 1)).ToArray(), 1e-12, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_both_orders_in_the_input_pass_the_check(string name)
    {
        LayerCatalogRow<double> row = LayerCatalog.Row<double>(name);
        if (row.TakesNumbers) return;
        Layer<double> model = row.Create(new Random(1));
        GradientCheckOptions options = new() { Order = 2, Kinks = KinkHandling.StayAway, Mode = GradientCheckMode.RandomDirection };
        float[] state = [.. State(model).Select(value => (float)value)];
        if (!row.IsRandom) GradientCheck.Require(x => model.Forward(x), row.Input(5, new Random(2)), options);
        using (Inference.Begin(recording: true)) GradientCheck.Require(x => model.Forward(x), row.Input(5, new Random(2)), options);
        Assert.Equal(state, State(model).Select(value => (float)value));
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
                Tensor<double> direction = Tensor.Normal(parameter.Shape, 0.0, 1.0, random), start = Tensor.Create(parameter.Span, parameter.Shape);
                const double Distance = 1e-6;
                parameter.Assign(start + Distance * direction);
                double above = LossOf().ToScalar();
                parameter.Assign(start - Distance * direction);
                double below = LossOf().ToScalar();
                parameter.Assign(start);
                double slope = (gradients[i] * direction).Sum().ToScalar();
                Assert.True(Math.Abs((above - below) / (2 * Distance) - slope) < 1e-7 * Math.Max(1, Math.Abs(slope)), $"{name}: {parameter.Name} {(above - below) / (2 * Distance):R} {slope:R}");
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

    private static TrainingStep<T> Step<T>(Layer<T> model, Optimizer<T> optimizer, bool capture) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(optimizer, (inputs, targets) => Loss.MeanSquaredError(model.Forward(inputs), targets), capture);

    /// <summary>The losses of all steps, and the parameters and buffers after them. Now and then a batch is smaller.</summary>
    private static T[] Train<T>(LayerCatalogRow<T> row, bool capture) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> model = row.Create(new Random(1));
        TrainingStep<T> step = Step(model, new Sgd<T>(model.Parameters, 0.01, momentum: 0.9), capture);
        Random random = new(2);
        List<T> figures = [];
        for (int i = 0; i < Steps; i++)
        {
            int rows = i % 5 == 4 ? 13 : 200;
            figures.Add(step.Run(row.Input(rows, random), Tensor.Uniform<T>([rows, 5], -T.One, T.One, random)));
        }
        return [.. figures, .. State(model)];
    }

    private static T[] State<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. model.Parameters.Concat(model.NamedBuffers.Select(entry => entry.Buffer)).SelectMany(tensor => tensor.ToArray())];
}
