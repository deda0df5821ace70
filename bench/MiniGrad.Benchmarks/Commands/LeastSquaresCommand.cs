using System.CommandLine;
using MiniGrad.Benchmarks.LeastSquares;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>least-squares</c>: curves of NIST's reference datasets beside scipy's curve_fit, and networks that learn a
/// sine.</summary>
internal static class LeastSquaresCommand
{
    private const int SinePoints = 150;

    public static Command Create()
    {
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each side is timed, in turn.", 5, minimum: 1);
        Option<int> seeds = CheckedOption.Integer("--seeds", "How many networks learn a sine, of 1-20-1 units.", 5, minimum: 0);
        Option<bool> alone = new("--alone") { Description = "Without the times of scipy; its evaluations are kept in a file." };
        Command command = new(
            "least-squares",
            "Fits the 27 curves of NIST's reference datasets from both starts, and networks to a noiseless sine, by Levenberg and " +
            "Marquardt's method, beside scipy's curve_fit. Evaluations do not count those of Jacobians, on either side.")
        {
            rounds, seeds, alone,
        };
        command.SetAction(parsed =>
        {
            Parallelism.ThreadCount = 1;
            Curves(parsed.GetValue(rounds), parsed.GetValue(alone));
            Console.WriteLine();
            Networks(parsed.GetValue(seeds));
        });
        return command;
    }

    private static void Curves(int rounds, bool isAlone)
    {
        using SciPy? peer = isAlone ? null : Start();
        MarkdownTable table = new(
            "curve", "start", "evaluations", "Jacobians", "digits", "scipy's best", "scipy's lm", "ratio to the best", "ms", "scipy, ms");
        foreach (CurveRun run in CurveRun.All())
        {
            CurveFigures figures = run.Measure(rounds, peer);
            table.Add(
                run.Name, $"{run.Start}", $"{figures.Evaluations}", $"{figures.Jacobians}", Number(figures.Digits, "F1"),
                run.BestOfScipy is { } best ? $"{best}" : "–", run.MinpackOfScipy is { } lm ? $"{lm}" : "–",
                run.BestOfScipy is { } least ? Number((double)figures.Evaluations / least, "F2") : "–", Number(figures.Milliseconds, "F2"),
                figures.PeerMilliseconds is { } time ? Number(time, "F2") : "–");
        }
        table.Print();
    }

    private static SciPy? Start()
    {
        try
        {
            SciPy peer = SciPy.Start();
            Console.WriteLine($"{peer.Version}, one thread on both sides.");
            Console.WriteLine();
            return peer;
        }
        catch (PeerException reason)
        {
            Console.WriteLine($"scipy cannot be timed ({reason.Message}); on Debian: apt-get install python3-scipy.");
            Console.WriteLine();
            return null;
        }
    }

    private static void Networks(int seeds)
    {
        MarkdownTable table = new("seed", "evaluations", "Jacobians", "mean squared error", "s");
        for (int seed = 1; seed <= seeds; seed++)
        {
            SineFigures figures = SineRun.Measure(seed, SinePoints);
            table.Add(
                $"{seed}", $"{figures.Fit.Evaluations}", $"{figures.Fit.JacobianEvaluations}", Number(figures.Fit.MeanSquaredError, "G2"),
                Number(figures.Seconds, "F2"));
        }
        if (seeds > 0) table.Print();
    }
}
