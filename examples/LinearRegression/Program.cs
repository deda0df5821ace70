using System.CommandLine;
using System.Globalization;
using Examples;
using LinearRegression;
using MiniGrad;
using MiniGrad.Optimizers;
using MiniGrad.Training;

const double GradientTolerance = 1e-12;
const double SolutionTolerance = 1e-9;
const int Epochs = 60;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = CheckedOption.Integer("--seed", "Decides the samples and the order in which they are drawn.", 1);
Option<int> samplesOption = CheckedOption.Integer(
    "--samples", "The number of samples. With few, chance may keep a descent from coming near enough; the most take half a minute.", 500, minimum: 100, maximum: 100_000);
RootCommand command = new(
    "Fits a plane to points by gradient descent: on the root mean square of the residuals and on its square, by all samples at once, by mini-batches and by "
    + "single ones. Exit code: 0 if gradients equal their closed forms and descents reach the pseudo-inverse's solution, 1 if not, 2 for bad usage.")
{
    seedOption,
    samplesOption,
};
command.SetAction(parsed => Run(parsed.GetValue(seedOption), parsed.GetValue(samplesOption)));
return ExampleCommand.Run(command, args);

static int Run(int seed, int samples)
{
    RegressionProblem problem = RegressionProblem.Create(samples, new Random(seed));
    Console.WriteLine($"{samples} samples y = Xβ + noise; by the pseudo-inverse β = ({string.Join(", ", problem.Solution.ToArray().Select(value => value.ToString("F6")))})");
    string[] misses = [.. CompareObjectives(problem, new Random(seed + 1)), .. CompareDescents(problem, seed + 2)];
    foreach (string miss in misses) Console.WriteLine($"missed: {miss}");
    if (misses.Length == 0) Console.WriteLine("all as it should be");
    return misses.Length == 0 ? ExampleCommand.Success : ExampleCommand.Missed;
}

// Both objectives, with all samples in every update. Gives what is not as it should be, in words.
static List<string> CompareObjectives(RegressionProblem problem, Random random)
{
    Console.WriteLine();
    Console.WriteLine("objective         gradient off its closed form  updates  distance to the pseudo-inverse");
    Tensor<double>[] points = [.. Enumerable.Range(0, 20).Select(_ => Tensor.Normal<double>(problem.Solution.Shape, 0, 3, random))];
    Tensor<double> x = problem.Data.Inputs, y = problem.Data.Targets;
    List<string> misses = [];
    foreach (Objective objective in new[] { Objective.RootMeanSquare, Objective.MeanSquare })
    {
        double error = objective.GradientError(x, y, points);
        DescentResult<double> result = Descent.Minimize(
            beta => objective.Value(beta, x, y), RegressionProblem.Start, beta => new Sgd<double>(beta, learningRate: 0.25),
            Stop.WhenGradientBelow(1e-11) | Stop.AfterIterations(10_000));
        double distance = problem.DistanceOf(result.Point);
        Console.WriteLine($"{objective.Name,-16}  {error,28:G2}  {result.Iterations,7}  {distance,30:G2}");
        if (!(error <= GradientTolerance)) misses.Add($"the gradient of the {objective.Name} is {error:G3} off its closed form, expected at most {GradientTolerance:G2}");
        if (!(distance <= SolutionTolerance)) misses.Add(FarOff($"descent on the {objective.Name}", distance, SolutionTolerance));
    }
    return misses;
}

// The mean square, with more or fewer samples in an update, and as many samples in all.
static List<string> CompareDescents(RegressionProblem problem, int seed)
{
    Console.WriteLine();
    Console.WriteLine("descent                 samples/update  samples  updates  time in ms  bytes/update  bytes allocated  way/straight  distance to the pseudo-inverse");
    List<string> misses = [];
    foreach (DescentKind kind in DescentKind.All)
    {
        // A row's name appears before what takes its time.
        Console.Write($"{kind.Name,-22}");
        SampledDescentResult<double> result = kind.Run(problem, Epochs, new Random(seed));
        double distance = problem.DistanceOf(result.Point);
        Console.WriteLine(
            $"  {Math.Min(kind.BatchSize ?? int.MaxValue, problem.Data.Count),14}  {result.Samples,7}  {result.Updates,7}  {result.UpdateTime.TotalMilliseconds,10:F1}"
            + $"  {result.StepBytes,12}  {result.AllocatedBytes,15}  {DescentKind.Unsteadiness(result),12:F1}  {distance,30:G2}");
        if (!(distance <= kind.Tolerance)) misses.Add(FarOff($"{kind.Name} descent", distance, kind.Tolerance));
    }
    return misses;
}

static string FarOff(string descent, double distance, double tolerance) =>
    $"{descent} ended {distance:G3} from the pseudo-inverse's solution, expected at most {tolerance:G2}";
