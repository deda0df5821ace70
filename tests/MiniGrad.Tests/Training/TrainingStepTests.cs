using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

[Collection(nameof(Alone))]
public class TrainingStepTests
{
    private const int Steps = 200;

    public static TheoryData<string> Optimizers => [.. OptimizerCatalog.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Captured_and_eager_training_give_the_same_bits(string optimizer)
    {
        float[] expected = Train(optimizer, [12, 16, 7, 5], capture: false);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, Train(optimizer, [12, 16, 7, 5], capture: true));
    }

    [Theory]
    [InlineData("sgd nesterov")]
    [InlineData("adam other betas, weight decay")]
    [InlineData("muon without Nesterov")]
    [InlineData("lbfgs")]
    public void Threads_that_share_the_work_do_not_change_a_bit(string optimizer)
    {
        int[] widths = [40, 300, 70, 5];
        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            float[] expected = Train(optimizer, widths, capture: false);
            Parallelism.ThreadCount = 2;
            Assert.Equal(expected, Train(optimizer, widths, capture: false));
            Assert.Equal(expected, Train(optimizer, widths, capture: true));
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    private static Mlp<float> Model() => Model([40, 300, 70, 5]);

    private static Mlp<float> Model(int[] widths) => new(widths, Activation.Relu, new Random(3), dropout: 0.2);

    /// <summary>Batches of 64, and now and then a smaller one.</summary>
    private static IEnumerable<(Tensor<float> Inputs, IndexTensor Labels)> Batches(int width = 40)
    {
        Random random = new(9);
        for (int step = 0; step < Steps; step++)
        {
            int size = step % 7 == 6 ? 13 : 64;
            int[] labels = new int[size];
            for (int i = 0; i < size; i++) labels[i] = random.Next(5);
            yield return (Tensor.Uniform<float>([size, width], -1, 1, random), labels);
        }
    }

    /// <summary>The losses of all steps, and the parameters after them.</summary>
    private static float[] Train(string name, int[] widths, bool capture)
    {
        Mlp<float> model = Model(widths);
        Optimizer<float> optimizer = OptimizerCatalog.Row<float>(name).Create(model.Parameters);
        Tensor<float> LossOf(Tensor<float> inputs, IndexTensor labels) => Loss.CrossEntropy(model.Forward(inputs), labels);
        TrainingStep<float> step = new(optimizer, batch => LossOf(batch.Inputs, batch.Labels));
        List<float> figures = [];
        foreach ((Tensor<float> inputs, IndexTensor labels) in Batches(widths[0]))
        {
            optimizer.LearningRate *= 0.999;
            figures.Add(capture ? step.Run(new(inputs, labels)) : optimizer.Step(() => LossOf(inputs, labels)));
        }
        return [.. figures, .. model.Parameters.SelectMany(parameter => parameter.ToArray())];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loss_that_trains_nothing_is_refused_with_the_names_of_the_parameters(bool capture)
    {
        Mlp<float> trained = new([2, 3, 1], Activation.Tanh, new Random(1)), used = new([2, 1], Activation.Tanh, new Random(2));
        Tensor<float> inputs = Tensor.Ones<float>([4, 2]), targets = Tensor.Zeros<float>([4, 1]);
        string names = string.Join(", ", trained.Parameters.Take(3).Select(parameter => $"'{parameter.Name}'")) + ", ….";
        Assert.Equal("TrainingStep: the loss depends on none of the optimizer's parameters: " + names, Refusal(used));
        foreach (Parameter<float> parameter in used.Parameters) parameter.IsFrozen = true;
        Assert.Equal("TrainingStep: the loss depends on none of the optimizer's parameters: " + names, Refusal(used));
        foreach (Parameter<float> parameter in trained.Parameters) parameter.IsFrozen = true;
        Assert.Equal("TrainingStep: all of the optimizer's parameters are frozen: " + names, Refusal(trained));

        string Refusal(Mlp<float> model)
        {
            TrainingStep<float> step = new(
                new Sgd<float>(trained.Parameters, 0.1), batch =>
                    Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
            return Assert.Throws<InvalidOperationException>(() => step.Run(new(inputs, targets))).Message;
        }
    }

    [Fact]
    public void A_step_with_everything_in_it_agrees_with_eager_steps()
    {
        // Views, aliases, broadcasting, a parameter used twice, a gradient inside the loss, several results that share memory.
        double[] eager = Run(capture: false), captured = Run(capture: true);
        Assert.Equal(eager, captured);

        static double[] Run(bool capture)
        {
            Random random = new(5);
            Parameter<double> w = new(Tensor.Uniform<double>([6, 6], -1, 1, random)), b = new(Tensor.Uniform<double>([6], -1, 1, random));
            TrainingStep<double> step = new(
                new Adam<double>([w, b], 0.01),
                batch =>
                {
                    Tensor<double> h = (batch.Inputs.Reshape(4, 6).MatMul(w) + b).Tanh();
                    Tensor<double> twice = (h.MatMul(w) * h.Detach()).Sigmoid() - batch.Targets.Reshape(4, 1);
                    Tensor<double> tracked = batch.Inputs.Tracked();
                    Tensor<double> output = (tracked.Reshape(4, 6).MatMul(w).Tanh() * 0.5).Sum();
                    Tensor<double> penalty = Differentiation.Gradients(output, [tracked], createGraph: true)[0].Square().Mean();
                    return Tensor.Concatenate([twice.Square().Flatten(), penalty.Reshape(1)], 0).Mean() + h.Max([1]).Sum() * 0.01;
                },
                capture);
            List<double> figures = [];
            for (int i = 0; i < 50; i++) figures.Add(
                step.Run(new(Tensor.Uniform<double>([4, 2, 3], -1, 1, random), Tensor.Uniform<double>([4], 0, 1, random))));
            return [.. figures, .. w.Span, .. b.Span];
        }
    }

    [Fact]
    public void A_replayed_step_allocates_nothing()
    {
        Mlp<float> model = Model();
        TrainingStep<float> step =
            new(new Adam<float>(model.Parameters), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        (Tensor<float> inputs, IndexTensor labels) = Batches().First();
        Batch<float> byHand = new(inputs, labels), ofData = new Dataset<float>(inputs, labels).Batches(64, new Random(1)).First();
        // The next verification is at step 128.
        for (int i = 0; i < 32; i++) _ = step.Run(byHand) + step.Run(ofData);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) _ = step.Run(byHand) + step.Run(ofData);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Class_weights_that_the_step_computes_are_kept_until_they_are_used()
    {
        Assert.Equal(Run(capture: false), Run(capture: true));

        static float[] Run(bool capture)
        {
            Random random = new(3);
            Parameter<float> p = new(Tensor.Uniform<float>([3], -1, 1, random));
            Mlp<float> model = new([4, 3], Activation.Relu, random);
            TrainingStep<float> step = new(
                new Sgd<float>([p, .. model.Parameters], 0.1),
                batch =>
                {
                    Tensor<float> weights = batch.Inputs.Slice(1, 0, 3).Exp().Sum([0]) * p.Detach().Softplus();
                    return Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels,
                        classWeights: weights) * 0.5f + model.Forward(batch.Inputs * 2f).Square().Mean();
                },
                capture);
            List<float> losses = [];
            for (int i = 0; i < 10; i++) losses.Add(
                step.Run(new(Tensor.Uniform<float>([6, 4], -1, 1, random), new[] { 0, 1, 2, 0, 1, 2 })));
            return [.. losses];
        }
    }

    [Fact]
    public void An_uncaptured_step_gets_the_batches_themselves()
    {
        List<Tensor<float>> seen = [];
        Parameter<float> w = new(Tensor.Ones<float>([2]));
        TrainingStep<float> step = new(
            new Sgd<float>([w], 0.1),
            batch =>
            {
                seen.Add(batch.Inputs);
                return (batch.Inputs * w).Sum();
            },
            captures: false);
        for (int i = 0; i < 3; i++) step.Run(new(Tensor.Full<float>([2], i), [0, 0]));
        Assert.Equal([0f, 1, 2], seen.Select(x => x[0]));
    }

    [Fact]
    public void The_loss_returned_is_that_before_the_update()
    {
        Parameter<float> p = new(Tensor.Scalar(5f));
        TrainingStep<float> step = new(new Sgd<float>([p], 1), _ => p);
        for (int i = 0; i < 4; i++) Assert.Equal(5f - i, step.Run(new(Tensor.Ones<float>([1]), [0])));
    }

    [Fact]
    public void It_trains_wherever_it_is_called()
    {
        Assert.Equal(Run(outside: true), Run(outside: false));

        static float[] Run(bool outside)
        {
            Mlp<float> model = Model();
            TrainingStep<float> step =
                new(new Sgd<float>(model.Parameters, 0.1), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
            using GraphRegion region = outside ? Recording.On() : Inference.Begin();
            foreach ((Tensor<float> inputs, IndexTensor labels) in Batches().Take(6)) step.Run(new(inputs, labels));
            return model.Parameters[0].ToArray();
        }
    }

    [Fact]
    public void A_bad_label_is_refused_and_the_parameters_stay()
    {
        Mlp<float> model = new([3, 2], Activation.Relu, new Random(1));
        TrainingStep<float> step =
            new(new Sgd<float>(model.Parameters, 0.1), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Tensor<float> input = Tensor.Ones<float>([1, 3]);
        for (int i = 0; i < 4; i++) step.Run(new(input, [1]));
        float[] before = model.Parameters[0].ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => step.Run(new(input, [2])));
        Assert.Equal(before, model.Parameters[0].ToArray());
        step.Run(new(input, [0]));
        Assert.NotEqual(before, model.Parameters[0].ToArray());
    }

    [Fact]
    public void Freezing_a_parameter_takes_effect_at_once()
    {
        Mlp<float> model = new([3, 4, 2], Activation.Relu, new Random(1));
        TrainingStep<float> step =
            new(new Sgd<float>(model.Parameters, 0.1), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Tensor<float> input = Tensor.Ones<float>([1, 3]);
        for (int i = 0; i < 4; i++) step.Run(new(input, [1]));
        model.Parameters[0].IsFrozen = true;
        float[] frozen = model.Parameters[0].ToArray(), bias = model.Parameters[3].ToArray();
        for (int i = 0; i < 4; i++) step.Run(new(input, [1]));
        Assert.Equal(frozen, model.Parameters[0].ToArray());
        Assert.NotEqual(bias, model.Parameters[3].ToArray());
        model.Parameters[0].IsFrozen = false;
        step.Run(new(input, [1]));
        Assert.NotEqual(frozen, model.Parameters[0].ToArray());
    }

    [Fact]
    public void No_batch_is_kept_alive_by_what_was_recorded_of_it()
    {
        Linear<float> model = new(4, 3, new Random(1));
        TrainingStep<float> step =
            new(new Sgd<float>(model.Parameters, 0.1), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        WeakReference[] seen = [.. Enumerable.Range(0, 4).Select(_ => Learn(step))];
        GC.Collect();
        Assert.DoesNotContain(seen, batch => batch.IsAlive);
        GC.KeepAlive(step);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Learn(TrainingStep<float> step)
    {
        Dataset<float> data = new(Tensor.Ones<float>([6, 4]), [0, 1, 2, 0, 1, 2]);
        Batch<float> batch = data.Batches(6).Single();
        step.Run(batch);
        return new WeakReference(batch.Inputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_without_what_the_loss_asks_for_is_refused_in_words(bool captures)
    {
        Mlp<float> model = new([3, 2], Activation.Relu, new Random(1));
        Sgd<float> optimizer = new(model.Parameters, 0.1);
        Tensor<float> input = Tensor.Ones<float>([1, 3]);
        TrainingStep<float> ofLabels = new(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels), captures);
        TrainingStep<float> ofNumbers =
            new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), captures);
        AssertRefused(ofLabels, new(input, Tensor.Ones<float>([1, 2])),
            "Batch: the samples have no labels 'labels'; they have numbers 'inputs', 'targets'.");
        AssertRefused(ofNumbers, new(input, [1]),
            "Batch: the samples have no numbers 'targets'; they have numbers 'inputs' and labels 'labels'.");
        AssertRefused(ofLabels, new(input, [1], Tensor.Ones<float>([1])), "the samples have weights, which the loss does not use");

        static void AssertRefused(TrainingStep<float> step, Batch<float> batch, string message) =>
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => step.Run(batch)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_with_two_inputs_and_two_heads_learns_by_names(bool captures)
    {
        TwoHeads model = new();
        Dataset<double> data = TwoHeads.Data(200);
        TrainingStep<double> step = new(new Adam<double>(model.Parameters, 0.01), model.LossOf, captures);
        double first = model.LossOf(data).ToScalar();
        for (int epoch = 0; epoch < 60; epoch++)
            foreach (Batch<double> batch in data.Batches(32, new Random(epoch))) step.Run(batch);
        Assert.True(model.LossOf(data).ToScalar() < 0.2 * first);
        (Tensor<double> price, Tensor<double> kind) = model.Forward(data["left"], data["right"]);
        Assert.True(Metric.RSquared.Of(price.Detach(), data["price"]) > 0.9);
        Assert.True(Metric.Accuracy.Of(kind.Detach(), data.LabelsOf("kind")) > 0.9);
    }
}
