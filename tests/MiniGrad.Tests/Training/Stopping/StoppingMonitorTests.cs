using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Stopping;

public class StoppingMonitorTests
{
    [Fact]
    public void Reasons_of_a_training_speak_of_epochs_and_of_what_is_monitored()
    {
        StoppingMonitor monitor = new(Stop.AfterNoImprovement(2) | Stop.AfterIterations(9)) { Words = ("validation loss", "epoch") };
        foreach (double loss in (double[])[2, 1, 1, 1]) monitor.Observe(loss);
        Assert.Equal("the validation loss has not improved since epoch 2, for 2 epochs", monitor.Reason!.Sentence);
        monitor = new(Stop.AfterIterations(1)) { Words = ("validation loss", "epoch") };
        monitor.Observe(1);
        Assert.Equal("1 epochs are done", monitor.Reason!.Sentence);
    }

    [Fact]
    public void It_counts_what_it_observes()
    {
        ManualTime time = new();
        StoppingMonitor stop = new(Stop.AfterIterations(4), time: time);
        Assert.False(stop.ObserveStart(8, 3, 2));
        Assert.Equal(new StoppingProgress(0, 8, null, 3, 2, TimeSpan.Zero, 0), stop.Progress);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(stop.Observe(4));
        Assert.Equal(new StoppingProgress(1, 4, 8, null, null, TimeSpan.FromSeconds(5), 0), stop.Progress);
        Assert.False(stop.Observe(4));
        Assert.Equal(1, stop.Progress.IterationsSinceBest);
        Assert.False(stop.Observe(6));
        Assert.Equal((2, 4.0), (stop.Progress.IterationsSinceBest, stop.BestLoss));
        Assert.Null(stop.Reason);
        Assert.True(stop.Observe(3));
        Assert.Equal((0, 3.0), (stop.Progress.IterationsSinceBest, stop.BestLoss));
        Assert.Equal(StopKind.Iterations, stop.Reason!.Kind);
        Assert.False(stop.Reason.IsDivergence);

        // What has stopped stays so.
        Assert.True(stop.Observe(double.NaN));
        Assert.Equal((StopKind.Iterations, 4), (stop.Reason.Kind, stop.Progress.Iteration));
    }

    [Fact]
    public void Without_a_start_the_first_iteration_is_the_first_observed()
    {
        StoppingMonitor stop = new(Stop.AfterIterations(2) | Stop.WhenLossChangesLessThan(0.1));
        int epochs = 0;
        do epochs++;
        while (!stop.Observe(10 - epochs));
        Assert.Equal(2, epochs);
    }

