using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Stopping;

public class StoppingRuleTests
{
    private static readonly StoppingProgress progress = new(
        Iteration: 7, Loss: 2, PreviousLoss: 2.5, GradientNorm: 0.5, LargestGradientElement: 0.4, TimeSpan.FromSeconds(3),
            IterationsSinceBest: 4);

    [Fact]
    public void Iterations_are_counted()
    {
        Assert.Null(Stop.AfterIterations(8).Check(progress));
        AssertStops(Stop.AfterIterations(7), StopKind.Iterations, "7 iterations are done");
        AssertStops(Stop.AfterIterations(1), StopKind.Iterations, "1 iterations are done");
    }

    [Fact]
    public void A_gradient_is_small_by_its_norm_or_by_its_largest_element()
    {
        Assert.Null(Stop.WhenGradientBelow(0.5).Check(progress));
        AssertStops(Stop.WhenGradientBelow(0.51), StopKind.Gradient, "the gradient's norm fell to 0.5, below 0.51, at iteration 7");
        Assert.Null(Stop.WhenGradientElementsBelow(0.4).Check(progress));
        AssertStops(Stop.WhenGradientElementsBelow(0.41), StopKind.Gradient,
            "the gradient's largest element fell to 0.4, below 0.41, at iteration 7");
    }

    [Fact]
    public void A_gradient_that_is_not_known_is_missed_in_words()
    {
        StoppingProgress without = progress with { GradientNorm = null, LargestGradientElement = null };
        foreach (StoppingRule rule in new[] { Stop.WhenGradientBelow(1), Stop.WhenGradientElementsBelow(1) })
        {
            Assert.True(rule.NeedsGradient);
            string message = Assert.Throws<InvalidOperationException>(() => rule.Check(without)).Message;
            Assert.Matches("^WhenGradient(Elements)?Below: the rule looks at the gradient's (norm|largest element), which is not known " +
                "at iteration 7;", message);
        }
        Assert.False((Stop.AfterIterations(1) | Stop.WhenLossBelow(1)).NeedsGradient);
        Assert.True((Stop.AfterIterations(1) | Stop.WhenGradientBelow(1)).NeedsGradient);
        Assert.True((Stop.WhenGradientBelow(1) & Stop.AfterIterations(1)).NeedsGradient);
    }

    [Fact]
    public void The_change_of_the_loss_is_absolute_or_relative_to_what_it_was()
    {
        Assert.Null(Stop.WhenLossChangesLessThan(0.5).Check(progress));
        AssertStops(Stop.WhenLossChangesLessThan(0.6), StopKind.LossChange, "the loss changed by 0.5, less than 0.6, at iteration 7");
        Assert.Null(Stop.WhenLossChangesRelativelyLessThan(0.2).Check(progress));
        AssertStops(
            Stop.WhenLossChangesRelativelyLessThan(0.21), StopKind.LossChange,
                "the loss changed from 2.5 by 0.5, a share of less than 0.21, at iteration 7");

        // Rising counts as changing, and a loss that stays 0 does not change relatively to it.
        Assert.Null(Stop.WhenLossChangesLessThan(0.6).Check(progress with { Loss = 3.5 }));
        Assert.NotNull(Stop.WhenLossChangesRelativelyLessThan(0.1).Check(progress with { Loss = 0, PreviousLoss = 0 }));
        Assert.NotNull(Stop.WhenLossChangesRelativelyLessThan(0.1).Check(progress with { Loss = -99, PreviousLoss = -100 }));

        // At the start nothing has changed yet.
        Assert.Null(Stop.WhenLossChangesLessThan(1).Check(progress with { PreviousLoss = null }));
        Assert.Null(Stop.WhenLossChangesRelativelyLessThan(1).Check(progress with { PreviousLoss = null }));
    }

