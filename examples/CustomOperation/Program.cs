using System.CommandLine;
using CustomOperation;
using Examples;
using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

const double TargetLoss = 1e-3;
const int Steps = 1000;

Option<int> seedOption = CheckedOption.Integer("--seed", "Decides the points of the check and the starting weights.", 1);
RootCommand command = new(
    "Adds an operation to the library, checks its derivatives, and trains a network with it. " +
    "Exit code: 0 for success, 1 if a check or the training missed its target, 2 for bad usage.")
{
    seedOption,
};
command.SetAction(parsed =>
{
    var random = new Random(parsed.GetValue(seedOption));
    bool isRight = CheckRight(random), isWrongCaught = CheckWrong(random), isFitted = Fit(random);
    return isRight && isWrongCaught && isFitted ? ExampleCommand.Success : ExampleCommand.Missed;
});
return ExampleCommand.Run(command, args);

// Derivatives are checked in double precision: there, finite differences are known to many more digits.
static bool CheckRight(Random random)
{
    Tensor<double> x = Tensor.Normal<double>([3, 4], mean: 0, standardDeviation: 1, random);
    GradientCheckResult result = GradientCheck.Run(x => x.Gaussian(), x, new GradientCheckOptions { Order = 2 });
    Console.WriteLine($"the operation:    {result}");
    return result.Passed;
}

static bool CheckWrong(Random random)
{
    Tensor<double> x = Tensor.Normal<double>([3, 4], mean: 0, standardDeviation: 1, random);
    try
    {
        GradientCheck.Require(x => x.WrongGaussian(), x);
        return false;
    }
    catch (GradientCheckException caught)
    {
        Console.WriteLine($"one with a mistake:    {caught.Message}");
        return true;
    }
}

static bool Fit(Random random)
{
    Tensor<float> x = Tensor.Range(-2f, count: 101, step: 0.04f).Reshape([101, 1]);
    Tensor<float> y = Tensor.Create([.. x.ToArray().Select(value => MathF.Sin(3 * value) + 0.5f * value)], x.Shape);

    var model = new Sequential<float>(new BumpLayer<float>(bumps: 12, low: -2, high: 2), new Linear<float>(12, 1, random));
    var optimizer = new Adam<float>(model.Parameters, learningRate: 0.02);
    double before = Error();
    for (int step = 0; step < Steps; step++)
    {
        Tensor<float> loss = Loss.MeanSquaredError(model.Forward(x), y);
        loss.Backward();
        optimizer.Step();
        optimizer.ZeroGradients();
    }

    double after = Error();
    Console.WriteLine($"a network of bumps fits sin(3x) + x/2:    mean squared error {before:G3} before training, {after:G3} after {Steps} steps");
    return after < TargetLoss;

    double Error() => Loss.MeanSquaredError(model.Predict(x), y).ToScalar();
}
