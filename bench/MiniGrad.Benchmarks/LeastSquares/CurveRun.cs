using System.Diagnostics;
using System.Text.Json.Nodes;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Tests.Training.LeastSquares;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.LeastSquares;

/// <summary>A curve that is fitted from one of its starts, and what is known of scipy's fits.</summary>
/// <param name="Problem">The curve.</param>
/// <param name="Start">1 for the far start, 2 for the near one.</param>
/// <param name="BestOfScipy">The fewest evaluations that a method of curve_fit needs to six digits, or null if none gets there.</param>
/// <param name="MinpackOfScipy">The evaluations of its method lm.</param>
internal sealed record CurveRun(NistProblem Problem, int Start, int? BestOfScipy, int? MinpackOfScipy)
{
    /// <summary>The name of the curve.</summary>
    public string Name => Problem.Name;

    /// <summary>All curves from both starts.</summary>
    public static IEnumerable<CurveRun> All()
    {
        IReadOnlyList<NistProblem> problems = NistProblem.Read(PeerProcess.FileBesideProgram("nist.json"));
        JsonNode figures = JsonNode.Parse(File.ReadAllText(PeerProcess.FileBesideProgram("least_squares.json")))!;
        foreach (JsonNode? run in figures["runs"]!.AsArray())
        {
            JsonObject methods = run!["methods"]!.AsObject();
            yield return new CurveRun(
                problems.Single(problem => problem.Name == (string)run["problem"]!), (int)run["start"]!,
                methods.Min(method => (int?)method.Value?["toSixDigits"]), (int?)methods["lm"]?["toSixDigits"]);
        }
    }

    /// <summary>Fits the curve so many times, in turn with scipy.</summary>
    public CurveFigures Measure(int rounds, SciPy? peer)
    {
        Tensor<double> start = Tensor.Vector<double>(Problem.Starts[Start - 1]);
        LeastSquaresResult<double> result = Fit();
        List<double> times = [], peerTimes = [];
        for (int round = 0; round < rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            Fit();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (peer is not null) peerTimes.Add(peer.Milliseconds(Name, Start));
        }
        return new CurveFigures(
            result.Evaluations, result.JacobianEvaluations, Problem.Digits(result.Point), times.Median(),
            peer is null ? null : peerTimes.Median());

        LeastSquaresResult<double> Fit() =>
            LevenbergMarquardt.FitCurve(Problem.Model, Problem.Predictors, Problem.Responses, start);
    }
}

/// <summary>What fitting a curve took.</summary>
/// <param name="Evaluations">Of the curve.</param>
/// <param name="Jacobians">Of its derivatives.</param>
/// <param name="Digits">To how many digits all parameters are those certified.</param>
/// <param name="Milliseconds">The median time.</param>
/// <param name="PeerMilliseconds">That of scipy's method lm, or null.</param>
internal sealed record CurveFigures(int Evaluations, int Jacobians, double Digits, double Milliseconds, double? PeerMilliseconds);
