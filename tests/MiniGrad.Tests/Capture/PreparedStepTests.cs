using System.Runtime.Intrinsics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>Small captured steps, which run from prepared calls, against the same steps computed operation by operation.</summary>
public class PreparedStepTests
{
    private const int Steps = 40;

    public static TheoryData<string, int, string> Networks
    {
        get
        {
            TheoryData<string, int, string> networks = [];
            foreach (string loss in new[] { "classes", "yes or no", "squares" })
            {
                foreach ((string sizes, int batch) in new[]
                {
                    ("2-8-1", 4), ("2-8-2", 4), ("1-20-1", 1), ("2-8-8-2", 4), ("4-16-16-3", 16), ("5-7-3", 6), ("3-1-1", 1),
                    ("13-32-3", 32),
                    ("9-17-33-5", 11), ("3-16", 1), ("6-40-10", 1), ("20-4", 37), ("2-8-16", 9), ("3-6-17", 5), ("30-64-2", 32),
                }) networks.Add(sizes, batch, loss);
            }
            return networks;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Captured_and_eager_steps_agree_to_the_bit(string sizes, int batch, string loss)
    {
        foreach (Activation activation in new[] { Activation.Tanh, Activation.Relu, Activation.Sigmoid, Activation.Gelu })
        {
            AssertSame<float>(sizes, batch, loss, activation);
            AssertSame<double>(sizes, batch, loss, activation);
        }
    }

    [Fact]
    public void Small_steps_are_prepared_as_a_whole()
    {
        foreach ((string sizes, string loss) in new[] { ("2-8-2", "classes"), ("2-8-8-1", "yes or no"), ("3-16-2", "squares") })
        {
            Trained<float> trained = new(sizes, 4, loss, Activation.Tanh, optimizer: 0, captures: true);
            trained.Run(3);
            // Products are prepared where there are vectors.
            Assert.Equal(!Vector128.IsHardwareAccelerated, trained.Unprepared > 0);
        }
    }

    [Fact]
    public void Batches_with_many_numbers_are_read_where_they_are()
    {
        // More numbers than are copied, so the first product is not prepared.
        Trained<float> trained = new("300-4-2", 4, "classes", Activation.Tanh, optimizer: 0, captures: true);
        trained.Run(3);
        Assert.True(trained.Unprepared > 0);
        AssertSame<float>("300-4-2", 4, "classes", Activation.Tanh);
    }

    [Fact]
    public void A_label_out_of_range_is_refused_at_a_replayed_step()
    {
        Mlp<float> model = new([2, 8, 2], Activation.Tanh, new Random(1));
        TrainingStep<float> step = new(
            new Sgd<float>(model.Parameters, 0.1), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Tensor<float> inputs = Tensor.Create<float>([1, 2, 3, 4], [2, 2]);
        for (int i = 0; i < 5; i++) step.Run(new Batch<float>(inputs, new[] { 0, 1 }));
        float[] before = [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => step.Run(new Batch<float>(inputs, new[] { 1, 2 })));
        Assert.Contains("label 2 at position 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.SelectMany(parameter => parameter.ToArray()));
        step.Run(new Batch<float>(inputs, new[] { 0, 1 }));
    }

    [Fact]
    public void Gradients_that_are_not_finite_are_refused_before_anything_is_updated()
    {
        Mlp<float> model = new([2, 8, 1], Activation.Tanh, new Random(1));
        TrainingStep<float> step = new(
            new Adam<float>(model.Parameters),
            batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        Tensor<float> inputs = Tensor.Create<float>([1, 2, 3, 4], [2, 2]), targets = Tensor.Create<float>([1, 2], [2, 1]);
        for (int i = 0; i < 5; i++) step.Run(new Batch<float>(inputs, targets));
        float[] before = [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        Assert.Throws<NonFiniteGradientException>(
            () => step.Run(new Batch<float>(inputs, Tensor.Create<float>([1, float.NaN], [2, 1]))));
        Assert.Equal(before, model.Parameters.SelectMany(parameter => parameter.ToArray()));
        Assert.True(float.IsFinite(step.Run(new Batch<float>(inputs, targets))));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 20)]
    [InlineData(8, 2)]
    public void After_a_refused_step_the_next_is_as_an_eager_one(int inputs, int outputs)
    {
        Assert.Equal(Losses(captures: false), Losses(captures: true));

        double[] Losses(bool captures)
        {
            Linear<float> model = new(inputs, outputs, new Random(1));
            TrainingStep<float> step = new(
                new Sgd<float>(model.Parameters, 0.01),
                batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), captures);
            return [.. Enumerable.Range(1, 24).Select(i =>
            {
                float[] numbers = [.. Enumerable.Range(0, 2 * inputs).Select(place => i is 3 or 7 or 15 && place == 0 ? float.NaN : place)];
                Batch<float> batch = new(Tensor.Create<float>(numbers, [2, inputs]), Tensor.Zeros<float>([2, outputs]));
                if (i is not (3 or 7 or 15)) return step.Run(batch);
                Assert.Throws<NonFiniteGradientException>(() => step.Run(batch));
                return 0;
            })];
        }
    }

    // What is behind the last element of an intermediate result may become NaN, and get behind a gradient.
    [Fact]
    public void An_intermediate_infinity_does_not_count_where_gradients_are_finite()
    {
        for (int seed = 0; seed < 300; seed++) Assert.Equal(Losses(seed, captures: false), Losses(seed, captures: true));

        static float[] Losses(int seed, bool captures)
        {
            Random random = new(seed);
            int rows = random.Next(1, 20), inputs = random.Next(1, 9), outputs = random.Next(1, 9);
            bool isTanh = random.Next(2) == 0;
            Parameter<float> weights = new(Tensor.Uniform([inputs, outputs], -0.5f, 0.5f, random));
            TrainingStep<float> step = new(
                new Adam<float>([weights], 0.01),
                batch =>
                {
                    Tensor<float> power = (batch.Inputs * 1e4f).Exp();
                    Tensor<float> almostZero = 1f / (power + power * 2f + 1f);
                    Tensor<float> factor = isTanh ? weights.Tanh() : weights.Sigmoid();
                    return Loss.MeanSquaredError((almostZero + batch.Inputs).MatMul(factor), batch.Targets);
                },
                captures);
            return [.. Enumerable.Range(0, 10).Select(_ => step.Run(new Batch<float>(
                Tensor.Uniform([rows, inputs], -0.5f, 0.5f, random), Tensor.Uniform([rows, outputs], -0.5f, 0.5f, random))))];
        }
    }

    [Fact]
    public void An_infinite_loss_with_finite_gradients_is_no_reason_to_refuse()
    {
        Parameter<float> weight = new(Tensor.Create<float>([1e30f], [1, 1]));
        TrainingStep<float> step = new(
            new Sgd<float>([weight], 0.1), batch => Loss.MeanSquaredError(batch.Inputs.MatMul(weight), batch.Targets));
        for (int i = 0; i < 6; i++)
        {
            Batch<float> batch = new(Tensor.Create<float>([1e-8f, 1e-9f], [2, 1]), Tensor.Create<float>([0, 0], [2, 1]));
            Assert.Equal(float.PositiveInfinity, step.Run(batch));
        }
    }

    [Fact]
    public void Settings_of_the_optimizer_stay_live()
    {
        foreach (bool captures in new[] { false, true })
        {
            Trained<float> one = new("2-8-2", 4, "classes", Activation.Tanh, optimizer: 0, captures: false);
            Trained<float> other = new("2-8-2", 4, "classes", Activation.Tanh, optimizer: 0, captures);
            foreach (Trained<float> trained in new[] { one, other })
            {
                trained.Run(6);
                trained.Optimizer.LearningRate = 0.01;
                trained.Run(3);
                trained.Optimizer.WeightDecay = 0.1;
                trained.Run(3);
                trained.Optimizer.Clipping = GradientClipping.ByGlobalNorm(0.01);
                trained.Run(3);
                trained.Optimizer.Clipping = null;
                trained.Parameters[1].IsFrozen = true;
                trained.Run(5);
                trained.Parameters[1].IsFrozen = false;
                trained.Run(5);
                trained.Optimizer.AccumulationSteps = 2;
                trained.Run(6);
                trained.Optimizer.AccumulationSteps = 1;
                trained.Optimizer.Add(new ParameterGroup<float>([trained.Parameters[0]]) { LearningRateFactor = 3 });
                trained.Run(4);
            }
            Assert.Equal(one.Values, other.Values);
        }
    }

    [Fact]
    public void A_class_derived_from_Adam_updates_as_it_says()
    {
        Mlp<float> model = new([2, 8, 1], Activation.Tanh, new Random(1));
        CountingAdam optimizer = new(model.Parameters);
        TrainingStep<float> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        Batch<float> batch = new(Tensor.Create<float>([1, 2, 3, 4], [2, 2]), Tensor.Create<float>([1, 2], [2, 1]));
        for (int i = 0; i < 10; i++) step.Run(batch);
        Assert.Equal(10 * model.Parameters.Count, optimizer.Updates);
    }

    [Fact]
    public void Rows_are_predicted_to_the_same_bits()
    {
        foreach (string sizes in new[] { "2-8-1", "4-16-16-3", "30-64-2", "7-100-70-5", "40-1", "1000-9", "784-10" })
        {
            int[] layers = [.. sizes.Split('-').Select(int.Parse)];
            Mlp<float> model = new(layers, Activation.Tanh, new Random(3));
            InferenceStep<float> step = new(model);
            Random random = new(4);
            for (int i = 0; i < 9; i++)
            {
                Tensor<float> row = Tensor.Uniform<float>([1 + i % 2, layers[0]], -1, 1, random);
                Assert.Equal(model.Predict(row).ToArray(), step.Run(row).ToArray());
            }
        }
    }

    private static void AssertSame<T>(string sizes, int batch, string loss, Activation activation)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (int optimizer = 0; optimizer < 4; optimizer++)
        {
            Trained<T> eager = new(sizes, batch, loss, activation, optimizer, captures: false);
            Trained<T> captured = new(sizes, batch, loss, activation, optimizer, captures: true);
            Assert.Equal(eager.Run(Steps), captured.Run(Steps));
            Assert.Equal(eager.Values, captured.Values);
        }
    }

    private sealed class CountingAdam(IReadOnlyList<Parameter<float>> parameters) : Adam<float>(parameters)
    {
        public int Updates { get; private set; }

        protected override void Update(in ParameterUpdate<float> update)
        {
            Updates++;
            base.Update(update);
        }
    }

    /// <summary>A network on random batches.</summary>
    private sealed class Trained<T> where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly Random random = new(2);
        private readonly Mlp<T> model;
        private readonly TrainingStep<T> step;
        private readonly int batch;
        private readonly int inputs;
        private readonly int outputs;
        private readonly string loss;

        public Trained(string sizes, int batch, string loss, Activation activation, int optimizer, bool captures)
        {
            int[] layers = [.. sizes.Split('-').Select(int.Parse)];
            (this.batch, this.loss, inputs, outputs) = (batch, loss, layers[0], layers[^1]);
            model = new Mlp<T>(layers, activation, new Random(1));
            double rate = loss == "squares" ? 0.002 : 0.1;
            Optimizer = optimizer switch
            {
                0 => new Sgd<T>(model.Parameters, rate),
                1 => new Sgd<T>(model.Parameters, rate, momentum: 0.9, weightDecay: 0.01),
                2 => new Adam<T>(model.Parameters, 0.01),
                _ => new AdamW<T>(model.Parameters, 0.01),
            };
            step = new TrainingStep<T>(Optimizer, LossOf, captures);
        }

        public Optimizer<T> Optimizer { get; }

        public IReadOnlyList<Parameter<T>> Parameters => model.Parameters;

        public int? Unprepared => step.UnpreparedCount;

        public T[] Values => [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];

        /// <summary>The losses of some steps.</summary>
        public T[] Run(int steps) => [.. Enumerable.Range(0, steps).Select(_ => step.Run(Next()))];

        private Tensor<T> LossOf(Batch<T> samples)
        {
            Tensor<T> scores = model.Forward(samples.Inputs);
            return loss switch
            {
                "classes" => Loss.CrossEntropy(scores, samples.Labels),
                "yes or no" => Loss.BinaryCrossEntropyWithLogits(scores, samples.Targets),
                _ => Loss.MeanSquaredError(scores, samples.Targets),
            };
        }

        private Batch<T> Next()
        {
            // Sometimes far out, where the loss of a row is sure or very wrong.
            Tensor<T> x = Tensor.Uniform([batch, inputs], T.CreateChecked(-3), T.CreateChecked(3), random);
            if (loss == "classes")
                return new Batch<T>(x, IndexTensor.Create([.. Enumerable.Range(0, batch).Select(_ => random.Next(outputs))]));
            T[] targets = [.. Enumerable.Range(0, batch * outputs).Select(_ => T.CreateChecked(random.Next(2)))];
            return new Batch<T>(x, Tensor.Create<T>(targets, [batch, outputs]));
        }
    }
}
