using MiniGrad.Schedules;
using Xunit;

namespace MiniGrad.Tests.Schedules;

/// <summary>A schedule, and the same as a textbook writes it.</summary>
/// <param name="Name">As in the golden figures, if it is there.</param>
/// <param name="Create">Makes the schedule.</param>
/// <param name="ClosedForm">From the step to the rate, written without regard to rounding.</param>
/// <param name="LastStep">The step from which on the rate stays; null if it never does.</param>
/// <param name="IsInPyTorch">Whether PyTorch has it, with these settings.</param>
internal sealed record ScheduleRow(string Name, Func<Schedule> Create, Func<long, double> ClosedForm, long? LastStep = null,
    bool IsInPyTorch = true);

/// <summary>Every schedule, with settings that reach all of its formula within 1,000 steps. To test another, add a row.</summary>
internal static class ScheduleCatalog
{
    public static readonly ScheduleRow[] Rows =
    [
        new("constant", () => LearningRate.Constant(0.05), _ => 0.05, LastStep: 0),
        new("inverse time", () => LearningRate.InverseTime(0.5), t => 0.5 / (t + 1)),
        new("inverse time, general", () => LearningRate.InverseTime(0.5, 3, 50, 0.75), t =>
            0.5 * Math.Exp(-0.75 * Math.Log(1 + 3 * t / 50.0))),
        new("inverse square root", () => LearningRate.InverseTime(0.5, power: 0.5), t => 0.5 / Math.Sqrt(t + 1), IsInPyTorch: false),
        new("step decay", () => LearningRate.StepDecay(0.1, 30, 0.7), t => 0.1 * Product(0.7, (int)(t / 30))),
        new("multi-step", () => LearningRate.MultiStep(0.1, [10, 55, 400], 0.3), t => t < 10 ? 0.1 : t < 55 ? 0.03 : t < 400 ? 0.009
            : 0.0027, LastStep: 400),
        new("exponential", () => LearningRate.Exponential(0.1, 0.99), t => 0.1 * Math.Exp(t * Math.Log(0.99))),
        new("exponential, slow", () => LearningRate.Exponential(0.1, 0.5, 250), t => 0.1 / Math.Exp(t / 250.0 * Math.Log(2)),
            IsInPyTorch: false),
        new("exponential, growing", () => LearningRate.Exponential(0.1, 1.001), t => 0.1 * Math.Exp(t * Math.Log(1.001)),
            IsInPyTorch: false),
        new("polynomial", () => LearningRate.Polynomial(0.1, 900, 2.5),
            t => t < 900 ? 0.1 * Math.Sqrt(1 - t / 900.0) * Product(1 - t / 900.0, 2) : 0, LastStep: 900),
        new("polynomial, a line", () => LearningRate.Polynomial(0.1, 40), t => t < 40 ? 0.1 * (1 - t / 40.0) : 0, LastStep: 40),
        new("polynomial, final rate", () => LearningRate.Polynomial(0.1, 800, 2, 0.02),
            t => t < 800 ? 0.02 + 0.08 * Product(1 - t / 800.0, 2) : 0.02, LastStep: 800, IsInPyTorch: false),
        new("linear", () => LearningRate.Linear(0.3, 0.003, 700), t => t < 700 ? 0.3 + (0.003 - 0.3) * t / 700 : 0.003, LastStep: 700),
        new("linear, rising", () => LearningRate.Linear(0.075, 0.3, 45), t => t < 45 ? 0.075 + 0.225 * t / 45 : 0.3, LastStep: 45),
        new("cosine", () => LearningRate.Cosine(0.2, 999, 0.001), t => HalfWave(0.2, 0.001, t, 999), LastStep: 999),
        new("cosine, short", () => LearningRate.Cosine(0.2, 100), t => t < 100 ? HalfWave(0.2, 0, t, 100) : 0, LastStep: 100,
            IsInPyTorch: false),
        new("warm restarts", () => LearningRate.WarmRestarts(0.2, 13, finalRate: 0.01), t => HalfWave(0.2, 0.01, t % 13, 13)),
        new("warm restarts, growing", () => LearningRate.WarmRestarts(0.2, 7, 2), GrowingRestarts),
        new("one cycle", () => LearningRate.OneCycle(0.4, 1000),
            t => t <= 299 ? HalfWave(0.016, 0.4, t, 299) : HalfWave(0.4, 1.6e-6, t - 299, 700), LastStep: 999),
        new("one cycle, linear", () => LearningRate.OneCycle(0.4, 1000, 0.4321, 10, 100, Annealing.Linear),
            t => t <= 431.1 ? Line(0.04, 0.4, t / 431.1) : Line(0.4, 0.0004, (t - 431.1) / (999 - 431.1)), LastStep: 999),
        new("one cycle, three phases", () => LearningRate.OneCycle(0.4, 1000, 0.213, threePhases: true),
            t => t <= 212 ? HalfWave(0.016, 0.4, t, 212) : t <= 424 ? HalfWave(0.4, 0.016, t - 212, 212)
                : HalfWave(0.016, 1.6e-6, t - 424, 575),
            LastStep: 999),
        new("one cycle, three linear phases", () => LearningRate.OneCycle(0.4, 1000, annealing: Annealing.Linear, threePhases: true),
            t => t <= 299 ? Line(0.016, 0.4, t / 299.0) : t <= 598 ? Line(0.4, 0.016, (t - 299) / 299.0)
                : Line(0.016, 1.6e-6, (t - 598) / 401.0),
            LastStep: 999),
        new("triangular", () => LearningRate.Cyclical(0.01, 0.1, 20), t => 0.01 + 0.09 * (1 - Math.Abs(t % 40 / 20.0 - 1))),
        new("triangular, halving", () => LearningRate.Cyclical(0.01, 0.1, 9, 31, CycleForm.Halving),
            t => 0.01 + 0.09 * Math.Min(t % 40 / 9.0, (40 - t % 40) / 31.0) / Product(2, (int)(t / 40))),
        new("triangular, exponential", () => LearningRate.Cyclical(0.01, 0.1, 40, 10, CycleForm.Exponential, 0.998),
            t => 0.01 + 0.09 * Math.Min(t % 50 / 40.0, (50 - t % 50) / 10.0) * Math.Exp(t * Math.Log(0.998))),
        new("Noam", () => LearningRate.Noam(64, 120, 2), t =>
            2 / Math.Sqrt(64) * Math.Min(1 / Math.Sqrt(t + 1), (t + 1) / (120 * Math.Sqrt(120)))),
        new("sequence",
            () => LearningRate.Sequence(LearningRate.Constant(0.05), (25, LearningRate.StepDecay(0.1, 11, 0.5)),
                (300, LearningRate.Exponential(0.1, 0.995))),
            t => t < 25 ? 0.05 : t < 300 ? 0.1 / Product(2, (int)(t - 25) / 11) : 0.1 * Math.Exp((t - 300) * Math.Log(0.995))),
        new("every 7 steps", () => LearningRate.Exponential(0.1, 0.9).Every(7), t => 0.1 * Math.Exp((int)(t / 7) * Math.Log(0.9)),
            IsInPyTorch: false),
        new("warm-up", () => LearningRate.Exponential(0.1, 0.99).WithWarmup(35, 0.2),
            t => t < 35 ? 0.1 * (0.2 + 0.8 * t / 35) : 0.1 * Math.Exp((t - 35) * Math.Log(0.99))),
        new("warm-up, default", () => LearningRate.Cosine(0.1, 500).WithWarmup(100),
            t => t < 100 ? 0.1 * (t + 1) / 101 : t < 600 ? HalfWave(0.1, 0, t - 100, 500) : 0,
            LastStep: 600, IsInPyTorch: false),
        new("warm-up, cosine", () => LearningRate.StepDecay(0.1, 100, 0.5).WithWarmup(200, 0, Annealing.Cosine),
            t => t < 200 ? HalfWave(0, 0.1, t, 200) : 0.1 / Product(2, (int)(t - 200) / 100), IsInPyTorch: false),
        new("function", () => LearningRate.FromFunction(t => 0.1 / (1 + t % 10)), t => 0.1 / (1 + t % 10), IsInPyTorch: false),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    public static TheoryData<string> NamesInPyTorch => [.. Rows.Where(row => row.IsInPyTorch).Select(row => row.Name)];

    public static ScheduleRow Row(string name) => Rows.Single(row => row.Name == name);

    private static double Line(double from, double to, double share) => from + (to - from) * share;

    private static double HalfWave(double from, double to, double time, double length) =>
        to + (from - to) * (1 + Math.Cos(Math.PI * time / length)) / 2;

    private static double Product(double factor, int times) =>
        Enumerable.Repeat(factor, times).Aggregate(1.0, (product, next) => product * next);

    /// <summary>Periods of 7, 14, 28, … steps.</summary>
    private static double GrowingRestarts(long time)
    {
        int start = 0, length = 7;
        for (; time >= start + length; length *= 2) start += length;
        return HalfWave(0.2, 0, time - start, length);
    }
}
