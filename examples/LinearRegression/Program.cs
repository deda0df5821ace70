// Fits a plane to points by gradient descent: on the root mean square of the residuals and on its square, with all samples in every update,
// with mini-batches and with single ones. Gradients have to equal their closed forms, and descents to reach the pseudo-inverse's solution.
using System.CommandLine;
using System.Globalization;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;

const double GradientTolerance = 1e-12;
const double SolutionTolerance = 1e-9;
const int Epochs = 60;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "Decides the samples and their order.", DefaultValueFactory = _ => 1 };
Option<int> samplesOption = new("--samples") { Description = "The number of samples, at least 100.", DefaultValueFactory = _ => 500 };
RootCommand command = new("Linear regression by gradient descent. Exit code: 0 if all is as it should be, 1 if not.")
{
    seedOption, samplesOption,
};
command.SetAction(parsed => Run(parsed.GetValue(seedOption), parsed.GetValue(samplesOption)));
return command.Parse(args).Invoke();

static int Run(int seed, int samples)
{
    // y = Xβ + noise, with a column of ones in X for the intercept.
    Random random = new(seed);
    Tensor<double> truth = Tensor.Create([0.5, 2, -1], [3, 1]), start = Tensor.Zeros<double>(truth.Shape);
    Tensor<double> x =
        Tensor.Concatenate([Tensor.Ones<double>([samples, 1]), Tensor.Uniform<double>([samples, 2], -1, 1, random)], axis: 1);
    Tensor<double> y = x.MatMul(truth) + Tensor.Normal<double>([samples, 1], 0, 0.3, random);
    Tensor<double> solution = LeastSquares(x, y);
    double DistanceOf(Tensor<double> beta) => (beta - solution).Norm().ToScalar();
    Console.WriteLine(
        $"{samples} samples; by the pseudo-inverse β = ({string.Join(", ", solution.ToArray().Select(value => value.ToString("F6")))})");
    List<string> misses = [];

    // Both objectives with their gradients as formulas: for the root mean square ‖r‖ of r = y − Xβ it is −Xᵀr/(n·‖r‖), for ‖r‖² −(2/n)·Xᵀr.
    double n = samples;
    Tensor<double> Residual(Tensor<double> beta) => y - x.MatMul(beta);
    (string Name, Func<Tensor<double>, Tensor<double>> Value, Func<Tensor<double>, Tensor<double>> Gradient)[] objectives =
    [
        ("root mean square", beta => Residual(beta).Norm() / Math.Sqrt(n),
            beta => -x.Transpose().MatMul(Residual(beta)) / (Math.Sqrt(n) * Residual(beta).Norm().ToScalar())),
        ("mean square", beta => Loss.MeanSquaredError(x.MatMul(beta), y), beta => x.Transpose().MatMul(Residual(beta)) * (-2 / n)),
    ];
    Tensor<double>[] points = [.. Enumerable.Range(0, 20).Select(_ => Tensor.Normal<double>(truth.Shape, 0, 3, random))];
    Console.WriteLine($"\n{"objective",-22}  {"gradient's error",16}  {"updates",7}  {"distance",8}");
    foreach ((string name, Func<Tensor<double>, Tensor<double>> value, Func<Tensor<double>, Tensor<double>> gradient) in objectives)
    {
        double error = points.Max(point =>
        {
            Tensor<double> expected = gradient(point), difference = Differentiation.Gradient(value, point) - expected;
            return difference.Abs().Max().ToScalar() / expected.Abs().Max().ToScalar();
        });
        DescentResult<double> result = Descent.Minimize(
            value, start, beta => new Sgd<double>(beta, learningRate: 0.25), Stop.WhenGradientBelow(1e-11) | Stop.AfterIterations(10_000));
        Console.WriteLine($"{name,-22}  {error,16:G2}  {result.Iterations,7}  {DistanceOf(result.Point),8:G2}");
        Check($"the error of the gradient of the {name}", error, GradientTolerance);
        Check($"the distance of descent on the {name}", DistanceOf(result.Point), SolutionTolerance);
    }

    // The fewer samples an update sees, the more its gradient scatters, and the smaller its rate has to be. With a constant rate descent
    // ends by wandering around the solution, with one that decreases it settles.
    (string Name, int? BatchSize, Schedule Rate, double Tolerance)[] descents =
    [
        ("batch", null, LearningRate.Constant(0.75), 1e-9),
        ("mini-batch", 32, LearningRate.Constant(0.2), 0.1),
        ("stochastic", 1, LearningRate.Constant(0.05), 0.3),
        ("mini-batch, decreasing", 32, LearningRate.InverseTime(0.4, decay: 0.05), 0.03),
        ("stochastic, decreasing", 1, LearningRate.InverseTime(0.1, decay: 0.005), 0.03),
    ];
    Console.WriteLine("\ndescent                 samples/update  updates  time in ms  bytes/update  way/straight  distance");
    foreach ((string name, int? batchSize, Schedule rate, double tolerance) in descents)
    {
        SampledDescentResult<double> result = Descent.Minimize(
            (beta, batch) => Loss.MeanSquaredError(batch.Inputs.MatMul(beta), batch.Targets), start, new Dataset<double>(x, y), batchSize,
            beta => new Sgd<double>(beta, rate.At(0)) { Schedule = rate }, Stop.AfterIterations(Epochs), new Random(seed + 2),
            new DescentOptions { TraceEvery = 1 });
        double way = result.Trace.Zip(result.Trace.Skip(1), (from, to) => (to.Point - from.Point).Norm().ToScalar()).Sum();
        double straight = (result.Trace[^1].Point - start).Norm().ToScalar();
        Console.WriteLine(
            $"{name,-22}  {batchSize ?? samples,14}  {result.Updates,7}  {result.UpdateTime.TotalMilliseconds,10:F1}  " +
            $"{result.StepBytes,12}  {way / straight,12:F1}  {DistanceOf(result.Point),8:G2}");
        Check($"the distance of {name} descent", DistanceOf(result.Point), tolerance);
    }
    foreach (string miss in misses) Console.WriteLine($"missed: {miss}");
    if (misses.Count == 0) Console.WriteLine("all as it should be");
    return misses.Count == 0 ? 0 : 1;

    void Check(string figure, double value, double tolerance)
    {
        if (!(value <= tolerance)) misses.Add($"{figure} is {value:G3}, expected at most {tolerance:G2}");
    }
}

// The pseudo-inverse's solution β⁺ = X⁺y = (XᵀX)⁻¹Xᵀy of an X whose columns are independent, by Gauss's elimination on XᵀX·β = Xᵀy.
static Tensor<double> LeastSquares(Tensor<double> x, Tensor<double> y)
{
    int size = x.Shape[1];
    double[] a = x.Transpose().MatMul(x).ToArray(), b = x.Transpose().MatMul(y).ToArray();
    for (int k = 0; k < size; k++)
    {
        for (int i = 0; i < size; i++)
        {
            double factor = i == k ? 0 : a[i * size + k] / a[k * size + k];
            for (int j = k; j < size; j++) a[i * size + j] -= factor * a[k * size + j];
            b[i] -= factor * b[k];
        }
    }
    return Tensor.Create([.. b.Select((value, i) => value / a[i * size + i])], [size, 1]);
}
