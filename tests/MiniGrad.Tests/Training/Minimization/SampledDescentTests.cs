using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Training.Stopping;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Minimization;

public class SampledDescentTests
{
    private const int Samples = 100;

    private static readonly Dataset<double> line = Line();

    [Theory]
    [InlineData(null, 1)]
    [InlineData(100, 1)]
    [InlineData(1000, 1)]
    [InlineData(32, 4)]
    [InlineData(1, 100)]
    public void The_size_of_the_batches_decides_the_updates_of_an_epoch(int? batchSize, int updates)
    {
        SampledDescentResult<double> result = Minimize(batchSize, Stop.AfterIterations(50), 0.05);
        Assert.Equal("50 iterations are done", result.Reason.Sentence);
        Assert.Equal((50L * updates, 50L * Samples), (result.Updates, result.Samples));
        Assert.Equal(Enumerable.Range(0, 51).Select(epoch => (epoch, (long)epoch * updates, (long)epoch * Samples)),
            result.Epochs.Select(at => (at.Epoch, at.Updates, at.Samples)));
        Assert.Equal(Mean(result.Point), result.Loss, 12);
        Assert.Equal(result.Loss, result.Epochs[^1].Loss);
        Assert.True(result.Loss < 0.1 * result.Epochs[0].Loss);
    }

    [Fact]
    public void A_batch_of_all_samples_is_plain_descent()
    {
        SampledDescentResult<double> sampled = Minimize(null, Stop.AfterIterations(20), 0.1, new DescentOptions { TraceEvery = 1 });
        DescentResult<double> plain = Descent.Minimize(
            x => Loss.MeanSquaredError(line.Inputs.MatMul(x), line.Targets), Tensor.Zeros<double>([2, 1]), x =>
                new Sgd<double>(x, 0.1), Stop.AfterIterations(20),
            new DescentOptions { TraceEvery = 1 });
        Assert.Equal(plain.Trace.Select(at => at.Iteration), sampled.Trace.Select(at => at.Iteration));
        Assert.All(plain.Trace.Zip(sampled.Trace), pair =>
        {
            Assert.Equal(pair.First.Point.ToArray(), pair.Second.Point.ToArray());
            Assert.Equal(pair.First.Value, pair.Second.Value, 14);
        });
    }

