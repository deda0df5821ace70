// Adds an operation to the library, checks its derivatives, and trains a network with it.
using System.Numerics;
using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

const double TargetLoss = 1e-3;
const int Steps = 1000;

// Derivatives are checked in double precision: there, finite differences are known to many more digits.
var random = new Random(1);
Tensor<double> points = Tensor.Normal<double>([3, 4], mean: 0, standardDeviation: 1, random);
GradientCheckResult right = GradientCheck.Run(x => x.Gaussian(), points, new GradientCheckOptions { Order = 2 });
GradientCheckResult wrong = GradientCheck.Run(x => x.WrongGaussian(), points);
Console.WriteLine($"the operation:    {right}");
Console.WriteLine($"one with a mistake:    {wrong}");

Tensor<float> x = Tensor.Range(-2f, count: 101, step: 0.04f).Reshape([101, 1]);
Tensor<float> y = Tensor.Create([.. x.ToArray().Select(value => MathF.Sin(3 * value) + 0.5f * value)], x.Shape);
var model = new Sequential<float>(new BumpLayer<float>(bumps: 12, low: -2, high: 2), new Linear<float>(12, 1, random));
var optimizer = new Adam<float>(model.Parameters, learningRate: 0.02);
double before = Error();
for (int step = 0; step < Steps; step++)
{
    Loss.MeanSquaredError(model.Forward(x), y).Backward();
    optimizer.Step();
    optimizer.ZeroGradients();
}
double after = Error();
Console.WriteLine(
    $"a network of bumps fits sin(3x) + x/2:    mean squared error {before:G3} before training, {after:G3} after {Steps} steps");
return right.Passed && !wrong.Passed && after < TargetLoss ? 0 : 1;

double Error() => Loss.MeanSquaredError(model.Predict(x), y).ToScalar();

/// <summary>How to call the operation.</summary>
internal static class GaussianExtensions
{
    /// <summary>The bump <c>e^(−x²)</c> of every element: 1 at 0, and falling to 0 on both sides.</summary>
    public static Tensor<T> Gaussian<T>(this Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new GaussianOperation<T>(x).Apply();

    /// <summary>The right value, with a wrong derivative, to show what a gradient check says about it.</summary>
    public static Tensor<T> WrongGaussian<T>(this Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new WrongGaussianOperation<T>(x).Apply();
}

/// <summary>y = e^(−x²). ∂/∂x = −2·g·x·y.</summary>
internal class GaussianOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Everything besides the inputs that the result depends on, so that a captured step notices when it changes. Of a bump with a width it
    // would be OperationSettings.Of(("width", width)).
    protected override OperationSettings Settings => OperationSettings.None;

    // Forward sees nothing but numbers. Its output starts with whatever was in memory, so every element has to be written.
    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> input = Input(0).Span;
        for (int i = 0; i < output.Length; i++) output[i] = T.Exp(-input[i] * input[i]);
    }

    // Backward computes with tensors. So its result is itself recorded where somebody wants to differentiate again, and this one line
    // serves derivatives of any order. It uses the output, which is at hand, rather than compute the exponential a second time.
    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient * Input(0) * Output * T.CreateChecked(-2));
}

/// <summary>y = e^(−x²). The chain rule's inner derivative, −2·x, has lost its 2.</summary>
internal sealed class WrongGaussianOperation<T>(Tensor<T> x) : GaussianOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, -(gradient * Input(0) * Output));
}

/// <summary>A row of bumps along the x axis whose places and widths are learned: <c>H = e^(−((x − c)·s)²)</c>, input [batch, 1], output
/// [batch, bumps], <c>c</c> and <c>s</c> [bumps]. With a linear layer behind it, it is a network of radial basis functions (Broomhead and
/// Lowe, 1988).</summary>
internal sealed class BumpLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> centers;
    private readonly Parameter<T> scales;

    /// <summary>The bumps start evenly spaced from <paramref name="low"/> to <paramref name="high"/>, each about as wide as the space
    /// between them.</summary>
    public BumpLayer(int bumps, T low, T high)
    {
        T space = (high - low) / T.CreateChecked(bumps - 1);

        // What is registered is found by optimizers, and has a name in summaries.
        centers = Register("centers", new Parameter<T>(Tensor.Range(low, bumps, space)));
        scales = Register("scales", new Parameter<T>(Tensor.Full([bumps], T.One / space)));
    }

    protected override Tensor<T> Compute(Tensor<T> input) => ((input - centers) * scales).Gaussian();
}
