using System.Text.Json.Nodes;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;
using Number = MiniGrad.Tensor<double>;

namespace MiniGrad.Tests.Golden;

/// <summary>L-BFGS needs about as many evaluations as scipy's L-BFGS-B with as many pairs, until no element of the gradient is above
/// 1e-5. The counts are by <c>minimizations.py</c>.</summary>
public class LbfgsEvaluationTests
{
    private const double Tolerance = 1e-5;

    private static readonly Number grid = Tensor.Range<double>(0, 20, 1) / 19;

    private static readonly (string Name, Func<Number, Number> Function, double[] Start)[] functions =
    [
        ("Rosenbrock 2", TestFunctions.Rosenbrock<double>().Function, [-1.2, 1]),
        ("Rosenbrock 10", TestFunctions.Rosenbrock<double>(10).Function, Repeat(5, -1.2, 1)),
        ("Freudenstein-Roth", x => Two(x, (a, b) =>
            (-13 + a + ((5 - b) * b - 2) * b).Square() + (-29 + a + ((b + 1) * b - 14) * b).Square()), [0.5, -2]),
        ("Powell badly scaled", x => Two(x, (a, b) => (1e4 * a * b - 1).Square() + ((-a).Exp() + (-b).Exp() - 1.0001).Square()), [0, 1]),
        ("Brown badly scaled", x => Two(x, (a, b) => (a - 1e6).Square() + (b - 2e-6).Square() + (a * b - 2).Square()), [1, 1]),
        ("Beale", TestFunctions.Beale<double>().Function, [1, 1]),
        ("Himmelblau", TestFunctions.Himmelblau<double>().Function, [0, 0]),
        ("Jennrich-Sampson", x => Two(x, (a, b) => (2 + 2 * Counted(1, 10) - (Counted(1, 10) * a).Exp() - (Counted(1, 10) * b).Exp())
            .Square().Sum()), [0.3, 0.4]),
        ("Box", Box, [0, 10, 20]),
        ("Powell singular", x => (At(x, 0) + 10 * At(x, 1)).Square() + 5 * (At(x, 2) - At(x, 3)).Square()
            + (At(x, 1) - 2 * At(x, 2)).Square().Square() + 10 * (At(x, 0) - At(x, 3)).Square().Square(), [3, -1, 0, 1]),
        ("Wood", Wood, [-3, -1, -3, -1]),
        ("Biggs", Biggs, [1, 2, 1, 1, 1, 1]),
        ("Penalty 10", x => 1e-5 * (x - 1).Square().Sum() + (x.Square().Sum() - 0.25).Square(), Counted(1, 10).ToArray()),
        ("Variably dimensioned 10", VariablyDimensioned, (1 - Counted(1, 10) / 10).ToArray()),
        ("Broyden tridiagonal 10", BroydenTridiagonal, Repeat(10, -1)),
        ("Dixon-Price 10", x => (At(x, 0) - 1).Square()
            + (Counted(2, 9) * (2 * x.Slice(0, 1..).Square() - x.Slice(0, ..^1)).Square()).Sum(), Repeat(10, 1)),
        ("Quadratic 10", TestFunctions.Quadratic<double>(10).Function, Repeat(10, 1)),
        ("Quadratic 20, badly scaled", TestFunctions.Quadratic<double>(20, 1e4).Function, Repeat(20, 1)),
        ("Line, badly scaled", x => (At(x, 0) + At(x, 1) * (1000 * grid) - (3 + 50 * grid)).Square().Mean(), [0, 0]),
        ("Polynomial", x => (At(x, 0) + grid * (At(x, 1) + grid * (At(x, 2) + grid * (At(x, 3) + grid * At(x, 4)))) - grid.Exp())
            .Square().Mean(), Repeat(5, 0)),
        ("Decay", x => (At(x, 0) * (-4 * At(x, 1) * grid).Exp() + At(x, 2) - (5 * (-5.2 * grid).Exp() + 0.5)).Square().Mean(), [1, 1, 0]),
        ("Decay, badly scaled", x => (At(x, 0) * (-100 * At(x, 1) * grid).Exp() - 2000 * (-3 * grid).Exp()).Square().Mean(), [1000, 0.01]),
        ("Logistic", Logistic, [0, 0, 0]),
    ];

