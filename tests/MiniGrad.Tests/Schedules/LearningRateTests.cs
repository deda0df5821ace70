using MiniGrad.Schedules;
using Xunit;

namespace MiniGrad.Tests.Schedules;

/// <summary>Corners of single schedules, and the settings that they refuse.</summary>
public class LearningRateTests
{
    private static readonly Schedule one = LearningRate.Constant(1);

    public static TheoryData<string, Func<Schedule>> BadSettings { get; } = new()
    {
        { "Constant: rate must be a finite number of at least 0, got -0.1.", () => LearningRate.Constant(-0.1) },
        { "Constant: rate must be a finite number of at least 0, got NaN.", () => LearningRate.Constant(double.NaN) },
        { "Constant: rate must be a finite number of at least 0, got Infinity.", () => LearningRate.Constant(double.PositiveInfinity) },
        { "InverseTime: initialRate must be", () => LearningRate.InverseTime(-1) },
        { "InverseTime: decay must be a finite number of at least 0, got -1.", () => LearningRate.InverseTime(1, decay: -1) },
        { "InverseTime: period must be a finite number above 0, got 0.", () => LearningRate.InverseTime(1, period: 0) },
        { "InverseTime: power must be", () => LearningRate.InverseTime(1, power: double.NaN) },
        { "StepDecay: initialRate must be", () => LearningRate.StepDecay(double.NaN, 1) },
        { "StepDecay: period must be at least 1, got 0.", () => LearningRate.StepDecay(1, 0) },
        { "StepDecay: factor must be a finite number above 0, got 0.", () => LearningRate.StepDecay(1, 1, 0) },
        { "MultiStep: initialRate must be", () => LearningRate.MultiStep(-1, [1]) },
        { "MultiStep: expected at least one milestone, got none.", () => LearningRate.MultiStep(1, []) },
        { "MultiStep: milestones must be steps above 0 that grow, got 3, 2.", () => LearningRate.MultiStep(1, [3, 2]) },
        { "MultiStep: milestones must be steps above 0 that grow, got 3, 3.", () => LearningRate.MultiStep(1, [3, 3]) },
        { "MultiStep: milestones must be steps above 0 that grow, got 0, 3.", () => LearningRate.MultiStep(1, [0, 3]) },
        { "MultiStep: factor must be", () => LearningRate.MultiStep(1, [1], -0.1) },
        { "Exponential: initialRate must be", () => LearningRate.Exponential(-1, 0.9) },
        { "Exponential: factor must be", () => LearningRate.Exponential(1, double.PositiveInfinity) },
        { "Exponential: period must be", () => LearningRate.Exponential(1, 0.9, -1) },
        { "Polynomial: initialRate must be", () => LearningRate.Polynomial(-1, 10) },
        { "Polynomial: steps must be at least 1, got -10.", () => LearningRate.Polynomial(1, -10) },
        { "Polynomial: power must be", () => LearningRate.Polynomial(1, 10, 0) },
        { "Polynomial: finalRate must be", () => LearningRate.Polynomial(1, 10, finalRate: -1) },
        { "Linear: initialRate must be", () => LearningRate.Linear(-1, 0, 10) },
        { "Linear: finalRate must be", () => LearningRate.Linear(1, double.NaN, 10) },
        { "Linear: steps must be", () => LearningRate.Linear(1, 0, 0) },
        { "Cosine: initialRate must be", () => LearningRate.Cosine(-1, 10) },
        { "Cosine: steps must be", () => LearningRate.Cosine(1, 0) },
        { "Cosine: finalRate must be", () => LearningRate.Cosine(1, 10, -1) },
        { "WarmRestarts: initialRate must be", () => LearningRate.WarmRestarts(-1, 10) },
        { "WarmRestarts: period must be", () => LearningRate.WarmRestarts(1, 0) },
        { "WarmRestarts: growth must be at least 1, got 0.", () => LearningRate.WarmRestarts(1, 10, 0) },
        { "WarmRestarts: finalRate must be", () => LearningRate.WarmRestarts(1, 10, finalRate: -1) },
        { "OneCycle: peakRate must be", () => LearningRate.OneCycle(-1, 10) },
        { "OneCycle: steps must be at least 2, got 1.", () => LearningRate.OneCycle(1, 1) },
        { "OneCycle: risingFraction must be above 0 and below 1, got 1.", () => LearningRate.OneCycle(1, 10, 1) },
        { "OneCycle: risingFraction must be above 0 and below 1, got NaN.", () => LearningRate.OneCycle(1, 10, double.NaN) },
        { "OneCycle: risingFraction must be at most 0.5 in three phases, got 0.6.", () =>
            LearningRate.OneCycle(1, 10, 0.6, threePhases: true) },
        { "OneCycle: initialDivisor must be", () => LearningRate.OneCycle(1, 10, initialDivisor: 0.5) },
        { "OneCycle: finalDivisor must be", () => LearningRate.OneCycle(1, 10, finalDivisor: double.NaN) },
        { "OneCycle: annealing must be one of Linear, Cosine, got 7.", () => LearningRate.OneCycle(1, 10, annealing: (Annealing)7) },
        { "Cyclical: lowRate must be", () => LearningRate.Cyclical(-1, 1, 10) },
        { "Cyclical: highRate must be a finite number of at least the low rate 0.5, got 0.25.", () =>
            LearningRate.Cyclical(0.5, 0.25, 10) },
        { "Cyclical: stepsUp must be", () => LearningRate.Cyclical(0, 1, 0) },
        { "Cyclical: stepsDown must be", () => LearningRate.Cyclical(0, 1, 10, 0) },
        { "Cyclical: form must be one of Triangular, Halving, Exponential, got 9.", () =>
            LearningRate.Cyclical(0, 1, 10, form: (CycleForm)9) },
        { "Cyclical: factor must be above 0 and at most 1, got 1.5.", () =>
            LearningRate.Cyclical(0, 1, 10, form: CycleForm.Exponential, factor: 1.5) },
        { "Cyclical: factor must be 1 in the Halving form, got 0.5.", () =>
            LearningRate.Cyclical(0, 1, 10, form: CycleForm.Halving, factor: 0.5) },
        { "Noam: modelSize must be", () => LearningRate.Noam(0, 10) },
        { "Noam: warmupSteps must be", () => LearningRate.Noam(64, 0) },
        { "Noam: factor must be", () => LearningRate.Noam(64, 10, 0) },
        { "Sequence: expected at least one schedule that follows the first, got none.", () => LearningRate.Sequence(one) },
        { "Sequence: following must be steps above 0 that grow, got 5, 4.", () => LearningRate.Sequence(one, (5, one), (4, one)) },
        { "WithWarmup: steps must be", () => one.WithWarmup(0) },
        { "WithWarmup: startFactor must be from 0 to 1, got 1.5.", () => one.WithWarmup(10, 1.5) },
        { "WithWarmup: annealing must be", () => one.WithWarmup(10, annealing: (Annealing)(-1)) },
        { "Value cannot be null. (Parameter 'milestones')", () => LearningRate.MultiStep(1, null!) },
        { "Value cannot be null. (Parameter 'first')", () => LearningRate.Sequence(null!, (1, one)) },
        { "Value cannot be null. (Parameter 'following')", () => LearningRate.Sequence(one, (1, null!)) },
        { "Value cannot be null. (Parameter 'function')", () => LearningRate.FromFunction(null!) },
        { "(Parameter 'description')", () => LearningRate.FromFunction(_ => 1, " ") },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Bad_settings_are_refused_in_words(string message, Func<Schedule> create) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(create).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_function_that_gives_no_rate_is_named(double rate)
    {
        Schedule schedule = LearningRate.FromFunction(step => step < 7 ? 0.1 : rate, "the user's");
        Assert.Equal(0.1, schedule.At(6));
        string message = Assert.Throws<InvalidOperationException>(() => schedule.At(7)).Message;
        Assert.Contains("expected a finite rate of at least 0 at step 7", message, StringComparison.Ordinal);
        Assert.Contains("(the user's)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cosine_keeps_its_digits_down_to_the_last_step()
    {
        // cos²(π/2 − ε) = sin²(ε), which for so small an ε is ε².
        Schedule schedule = LearningRate.Cosine(1, 1_000_000);
        double epsilon = Math.PI / 2 / 1_000_000;
        Assert.Equal(1, schedule.At(999_999) / (epsilon * epsilon), 1e-11);
        Assert.Equal(0, schedule.At(1_000_000));
        Assert.Equal(1, schedule.At(0));
    }

    [Fact]
    public void Ends_of_phases_are_met_exactly()
    {
        Assert.Equal(0.3, LearningRate.Linear(0.3, 0.7, 3).At(0));
        Assert.Equal(0.7, LearningRate.Linear(0.3, 0.7, 3).At(3));
        Assert.Equal(0.7, LearningRate.OneCycle(0.7, 1000).At(299));
        Assert.Equal(0.7, LearningRate.Cyclical(0.3, 0.7, 10).At(10));
        Assert.Equal(0.3, LearningRate.Cyclical(0.3, 0.7, 10).At(20));
        Assert.Equal(0.7, LearningRate.WarmRestarts(0.7, 10, 3, 0.1).At(40));
        Assert.Equal(1 / Math.Sqrt(64 * 100), LearningRate.Noam(64, 100).At(99));
    }

    [Theory]
    [InlineData(2, 0.3, false)]
    [InlineData(3, 0.4, true)]
    [InlineData(4, 0.25, false)]
    public void A_cycle_too_short_to_rise_starts_at_the_top(long steps, double risingFraction, bool threePhases)
    {
        Schedule schedule = LearningRate.OneCycle(1, steps, risingFraction, threePhases: threePhases);
        Assert.InRange(schedule.At(0), threePhases ? 0.04 : 1, 1);
        for (int step = 1; step < steps; step++) Assert.True(schedule.At(step) < schedule.At(step - 1));
        Assert.Equal(1 / 25e4, schedule.At(steps - 1), 1e-18);
    }

    [Fact]
    public void Milestones_are_the_schedules_own()
    {
        long[] milestones = [5];
        Schedule schedule = LearningRate.MultiStep(1, milestones);
        milestones[0] = 2;
        Assert.Equal(1, schedule.At(4));
    }
}
