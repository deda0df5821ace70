using MiniGrad.Schedules;
using MiniGrad.Visualization;

namespace GradientDescent;

/// <summary>The learning rate over the steps.</summary>
internal static class SchedulePictures
{
    private const int Steps = 200;

    public static IEnumerable<(string Name, Picture Picture)> Draw()
    {
        yield return ("schedules-falling", Curves(
            "Learning rates that fall",
            ("constant", LearningRate.Constant(1)),
            ("inverse time", LearningRate.InverseTime(1, decay: 0.05)),
            ("step decay", LearningRate.StepDecay(1, period: 50, factor: 0.5)),
            ("exponential", LearningRate.Exponential(1, 0.98)),
            ("polynomial, power 2", LearningRate.Polynomial(1, Steps, power: 2)),
            ("linear", LearningRate.Linear(1, 0, Steps)),
            ("cosine", LearningRate.Cosine(1, Steps))));
        yield return ("schedules-rising", Curves(
            "Learning rates that rise before, or again",
            ("warm-up, then cosine", LearningRate.Cosine(1, Steps - 20).WithWarmup(20)),
            ("one cycle", LearningRate.OneCycle(1, Steps)),
            ("Noam", LearningRate.Noam(modelSize: 1, warmupSteps: 40, factor: Math.Sqrt(40))),
            ("warm restarts", LearningRate.WarmRestarts(1, period: 30, growth: 2)),
            ("cyclical", LearningRate.Cyclical(0.1, 1, stepsUp: 25))));
    }

    private static LineChart Curves(string title, params IReadOnlyList<(string Name, Schedule Schedule)> schedules)
    {
        LineChart chart = new() { Title = title, XAxis = new Axis("step"), YAxis = new Axis("share of the largest rate") { Minimum = 0 } };
        foreach ((string name, Schedule schedule) in schedules) chart.Add(name, [.. Enumerable.Range(0, Steps + 1).Select(step => schedule.At(step))]);
        return chart;
    }
}