    [Fact]
    public void A_collection_takes_at_most_a_fifth_more_evaluations_than_by_scipy()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Golden", "minimizations.json");
        JsonObject expected = JsonNode.Parse(File.ReadAllText(file))!["evaluations"]!.AsObject();
        Assert.Equal(expected.Select(row => row.Key), functions.Select(row => row.Name));
        List<(string Name, long Ours, int Scipys)> counts = [];
        foreach ((string name, Func<Number, Number> function, double[] start) in functions)
        {
            DescentResult<double> result = Descent.Minimize(
                function, Tensor.Vector<double>(start), x => new Lbfgs<double>(x),
                Stop.WhenGradientElementsBelow(Tolerance).Or(Stop.AfterIterations(5000)));
            if (expected[name] is not { } scipys) continue;
            Assert.True(result.Reason.Kind == StopKind.Gradient, $"{name}: {result.Reason.Sentence}");
            counts.Add((name, result.Evaluations, (int)scipys));
        }
        string table = string.Join("\n", counts.Select(row => $"{row.Name}: {row.Ours}, scipy {row.Scipys}"));
        double total = (double)counts.Sum(row => row.Ours) / counts.Sum(row => row.Scipys);
        double typical = Math.Exp(counts.Average(row => Math.Log((double)row.Ours / row.Scipys)));
        Assert.True(total <= 1.2 && typical <= 1.2, $"{total:F2} in all, {typical:F2} in the geometric mean\n{table}");
    }

    private static Number At(Number x, int place) => x.Slice(0, place, 1).Reshape(Shape.Scalar);

    private static Number Two(Number x, Func<Number, Number, Number> function) => function(At(x, 0), At(x, 1));

    private static Number Counted(int first, int count) => Tensor.Range<double>(first, count, 1);

    private static double[] Repeat(int times, params double[] values) => [.. Enumerable.Repeat(values, times).SelectMany(value => value)];

    private static Number Box(Number x)
    {
        Number t = Counted(1, 10) * 0.1;
        return ((-t * At(x, 0)).Exp() - (-t * At(x, 1)).Exp() - At(x, 2) * ((-t).Exp() - (-10 * t).Exp())).Square().Sum();
    }

    private static Number Wood(Number x)
    {
        Number a = At(x, 0), b = At(x, 1), c = At(x, 2), d = At(x, 3);
        return 100 * (b - a.Square()).Square() + (1 - a).Square() + 90 * (d - c.Square()).Square() + (1 - c).Square()
            + 10 * (b + d - 2).Square() + 0.1 * (b - d).Square();
    }

    private static Number Biggs(Number x)
    {
        Number t = Counted(1, 13) * 0.1, y = (-t).Exp() - 5 * (-10 * t).Exp() + 3 * (-4 * t).Exp();
        return (At(x, 2) * (-t * At(x, 0)).Exp() - At(x, 3) * (-t * At(x, 1)).Exp() + At(x, 5) * (-t * At(x, 4)).Exp() - y).Square().Sum();
    }

    private static Number VariablyDimensioned(Number x)
    {
        Number weighted = (Counted(1, 10) * (x - 1)).Sum().Square();
        return (x - 1).Square().Sum() + weighted + weighted.Square();
    }

    private static Number BroydenTridiagonal(Number x)
    {
        Number before = x.Slice(0, ..^1).Pad(0, 1, 0), after = x.Slice(0, 1..).Pad(0, 0, 1);
        return ((3 - 2 * x) * x - before - 2 * after + 1).Square().Sum();
    }

    private static Number Logistic(Number x)
    {
        Number z = At(x, 0) + grid * (At(x, 1) + grid * At(x, 2));
        Number labels = Tensor.Vector<double>([.. Enumerable.Range(0, 20).Select(i => i % 3 == 0 || i > 14 ? 1.0 : 0)]);
        return (z.Softplus() - labels * z).Mean() + 0.005 * x.Square().Sum();
    }
}
