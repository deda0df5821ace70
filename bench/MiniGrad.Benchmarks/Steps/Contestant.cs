using System.Diagnostics;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>What one round found, in microseconds.</summary>
/// <param name="Step">One training step; NaN of what does not train.</param>
/// <param name="Row">Inference of one row; NaN of what does not infer.</param>
internal readonly record struct Round(double Step, double Row);

/// <summary>Something that can train networks, and be timed at it: MiniGrad, or one of its peers.</summary>
internal abstract class Contestant
{
    // So long that the clock's steps and an interruption hardly count, and so short that many rounds can be had.
    private const double StepsTime = 150_000;
    private const double RowsTime = 50_000;
    private const int LeastCount = 3;

    // By then everything that runs often has been compiled for speed.
    private static readonly TimeSpan warmUpTime = TimeSpan.FromSeconds(1);

    /// <summary>How long after its turn its threads still take processors from others. Default: no time.</summary>
    public virtual TimeSpan TimeToRest => TimeSpan.Zero;

    /// <summary>Whether its steps are timed. Default: true.</summary>
    public virtual bool Trains => true;

    /// <summary>Whether its inference of a row is timed. Default: true.</summary>
    public virtual bool Infers => true;

    /// <summary>Whether it can do this.</summary>
    public abstract bool Supports(Workload workload);

    /// <summary>One round: a fresh model, steps on 16 batches in turn after a fifth as many to warm up, then inference of one row in the
    /// same way.</summary>
    /// <param name="workload">What to train.</param>
    /// <param name="steps">How many steps to time.</param>
    /// <param name="rows">How many rows to time.</param>
    public abstract Round Measure(Workload workload, int steps, int rows);

    /// <summary>Finds how many steps and rows make a round of the usual length, and warms up while it does.</summary>
    public (int Steps, int Rows) Calibrate(Workload workload)
    {
        int steps = Trains ? LeastCount : 0, rows = Infers ? LeastCount : 0;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Round round = Measure(workload, steps, rows);
            double stepsTime = steps * round.Step, rowsTime = rows * round.Row;
            if (Trains) steps = Scale(steps, stepsTime, StepsTime);
            if (Infers) rows = Scale(rows, rowsTime, RowsTime);
            bool isLong = !(Trains && stepsTime <= StepsTime / 2) && !(Infers && rowsTime <= RowsTime / 2);
            if (isLong && Stopwatch.GetElapsedTime(start) > warmUpTime) return (steps, rows);
        }
    }

    // By a factor of 10 at most, for the first rounds are not what later ones will be.
    private static int Scale(int count, double time, double wanted) => (int)Math.Clamp(count * wanted / time, LeastCount, 10.0 * count);
}