    [Fact]
    public void Time_runs_from_its_making()
    {
        ManualTime time = new();
        time.Advance(TimeSpan.FromHours(1));
        StoppingMonitor stop = new(Stop.AfterTime(TimeSpan.FromSeconds(10)), time: time);
        Assert.False(stop.Observe(1));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(stop.Observe(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(stop.Observe(1));
        Assert.Equal("10 s have passed, of 10 s, at iteration 3", stop.Reason!.ToString());
    }

    [Fact]
    public void Patience_begins_anew_with_every_improvement()
    {
        StoppingMonitor stop = new(Stop.AfterNoImprovement(2));
        Assert.Equal([false, false, false, false, true], new[] { 5.0, 6, 4, 4, 4.5 }.Select(loss => stop.Observe(loss)));
        Assert.Equal("the loss has not improved since iteration 3, for 2 iterations", stop.Reason!.Sentence);
    }

    [Fact]
    public void Patience_may_ask_for_a_change_of_some_size_and_for_several_iterations_in_a_row()
    {
        StoppingRule improvement = Stop.AfterNoImprovement(3, minimumChange: 1);
        AssertStops(improvement, [9, 8.5, 7.5, 7, 6.6, 6.5],
            "the loss has not improved by more than 1 since iteration 3, for 3 iterations");
        AssertStops(improvement & Stop.AfterIterations(5), [9, 8.5, 7.5, 7, 6.6, 6.5],
            "the loss has not improved by more than 1 since iteration 3, for 3 iterations, and 5 iterations are done");
        AssertStops(
            Stop.WhenLossChangesLessThan(0.5, iterations: 2), [5, 4.9, 4, 3.9, 3.8],
                "the loss changed by 0.1, less than 0.5, at iteration 5, as in each of the last 2");
        AssertStops(
            Stop.WhenLossChangesRelativelyLessThan(0.1, 3), [100, 99, 50, 48, 47, 47],
            "the loss changed from 47 by 0, a share of less than 0.1, at iteration 6, as in each of the last 3");

        static void AssertStops(StoppingRule rule, double[] losses, string sentence)
        {
            // The rule is used again by the second run, from the start.
            for (int run = 0; run < 2; run++)
            {
                StoppingMonitor stop = new(rule);
                Assert.Equal(losses.Select((_, i) => i == losses.Length - 1), losses.Select(loss => stop.Observe(loss)));
                Assert.Equal(sentence, stop.Reason!.Sentence);
            }
        }
    }

    [Fact]
    public void An_ascent_observes_values_that_grow()
    {
        StoppingMonitor stop = new(Stop.AfterNoImprovement(2), isAscent: true);
        Assert.Equal([false, false, false, true], new[] { 1.0, 5, 4, 3 }.Select(value => stop.Observe(value)));
        Assert.Equal((5.0, 3.0, -3.0), (stop.BestLoss, stop.Progress.Value, stop.Progress.Loss));
        Assert.Equal("the value has not improved since iteration 2, for 2 iterations", stop.Reason!.Sentence);
        stop = new(Stop.AfterIterations(9), isAscent: true);
        stop.Observe(1);
        Assert.True(stop.Observe(double.NegativeInfinity));
        Assert.Equal("diverged: the value became minus infinity at iteration 2", stop.Reason!.Sentence);
    }

    [Theory]
    [InlineData(double.NaN, 1.0, 1.0, "diverged: the loss became NaN at iteration 2")]
    [InlineData(double.PositiveInfinity, 1.0, 1.0, "diverged: the loss became infinite at iteration 2")]
    [InlineData(double.NegativeInfinity, 1.0, 1.0, "diverged: the loss became minus infinity at iteration 2")]
    [InlineData(1.0, double.NaN, 1.0, "diverged: the gradient's norm became NaN at iteration 2")]
    [InlineData(1.0, 1.0, double.PositiveInfinity, "diverged: the gradient's largest element became infinite at iteration 2")]
    [InlineData(5.1e10, 1.0, 1.0, "diverged: the loss went to 5.1E+10 by iteration 2, beyond 1E+10 times where it began")]
    [InlineData(-5.1e10, 1.0, 1.0, "diverged: the loss went to -5.1E+10 by iteration 2, beyond 1E+10 times where it began")]
    public void Divergence_is_noticed_whatever_the_rule(double loss, double norm, double element, string sentence)
    {
        StoppingMonitor stop = new(Stop.AfterIterations(2));
        Assert.False(stop.Observe(5));
        Assert.True(stop.Observe(loss, norm, element));
        Assert.Equal(new StopReason(StopKind.Diverged, sentence), stop.Reason);
        Assert.True(stop.Reason!.IsDivergence);
    }

    [Fact]
    public void How_far_is_diverged_can_be_set()
    {
        Assert.True(Diverges(101, divergenceFactor: 100));
        Assert.False(Diverges(99, divergenceFactor: 100));
        Assert.False(Diverges(1e300, double.PositiveInfinity));
        Assert.StartsWith(
            "StoppingMonitor: the divergence factor must be above 1, got 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingMonitor(Stop.AfterIterations(9), 1)).Message,
                StringComparison.Ordinal);

        static bool Diverges(double loss, double divergenceFactor)
        {
            StoppingMonitor stop = new(Stop.AfterIterations(9), divergenceFactor);
            stop.Observe(0.1);
            return stop.Observe(loss);
        }
    }

    [Fact]
    public void One_rule_serves_many_runs_at_once()
    {
        StoppingRule rule = Stop.AfterNoImprovement(3) | Stop.AfterIterations(50);
        int[] iterations = new int[8];
        Parallel.For(0, iterations.Length, run =>
        {
            StoppingMonitor stop = new(rule);
            while (!stop.Observe(Math.Max(10 * run, 100 - stop.Progress.Iteration))) { }
            iterations[run] = stop.Progress.Iteration;
        });
        Assert.Equal([50, 50, 50, 50, 50, 50, 44, 34], iterations);
    }

    [Fact]
    public void A_run_starts_once()
    {
        StoppingMonitor stop = new(Stop.AfterIterations(9));
        stop.Observe(1);
        Assert.StartsWith("ObserveStart:", Assert.Throws<InvalidOperationException>(() => stop.ObserveStart(1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Going_on_allocates_nothing()
    {
        StoppingMonitor stop = new(
            Stop.WhenGradientBelow(1e-9) | Stop.WhenLossChangesRelativelyLessThan(1e-9) & Stop.AfterNoImprovement(5) | Stop.AfterTime(
                TimeSpan.FromHours(1)));
        for (int i = 0; i < 10; i++) stop.Observe(100 - i, 1, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 10; i < 50; i++) stop.Observe(100 - i, 1, 1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