    [Fact]
    public void Batches_are_drawn_by_the_generator_and_every_sample_is_seen_once_in_an_epoch()
    {
        Assert.Equal(Minimize(8, Stop.AfterIterations(3), 0.01).Point.ToArray(),
            Minimize(8, Stop.AfterIterations(3), 0.01).Point.ToArray());

        List<double> seen = [];
        Parameter<double> w = new(Tensor.Scalar(0.0));
        Descent.Minimize(
            batch =>
            {
                // The last look at all of them, and the first, are not batches.
                if (batch.Count < 10) seen.AddRange(batch.Inputs.ToArray());
                return (batch.Inputs * w).Mean() - batch.Targets.Mean();
            },
            new Sgd<double>([w], 0), new Dataset<double>(Tensor.Range(0.0, 10, 1), Tensor.Zeros<double>([10])), 4, Stop.AfterIterations(2),
                new Random(5),
            new DescentOptions { Captures = false });
        Assert.Equal(20, seen.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), seen[..10].Order());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), seen[10..].Order());
        Assert.NotEqual(seen[..10], seen[10..]);
    }

    [Fact]
    public void Captured_updates_have_the_same_bits_and_work_in_less_memory_the_smaller_the_batch()
    {
        SampledDescentResult<double>[] captured =
            [.. new int?[] { null, 32, 1 }.Select(size => Minimize(size, Stop.AfterIterations(10), 0.02))];
        SampledDescentResult<double>[] eager =
            [.. new int?[] { null, 32, 1 }.Select(size =>
                Minimize(size, Stop.AfterIterations(10), 0.02, new DescentOptions { Captures = false }))];
        Assert.All(captured.Zip(eager), pair =>
        {
            Assert.Equal(pair.Second.Point.ToArray(), pair.First.Point.ToArray());
            Assert.Equal(pair.Second.Epochs.Select(at => at.Loss), pair.First.Epochs.Select(at => at.Loss));
        });
        foreach (SampledDescentResult<double>[] runs in new[] { captured, eager })
            Assert.True(runs[0].StepBytes > runs[1].StepBytes && runs[1].StepBytes > runs[2].StepBytes,
                string.Join(", ", runs.Select(run => run.StepBytes)));

        // An input of two numbers, a target and an output for each sample.
        Assert.All(new[] { Samples, 32, 1 }.Zip(captured), pair => Assert.True(pair.Second.StepBytes >= 4 * sizeof(double) * pair.First));
    }

    [Fact]
    public void The_trace_counts_updates_and_ends_where_the_run_ends()
    {
        SampledDescentResult<double> result = Minimize(32, Stop.AfterIterations(2), 0.05, new DescentOptions { TraceEvery = 3 });
        Assert.Equal([0, 3, 6, 8], result.Trace.Select(at => at.Iteration));
        Assert.Equal([0.0, 0], result.Trace[0].Point.ToArray());
        Assert.Equal(result.Point.ToArray(), result.Trace[^1].Point.ToArray());
        Assert.Equal(result.Loss, result.Trace[^1].Value);
        Assert.All(result.Trace.SkipLast(1), at => Assert.True(at.GradientNorm > 0));
    }

    [Fact]
    public void Rules_see_the_whole_data_set_and_its_gradient()
    {
        SampledDescentResult<double> result = Minimize(null, Stop.WhenGradientBelow(1e-6), 0.1);
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        double norm = Differentiation.Gradient(Mean, result.Point).Norm().ToScalar();
        Assert.Equal(norm, result.Epochs[^1].GradientNorm!.Value, 1e-15);
        Assert.True(norm < 1e-6);
        Assert.Null(Minimize(null, Stop.AfterIterations(1), 0.1).Epochs[^1].GradientNorm);

        static Tensor<double> Mean(Tensor<double> x) => Loss.MeanSquaredError(line.Inputs.MatMul(x), line.Targets);
    }

    [Fact]
    public void Time_is_that_of_the_updates_alone()
    {
        ManualTime time = new();
        Parameter<double> w = new(Tensor.Zeros<double>([2, 1]));
        SampledDescentResult<double> result = Descent.Minimize(
            batch =>
            {
                time.Advance(TimeSpan.FromSeconds(batch.Count == Samples ? 1000 : 1));
                return Loss.MeanSquaredError(batch.Inputs.MatMul(w), batch.Targets);
            },
            new Sgd<double>([w], 0.01), line, 25, Stop.AfterTime(TimeSpan.FromSeconds(2500)), new Random(1),
                new DescentOptions { Captures = false, Time = time, TraceEvery = 1 });
        Assert.Equal((StopKind.Time, 8L, TimeSpan.FromSeconds(8)), (result.Reason.Kind, result.Updates, result.UpdateTime));
    }

    [Fact]
    public void A_network_learns_labels_by_the_same_call()
    {
        Random random = new(7);
        Tensor<float> inputs = Tensor.Uniform<float>([200, 2], -1, 1, random);
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => inputs[i, 0] * inputs[i, 1] > 0 ? 1 : 0)];
        Mlp<float> model = new([2, 16, 2], Activation.Tanh, random);
        SampledDescentResult<float> result = Descent.Minimize(
            batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels), new Adam<float>(model.Parameters, 0.02),
                new Dataset<float>(inputs, labels), 32,
            Stop.WhenLossBelow(0.1) | Stop.AfterIterations(200), random);
        Assert.Equal(StopKind.LossTarget, result.Reason.Kind);
        Assert.Equal(Loss.CrossEntropy(model.Predict(inputs), labels).ToScalar(), result.Loss, 1e-6);
        Assert.Equal(model.Parameters.Count, result.Points.Count);
    }

    [Fact]
    public void A_run_that_diverges_says_so_and_goes_back_to_the_best_epoch()
    {
        SampledDescentResult<double> growing = Minimize(null, Stop.AfterIterations(1000), 10);
        Assert.Equal(StopKind.Diverged, growing.Reason.Kind);
        Assert.Equal([0.0, 0], growing.Point.ToArray());
        Assert.Equal(growing.Epochs[0].Loss, growing.Loss);

        SampledDescentResult<double> within = Minimize(1, Stop.AfterIterations(1000), 1e200);
        Assert.Matches("^diverged: the loss of a batch became (NaN|infinite) at update [0-9]+, in epoch 1$", within.Reason.Sentence);
        Assert.Equal([0.0, 0], within.Point.ToArray());
    }

    [Theory]
    [InlineData(null, 100, 100)]
    [InlineData(32, 100, 25)]
    [InlineData(1, 100, 1)]
    [InlineData(30, 100, 25)]
    public void A_run_that_can_no_longer_move_stops_after_an_epoch(int? batchSize, int updates, int epoch)
    {
        SampledDescentResult<double> result = Minimize(batchSize, Stop.WhenGradientBelow(1e-9), 0);
        Assert.Equal(StopKind.Stalled, result.Reason.Kind);
        Assert.Equal($"stalled: no parameter has changed for {updates} updates, at iteration {epoch}", result.Reason.Sentence);
    }

    [Fact]
    public void Updates_are_counted_not_the_batches_that_they_are_gathered_over()
    {
        SampledDescentResult<double> result = Descent.Minimize(
            (x, batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(x), batch.Targets), Tensor.Zeros<double>([2, 1]), line, 10,
            x => new Sgd<double>(x, 0.1) { AccumulationSteps = 5 }, Stop.AfterIterations(3), new Random(3),
                new DescentOptions { TraceEvery = 1 });
        Assert.Equal((6L, 300L), (result.Updates, result.Samples));
        Assert.Equal([0, 2, 4, 6], result.Epochs.Select(at => at.Updates));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], result.Trace.Select(at => at.Iteration));
    }

    [Fact]
    public void A_loss_of_several_tensors_goes_down_from_where_they_begin()
    {
        List<int> told = [];
        SampledDescentResult<double> result = Descent.Minimize(
            (x, batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(x[0]) + x[1], batch.Targets + 3),
                [Tensor.Zeros<double>([2, 1]), Tensor.Scalar(0.0)], line, 10,
            x => new Sgd<double>(x, 0.1), Stop.AfterIterations(30), new Random(1),
                new DescentOptions { OnIteration = progress => told.Add(progress.Iteration) });
        Assert.Equal(3, result.Points[1].ToScalar(), 0.1);
        Assert.Equal([2, 1], result.Points[0].Shape);
        Assert.Equal(2, result.Point[0, 0], 0.1);
        Assert.Equal(Enumerable.Range(1, 30), told);
        Assert.Equal(result.Epochs.Min(epoch => epoch.Loss), result.BestValue);
        Tensor<double> residual = line.Inputs.MatMul(result.BestPoints[0]) + result.BestPoints[1] - line.Targets - 3;
        Assert.Equal(residual.Square().Mean().ToScalar(), result.BestValue, 1e-12);
    }

    [Fact]
    public void Losses_that_cannot_be_followed_are_refused_in_words()
    {
        Parameter<double> w = new(Tensor.Zeros<double>([2, 1]), "w"), other = new(Tensor.Zeros<double>([2, 1]), "other");
        Assert.Equal(
            "Minimize: expected the function's value to be a single number, got shape [100, 1]; reduce it to one.",
                Refusal(w, (x, y) => x.MatMul(w) - y));
        Assert.Equal(
            "TrainingStep: the loss depends on none of the optimizer's parameters: 'other'.",
                Refusal(other, (x, y) => Loss.MeanSquaredError(x.MatMul(w), y)));
        Assert.StartsWith(
            "Minimize: the function cannot be captured; change it, or call it at every step, with new DescentOptions { Captures = false " +
            "}. Captured step:",
            Refusal(w, (x, y) => Loss.MeanSquaredError(x.MatMul(w), y) * (1 + Math.Abs(x[0, 0]))), StringComparison.Ordinal);

        static string Refusal(Parameter<double> parameter, Func<Tensor<double>, Tensor<double>, Tensor<double>> loss) =>
            Assert.Throws<InvalidOperationException>(() => Descent.Minimize(batch => loss(batch.Inputs, batch.Targets),
                new Sgd<double>([parameter], 0.1), line, null, Stop.AfterIterations(9))).Message;
    }

    [Fact]
    public void Bad_arguments_are_refused_in_words()
    {
        Assert.StartsWith(
            "Minimize: the batch size must be at least 1, got 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Minimize(0, Stop.AfterIterations(1), 0.1)).Message, StringComparison.Ordinal);
        Parameter<double> w = new(Tensor.Zeros<double>([2, 1]));
        Tensor<double> MeanSquare(Batch<double> batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(w), batch.Targets);
        Assert.StartsWith(
            "Minimize: batches of 10 out of 100 samples are drawn at random; expected a generator.",
            Assert.Throws<ArgumentNullException>(() =>
                Descent.Minimize(MeanSquare, new Sgd<double>([w], 0.1), line, 10, Stop.AfterIterations(1))).Message,
            StringComparison.Ordinal);
        Dataset<double> empty = new(Tensor.Zeros<double>([0, 2]), Tensor.Zeros<double>([0, 1]));
        Assert.StartsWith(
            "Minimize: expected at least one sample",
            Assert.Throws<ArgumentException>(() =>
                Descent.Minimize(MeanSquare, new Sgd<double>([w], 0.1), empty, null, Stop.AfterIterations(1))).Message,
            StringComparison.Ordinal);
        w.Assign([double.NaN, 0]);
        Assert.StartsWith(
            "Minimize: at the start the loss over the data is NaN;",
            Assert.Throws<ArgumentException>(() =>
                Descent.Minimize(MeanSquare, new Sgd<double>([w], 0.1), line, null, Stop.AfterIterations(1))).Message,
            StringComparison.Ordinal);
    }

    private static SampledDescentResult<double> Minimize(int? batchSize, StoppingRule stop, double learningRate,
        DescentOptions? options = null) => Descent.Minimize(
        (x, batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(x), batch.Targets), Tensor.Zeros<double>([2, 1]), line, batchSize, x =>
            new Sgd<double>(x, learningRate), stop,
        new Random(3), options);

    private static double Mean(Tensor<double> x) => Loss.MeanSquaredError(line.Inputs.MatMul(x), line.Targets).ToScalar();

    private static Dataset<double> Line()
    {
        Random random = new(2);
        Tensor<double> inputs = Tensor.Uniform<double>([Samples, 2], -1, 1, random);
        return new(inputs,
            inputs.MatMul(Tensor.Create(new double[,] { { 2 }, { -1 } })) + Tensor.Normal<double>([Samples, 1], 0, 0.1, random));
    }
}
