using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class LearningRateFinderTests
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Parameter<float>>, double, Optimizer<float>>> optimizers = new()
    {
        ["sgd"] = (parameters, rate) => new Sgd<float>(parameters, rate),
        ["heavy ball"] = (parameters, rate) => new Sgd<float>(parameters, rate, 0.9, MomentumKind.HeavyBall),
        ["adam"] = (parameters, rate) => new Adam<float>(parameters, rate),
        ["adam with a schedule"] = (parameters, rate) => new Adam<float>(parameters, rate) { Schedule = LearningRate.InverseTime(rate) },
        ["adam, accumulating"] = (parameters, rate) => new Adam<float>(parameters, rate) { AccumulationSteps = 3 },
    };

    private static readonly Lazy<Dataset<float>> digits = new(() => LabeledImages.GenerateDigits<float>(2000, new Random(1)));
    private static readonly Lazy<Dataset<float>> testDigits = new(() => LabeledImages.GenerateDigits<float>(500, new Random(2)));

    public static TheoryData<string> Optimizers => [.. optimizers.Keys];

    [Theory]
    [InlineData("sgd")]
    [InlineData("heavy ball")]
    [InlineData("adam")]
    public void The_suggestion_trains_well(string name)
    {
        Trainee finding = new(name, rate: 1, isCaptured: true);
        LearningRateFinderResult found = LearningRateFinder.Run(finding.Optimizer, finding.Step);
        double suggestion = Assert.NotNull(found.Suggestion);
        Assert.InRange(suggestion, 1e-4, Assert.NotNull(found.RateOfMinimum));

        double accuracy = AccuracyWith(suggestion);
        Assert.True(accuracy > 0.75, $"{accuracy:P1} with {suggestion:G3}");
        Assert.True(accuracy > AccuracyWith(suggestion / 100) + 0.1);
        Assert.True(accuracy > AccuracyWith(suggestion * 20) + 0.1);

        double AccuracyWith(double rate)
        {
            Trainee trainee = new(name, rate, isCaptured: true);
            for (int step = 0; step < 240; step++) trainee.Step();
            return trainee.Accuracy();
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Captured_training_afterwards_gives_the_same_bits_as_if_nothing_had_happened(string name) =>
        AssertLeavesNoTrace(name, isCaptured: true);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Eager_training_afterwards_gives_the_same_bits_as_if_nothing_had_happened(string name) =>
        AssertLeavesNoTrace(name, isCaptured: false);

    private static void AssertLeavesNoTrace(string name, bool isCaptured)
    {
        Trainee found = new(name, 0.01, isCaptured), plain = new(name, 0.01, isCaptured);
        Assert.Equal(plain.TrainOn(firstBatch: 0, steps: 7), found.TrainOn(firstBatch: 0, steps: 7));

        LearningRateFinderResult result = LearningRateFinder.Run(found.Optimizer, found.Step, minimumRate: 1e-3, steps: 40);

        Assert.True(result.Losses.Distinct().Count() > 10);
        Assert.Equal(plain.Optimizer.LearningRate, found.Optimizer.LearningRate);
        Assert.InRange(result.Rates[^1], 0.01, 10);
        Assert.Equal(plain.Figures(), found.Figures());
        Assert.Equal(plain.TrainOn(firstBatch: 7, steps: 20), found.TrainOn(firstBatch: 7, steps: 20));
        Assert.Equal(plain.Figures(), found.Figures());
    }

    [Fact]
    public void Everything_is_put_back_after_an_exception_as_well()
    {
        Trainee found = new("adam", 0.01, isCaptured: false), plain = new("adam", 0.01, isCaptured: false);
        int calls = 0;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => LearningRateFinder.Run(
            found.Optimizer, () => calls++ == 20 ? throw new InvalidOperationException("out of data") : found.Step()));
        Assert.Equal("out of data", error.Message);
        Assert.Equal(plain.Figures(), found.Figures());
        Assert.Equal(plain.TrainOn(firstBatch: 0, steps: 20), found.TrainOn(firstBatch: 0, steps: 20));
    }

    [Fact]
    public void Gradients_are_put_back_with_their_values()
    {
        Parameter<double> x = new(Tensor.Vector(1.0, 2)), y = new(Tensor.Vector(3.0));
        Sgd<double> optimizer = new([x, y], 0.1);
        x.Square().Sum().Backward();
        LearningRateFinder.Run(optimizer, () =>
        {
            // Adds to what is there, and ends with gradients in both.
            Tensor<double> loss = x.Square().Sum() + y.Square().Sum();
            loss.Backward();
            optimizer.Step();
            return loss.ToScalar();
        });
        Assert.Equal([2, 4], x.Gradient!.ToArray());
        Assert.Null(y.Gradient);
        Assert.Equal([1, 2], x.ToArray());
        Assert.Equal([3], y.ToArray());
    }

    [Fact]
    public void Rates_grow_by_the_same_factor_and_losses_are_averaged()
    {
        double[] losses = [5, 4, 4.5, 3, 2, 2.5, 1, 1.5, 0.5, 0.75, 0.25];
        LearningRateFinderResult result =
            Run(new Queue<double>(losses).Dequeue, minimumRate: 1e-3, maximumRate: 100, steps: 11, smoothing: 0.75);
        for (int i = 0; i < 11; i++)
        {
            Assert.Equal(Math.Pow(10, -3 + i / 2.0), result.Rates[i], 1e-13 * result.Rates[i]);
            double[] weights = [.. Enumerable.Range(0, i + 1).Select(k => Math.Pow(0.75, i - k))];
            Assert.Equal(weights.Zip(losses, (weight, loss) => weight * loss).Sum() / weights.Sum(), result.SmoothedLosses[i], 1e-14);
        }
        Assert.Equal(losses, result.Losses);
        Assert.False(result.HasDiverged);
    }

    [Fact]
    public void The_suggestion_is_where_the_loss_falls_fastest()
    {
        // Falls along a logistic curve of log η around 0.02, from 3 to 1, and explodes from about 2 on.
        Sgd<double> optimizer = new([new Parameter<double>(Tensor.Vector(1.0))], 0.5);
        LearningRateFinderResult result = LearningRateFinder.Run(
            optimizer, () =>
                1 + 2 / (1 + Math.Pow(optimizer.LearningRate / 0.02, 2)) + Math.Pow(optimizer.LearningRate / 2, 4), smoothing: 0);
        double spacing = Math.Pow(1e7, 1 / 99.0);
        Assert.InRange(Assert.NotNull(result.Suggestion), 0.02 / spacing, 0.02 * spacing);
        Assert.InRange(Assert.NotNull(result.RateOfMinimum), 0.1, 1);
        Assert.True(result.HasDiverged);
        Assert.True(result.SmoothedLosses[^1] > 4 * result.SmoothedLosses.Min());
        Assert.True(result.SmoothedLosses[^2] <= 4 * result.SmoothedLosses.Min());
        Assert.True(result.Rates.Count < 100);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Training_at_the_suggestion_does_not_diverge(int seed)
    {
        Mlp<double> model = new([1, 20, 1], Activation.Tanh, new Random(seed));
        Sgd<double> optimizer = new(model.Parameters, 0.1);
        Tensor<double> x = Tensor.Range(-3.0, 121, 0.05).Reshape(-1, 1), y =
            Tensor.Create<double>([.. x.ToArray().Select(Math.Sin)], x.Shape);
        TrainingStep<double> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        LearningRateFinderResult found = LearningRateFinder.Run(optimizer, () => step.Run(new(x, y)));
        optimizer.LearningRate = Assert.NotNull(found.Suggestion);
        Assert.True(optimizer.LearningRate <= found.RateOfMinimum / 10);

        double first = step.Run(new(x, y)), highest = 0, last = 0;
        for (int i = 0; i < 2000; i++) highest = Math.Max(highest, last = step.Run(new(x, y)));
        Assert.True(highest <= first, $"from {first:G3} up to {highest:G3} at {optimizer.LearningRate:G3}");
        Assert.True(last < 0.5 * first, $"from {first:G3} to {last:G3} at {optimizer.LearningRate:G3}");
    }

    [Fact]
    public void A_loss_that_never_falls_gives_no_suggestion()
    {
        LearningRateFinderResult flat = Run(() => 2);
        Assert.Null(flat.Suggestion);
        Assert.Equal(100, flat.Rates.Count);
        Assert.False(flat.HasDiverged);

        double loss = 1;
        LearningRateFinderResult rising = Run(() => loss *= 1.5, smoothing: 0);
        Assert.Null(rising.Suggestion);
        Assert.True(rising.HasDiverged);
        Assert.Equal(5, rising.Rates.Count);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_test()
    {
        int calls = 0;
        LearningRateFinderResult later = Run(() => calls++ == 30 ? double.NaN : 2 - 0.01 * calls);
        Assert.True(later.HasDiverged);
        Assert.Equal(31, later.Losses.Count);
        Assert.Equal(later.Rates[29], later.RateOfMinimum);
        Assert.NotNull(later.Suggestion);

        LearningRateFinderResult atOnce = Run(() => double.PositiveInfinity);
        Assert.True(atOnce.HasDiverged);
        Assert.Single(atOnce.Losses);
        Assert.Null(atOnce.Suggestion);
        Assert.Null(atOnce.RateOfMinimum);
    }

    [Fact]
    public void A_negative_loss_may_fall_and_explodes_when_it_is_far_above()
    {
        double loss = -1;
        LearningRateFinderResult falling = Run(() => loss -= 0.1);
        Assert.False(falling.HasDiverged);
        double[] losses = [.. Enumerable.Repeat(-2.0, 12), 3.9, 4.1, 0];
        Assert.Equal(14, Run(new Queue<double>(losses).Dequeue, steps: 20, smoothing: 0).Losses.Count);
    }

    [Fact]
    public void A_step_with_a_rate_of_its_own_is_refused()
    {
        Sgd<double> optimizer = new([new Parameter<double>(Tensor.Vector(1.0))], 0.1);
        Assert.Contains(
            "was to keep the rate of 0.001, and set it to 0.5",
            Assert.Throws<InvalidOperationException>(() => LearningRateFinder.Run(optimizer, () => optimizer.LearningRate = 0.5, 1e-3))
                .Message,
            StringComparison.Ordinal);
        Assert.Equal(0.1, optimizer.LearningRate);
    }

    [Fact]
    public void Bad_settings_are_refused_in_words()
    {
        AssertRefused("minimumRate must be a finite number above 0, got 0.", () => Run(() => 1, minimumRate: 0));
        AssertRefused("minimumRate must be a finite number above 0, got NaN.", () => Run(() => 1, minimumRate: double.NaN));
        AssertRefused("maximumRate must be a finite number above the minimum rate 0.5, got 0.5.", () =>
            Run(() => 1, minimumRate: 0.5, maximumRate: 0.5));
        AssertRefused("maximumRate must be", () => Run(() => 1, maximumRate: double.PositiveInfinity));
        AssertRefused("steps must be at least 10, got 9.", () => Run(() => 1, steps: 9));
        AssertRefused("smoothing must be from 0 to below 1, got 1.", () => Run(() => 1, smoothing: 1));
        Assert.Throws<ArgumentNullException>(() => LearningRateFinder.Run<double>(null!, () => 1));
        Assert.Throws<ArgumentNullException>(() => Run(null!));

        static void AssertRefused(string message, Action action) => Assert.Contains(
            $"LearningRateFinder: {message}", Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal);
    }

    private static LearningRateFinderResult Run(
        Func<double> step, double minimumRate = 1e-6, double maximumRate = 10, int steps = 100, double smoothing = 0.8) =>
            LearningRateFinder.Run(
            new Sgd<double>([new Parameter<double>(Tensor.Vector(1.0))], 0.1), step, minimumRate, maximumRate, steps, smoothing);

    /// <summary>A small network that learns digits, from the same start every time.</summary>
    private sealed class Trainee
    {
        private readonly Mlp<float> model = new([DigitGenerator.PixelCount, 32, 10], Activation.Relu, new Random(3));
        private readonly TrainingStep<float> step;
        private readonly Batch<float>[] batches;
        private int next;

        public Trainee(string optimizer, double rate, bool isCaptured)
        {
            Optimizer = optimizers[optimizer](model.Parameters, rate);
            step = new TrainingStep<float>(Optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels), isCaptured);
            batches = [.. digits.Value.Batches(32, shuffle: new Random(4))];
        }

        public Optimizer<float> Optimizer { get; }

        /// <summary>A step on the next batch, without end.</summary>
        public float Step() => step.Run(batches[next++ % batches.Length]);

        /// <summary>The losses of some steps.</summary>
        public float[] TrainOn(int firstBatch, int steps)
        {
            next = firstBatch;
            return [.. Enumerable.Range(0, steps).Select(_ => Step())];
        }

        /// <summary>All that training has made of the parameters and the optimizer.</summary>
        public double[] Figures()
        {
            OptimizerState<float> state = Optimizer.SaveState();
            IEnumerable<float> values =
                model.Parameters.SelectMany(parameter => parameter.ToArray().Concat(parameter.Gradient?.ToArray() ?? []));
            IEnumerable<float> kept = state.Tensors.SelectMany(tensor => tensor.Value.ToArray());
            return [.. values.Concat(kept).Select(value => (double)value), .. state.Numbers.Select(number => number.Value)];
        }

        public double Accuracy()
        {
            IndexTensor guesses = model.Predict(testDigits.Value.Inputs).ArgMax();
            return Enumerable.Range(0, testDigits.Value.Count).Average(i => guesses[i] == testDigits.Value.Labels[i] ? 1.0 : 0);
        }
    }
}