    [Fact]
    public void A_target_a_time_and_patience_end_a_run()
    {
        Assert.Null(Stop.WhenLossBelow(2).Check(progress));
        AssertStops(Stop.WhenLossBelow(2.25), StopKind.LossTarget, "the loss fell to 2, below 2.25, at iteration 7");
        Assert.Null(Stop.WhenValueAbove(2).Check(progress));
        AssertStops(Stop.WhenValueAbove(-2.5).Check, progress with { IsAscent = true }, "the value rose to -2, above -2.5, at iteration 7");
        AssertStops(Stop.WhenValueBelow(-1.5).Check, progress with { IsAscent = true }, "the value fell to -2, below -1.5, at iteration 7");
        Assert.Null(Stop.AfterTime(TimeSpan.FromSeconds(3.5)).Check(progress));
        AssertStops(Stop.AfterTime(TimeSpan.FromSeconds(2.5)), StopKind.Time, "3 s have passed, of 2.5 s, at iteration 7");
        Assert.Null(Stop.AfterNoImprovement(5).Check(progress));
        AssertStops(Stop.AfterNoImprovement(4), StopKind.NoImprovement, "the loss has not improved since iteration 3, for 4 iterations");
        Assert.Null(Stop.When(p => p.Iteration == 6, "enough").Check(progress));
        AssertStops(Stop.When(p => p.Iteration == 7, "enough"), StopKind.Condition, "enough");
    }

    [Fact]
    public void Rules_compose()
    {
        StoppingRule holds = Stop.WhenLossBelow(3), holdsToo = Stop.AfterIterations(5), fails = Stop.WhenGradientBelow(1e-6);
        AssertStops(fails | holds | holdsToo, StopKind.LossTarget, "the loss fell to 2, below 3, at iteration 7");
        Assert.Null((fails | fails).Check(progress));
        AssertStops(holdsToo & holds, StopKind.Together, "5 iterations are done, and the loss fell to 2, below 3, at iteration 7");
        Assert.Null((holds & fails).Check(progress));
        Assert.Null((fails & holds).Check(progress));

        // As in C#, & binds more strongly than |.
        AssertStops(fails & holds | holdsToo, StopKind.Iterations, "5 iterations are done");
        AssertStops(fails.And(holds).Or(holdsToo), StopKind.Iterations, "5 iterations are done");
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Refused(() => Stop.AfterIterations(0), "AfterIterations: the number of iterations must be at least 1, got 0.");
        Refused(() => Stop.AfterNoImprovement(-1), "AfterNoImprovement: the number of iterations must be at least 1, got -1.");
        Refused(() => Stop.AfterNoImprovement(1, -1),
            "AfterNoImprovement: the minimum change must be a finite number of at least 0, got -1.");
        Refused(() => Stop.WhenLossChangesLessThan(1, 0), "WhenLossChangesLessThan: the number of iterations must be at least 1, got 0.");
        Refused(() => Stop.WhenLossChangesRelativelyLessThan(1, 0),
            "WhenLossChangesRelativelyLessThan: the number of iterations must be at least 1, got 0.");
        Refused(() => Stop.WhenValueAbove(double.NaN), "WhenValueAbove: the target must be finite, got NaN.");
        Refused(() => Stop.WhenValueBelow(double.NaN), "WhenValueBelow: the target must be finite, got NaN.");
        Assert.Equal("iterations", Assert.Throws<ArgumentOutOfRangeException>(() => Stop.AfterNoImprovement(0)).ParamName);
        Refused(() => Stop.WhenGradientBelow(0), "WhenGradientBelow: epsilon must be positive and finite, got 0.");
        Refused(() => Stop.WhenGradientElementsBelow(-1), "WhenGradientElementsBelow: epsilon must be positive and finite, got -1.");
        Refused(() => Stop.WhenLossChangesLessThan(double.NaN), "WhenLossChangesLessThan: epsilon must be positive and finite, got NaN.");
        Refused(() => Stop.WhenLossChangesRelativelyLessThan(double.PositiveInfinity),
            "WhenLossChangesRelativelyLessThan: epsilon must be positive");
        Refused(() => Stop.WhenLossBelow(double.NaN), "WhenLossBelow: the target must be finite, got NaN.");
        Refused(() => Stop.AfterTime(TimeSpan.Zero), "AfterTime: the time must be positive, got 00:00:00.");

        static void Refused(Func<StoppingRule> create, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(create).Message, StringComparison.Ordinal);
    }

    private static void AssertStops(Func<StoppingProgress, StopReason?> check, StoppingProgress at, string sentence) =>
        Assert.Equal(new StopReason(StopKind.LossTarget, sentence), check(at));

    private static void AssertStops(StoppingRule rule, StopKind kind, string sentence) =>
        Assert.Equal(new StopReason(kind, sentence), rule.Check(progress));
}
