using System.Text.Json.Nodes;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.LeastSquares;

/// <summary>The nonlinear regressions of NIST's Statistical Reference Datasets, from both starts, beside scipy's curve_fit. Scipy's figures
/// are by <c>bench/peers/scipy_least_squares.py</c>.</summary>
public class NistTests
{
    private static readonly IReadOnlyList<NistProblem> problems = NistProblem.Read(Golden("nist.json"));

    public static TheoryData<string> Names => [.. problems.Select(problem => problem.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Data_and_certified_parameters_give_the_certified_sum_of_squares(string name)
    {
        NistProblem problem = Find(name);
        Tensor<double> missed = problem.Model(problem.Predictors, Tensor.Vector<double>(problem.Certified)) - problem.Responses;
        // Of Lanczos1 the residuals are below what 11 digits of the parameters give.
        double tolerance = Math.Max(1e-6 * problem.SumOfSquares, 1e-18);
        Assert.Equal(problem.SumOfSquares, missed.Square().Sum().ToScalar(), tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_starts_lead_to_the_certified_values(string name)
    {
        NistProblem problem = Find(name);
        foreach (double[] start in problem.Starts)
        {
            LeastSquaresResult<double> result = LevenbergMarquardt.FitCurve(
                problem.Model, problem.Predictors, problem.Responses, Tensor.Vector<double>(start));
            Assert.True(problem.Digits(result.Point) >= 6, $"{problem.Digits(result.Point)} digits: {result.Reason}");
            // The certified residuals of Lanczos1 are rounding errors of its data.
            if (name == "Lanczos1") continue;
            Assert.Equal(1, result.SumOfSquares / problem.SumOfSquares, 1e-8);
            for (int i = 0; i < problem.Deviations.Length; i++)
                Assert.Equal(1, result.StandardErrors.Span[i] / problem.Deviations[i], 1e-5);
        }
    }

    /// <summary>Beside the method of scipy's that needs the fewest to six digits. From the near start of BoxBOD it is one more.</summary>
    [Fact]
    public void At_least_25_problems_take_at_most_half_as_many_evaluations_again_as_by_the_best_of_scipy()
    {
        List<string> slow = [];
        foreach (JsonNode? run in JsonNode.Parse(File.ReadAllText(Golden("least_squares.json")))!["runs"]!.AsArray())
        {
            NistProblem problem = Find((string)run!["problem"]!);
            int place = (int)run["start"]! - 1;
            int best = run["methods"]!.AsObject().Min(method => (int?)method.Value?["toSixDigits"]) ?? int.MaxValue;
            LeastSquaresResult<double> result = LevenbergMarquardt.FitCurve(
                problem.Model, problem.Predictors, problem.Responses, Tensor.Vector<double>(problem.Starts[place]));
            if (result.Evaluations > 1.5 * best || problem.Digits(result.Point) < 6) slow.Add(problem.Name);
        }
        Assert.True(problems.Count - slow.Distinct().Count() >= 25, string.Join(", ", slow));
    }

    private static NistProblem Find(string name) => problems.Single(problem => problem.Name == name);

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);
}
