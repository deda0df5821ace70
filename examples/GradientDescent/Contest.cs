using MiniGrad.Training;

namespace GradientDescent;

/// <summary>How long an optimizer takes on a course with the rate that suits it best.</summary>
/// <param name="Contender">The optimizer.</param>
/// <param name="Course">The function.</param>
/// <param name="Rate">That rate; where none leads to the target in time, the one that leads nearest.</param>
/// <param name="Steps">The steps to the target; null if no rate leads there in time.</param>
/// <param name="Value">The value that was reached.</param>
internal sealed record Contest(Contender Contender, Course Course, double Rate, int? Steps, double Value)
{
    /// <summary>After so many steps a run is given up.</summary>
    public const int MaxSteps = 20_000;

    public static Contest Hold(Contender contender, Course course)
    {
        IReadOnlyList<double> rates = contender.OwnRate is { } own ? [own] : course.CommonRate is { } common ? [common] : Contender.UsualRates;
        Contest best = new(contender, course, rates[0], null, double.PositiveInfinity);
        foreach (double rate in rates)
        {
            // What takes longer than the best so far need not be seen to its end.
            DescentResult<double> run = Run(contender, course, rate, best.Steps ?? MaxSteps, traceEvery: 0);
            if (run.Reason.IsDivergence) continue;
            int? steps = run.Reason.Kind == StopKind.LossTarget ? run.Iterations : null;
            if (steps is null ? best.Steps is null && run.Value < best.Value : !(steps >= best.Steps)) best = new(contender, course, rate, steps, run.Value);
        }
        return best;
    }

    /// <summary>The points that a run with some rate goes through.</summary>
    public IReadOnlyList<TracePoint<double>> Trace(double rate, int maxSteps) => Run(Contender, Course, rate, maxSteps, traceEvery: 1).Trace;

    private static DescentResult<double> Run(Contender contender, Course course, double rate, int maxSteps, int traceEvery) => Descent.Minimize(
        course.Function.Function, course.Function.Start, x => contender.Create(x, rate), Stop.WhenLossBelow(course.Target) | Stop.AfterIterations(maxSteps),
        new DescentOptions { TraceEvery = traceEvery, DivergenceFactor = double.PositiveInfinity });
}
