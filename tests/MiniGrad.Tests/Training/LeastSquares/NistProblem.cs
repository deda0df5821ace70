using System.Text.Json.Nodes;
using Number = MiniGrad.Tensor<double>;

namespace MiniGrad.Tests.Training.LeastSquares;

/// <summary>A curve and data of NIST's Statistical Reference Datasets, with two starts and with the certified result.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Model">The curve, of the predictors and the parameters.</param>
/// <param name="Predictors">One, or several stacked along a first axis.</param>
/// <param name="Responses">What was observed.</param>
/// <param name="Starts">A start far from the solution, and a nearer one.</param>
/// <param name="Certified">The parameters, to 11 digits.</param>
/// <param name="Deviations">Their standard deviations.</param>
/// <param name="SumOfSquares">The sum of the squared residuals.</param>
internal sealed record NistProblem(
    string Name, Func<Number, Number, Number> Model, Number Predictors, Number Responses, IReadOnlyList<double[]> Starts,
    double[] Certified, double[] Deviations, double SumOfSquares)
{
    private static readonly Dictionary<string, Func<Number, Number[], Number>> models = new()
    {
        ["Misra1a"] = Saturation,
        ["Chwirut2"] = Chwirut,
        ["Chwirut1"] = Chwirut,
        ["Lanczos3"] = Exponentials,
        ["Gauss1"] = Peaks,
        ["Gauss2"] = Peaks,
        ["DanWood"] = (x, b) => b[0] * (b[1] * x.Log()).Exp(),
        ["Misra1b"] = (x, b) => b[0] * (1 - 1 / (1 + b[1] * x / 2).Square()),
        ["Kirby2"] = (x, b) => (b[0] + x * (b[1] + x * b[2])) / (1 + x * (b[3] + x * b[4])),
        ["Hahn1"] = Cubics,
        ["Nelson"] = (x, b) => b[0] - b[1] * Row(x, 0) * (-b[2] * Row(x, 1)).Exp(),
        ["MGH17"] = (x, b) => b[0] + b[1] * (-x * b[3]).Exp() + b[2] * (-x * b[4]).Exp(),
        ["Lanczos1"] = Exponentials,
        ["Lanczos2"] = Exponentials,
        ["Gauss3"] = Peaks,
        ["Misra1c"] = (x, b) => b[0] * (1 - 1 / (1 + 2 * b[1] * x).Sqrt()),
        ["Misra1d"] = (x, b) => b[0] * b[1] * x / (1 + b[1] * x),
        ["Roszman1"] = (x, b) => b[0] - b[1] * x - (b[2] / (x - b[3])).Atan() / Math.PI,
        ["ENSO"] = Oscillation,
        ["MGH09"] = (x, b) => b[0] * (x.Square() + x * b[1]) / (x.Square() + x * b[2] + b[3]),
        ["Thurber"] = Cubics,
        ["BoxBOD"] = Saturation,
        ["Rat42"] = (x, b) => b[0] / (1 + (b[1] - b[2] * x).Exp()),
        ["MGH10"] = (x, b) => b[0] * (b[1] / (x + b[2])).Exp(),
        ["Eckerle4"] = (x, b) => b[0] / b[1] * (-0.5 * ((x - b[2]) / b[1]).Square()).Exp(),
        ["Rat43"] = (x, b) => b[0] / ((1 + (b[1] - b[2] * x).Exp()).Log() / b[3]).Exp(),
        ["Bennett5"] = (x, b) => b[0] * (-(b[1] + x).Log() / b[2]).Exp(),
    };

    /// <summary>The problems of a file <c>nist.json</c>.</summary>
    public static IReadOnlyList<NistProblem> Read(string path)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(path))!;
        return [.. file["problems"]!.AsArray().Select(problem => Read(problem!))];
    }

    /// <summary>To how many digits all parameters agree with the certified ones, at most 11.</summary>
    public double Digits(Number parameters)
    {
        double worst = 1e-11;
        for (int i = 0; i < Certified.Length; i++)
            worst = Math.Max(worst, Math.Abs(parameters.Span[i] - Certified[i]) / Math.Abs(Certified[i]));
        return Math.Max(0, -Math.Log10(worst));
    }

    private static NistProblem Read(JsonNode problem)
    {
        string name = (string)problem["name"]!;
        double[][] x = [.. problem["x"]!.AsArray().Select(row => Numbers(row!))];
        Number predictors = x.Length == 1 ? Tensor.Vector<double>(x[0])
            : Tensor.Create([.. x.SelectMany(row => row)], [x.Length, x[0].Length]);
        Number y = Tensor.Vector<double>(Numbers(problem["y"]!));
        Func<Number, Number[], Number> model = models[name];
        return new NistProblem(
            name, (x, b) => model(x, [.. Enumerable.Range(0, b.ElementCount).Select(i => b.Slice(0, i, 1))]), predictors,
            name == "Nelson" ? y.Log() : y, [.. problem["starts"]!.AsArray().Select(start => Numbers(start!))],
            Numbers(problem["certified"]!), Numbers(problem["deviations"]!), (double)problem["sumOfSquares"]!);
    }

    private static double[] Numbers(JsonNode values) => [.. values.AsArray().Select(value => (double)value!)];

    private static Number Row(Number x, int row) => x.Slice(0, row, 1).Flatten();

    private static Number Saturation(Number x, Number[] b) => b[0] * (1 - (-b[1] * x).Exp());

    private static Number Chwirut(Number x, Number[] b) => (-b[0] * x).Exp() / (b[1] + b[2] * x);

    private static Number Exponentials(Number x, Number[] b) =>
        b[0] * (-b[1] * x).Exp() + b[2] * (-b[3] * x).Exp() + b[4] * (-b[5] * x).Exp();

    private static Number Peaks(Number x, Number[] b) =>
        b[0] * (-b[1] * x).Exp() + b[2] * (-((x - b[3]) / b[4]).Square()).Exp() + b[5] * (-((x - b[6]) / b[7]).Square()).Exp();

    private static Number Cubics(Number x, Number[] b) =>
        (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])));

    private static Number Oscillation(Number x, Number[] b)
    {
        Number turn = 2 * Math.PI * x;
        return b[0] + Wave(b[1], b[2], turn / 12) + Wave(b[4], b[5], turn / b[3]) + Wave(b[7], b[8], turn / b[6]);

        static Number Wave(Number cosine, Number sine, Number angle) =>
            cosine * angle.Cos() + sine * angle.Sin();
    }
}
