// Shows gradients vanish in twenty sigmoid layers and explode behind large weights, and what ReLU with He's weights, batch normalisation
// and clipping do about it: six deep networks learn to read generated digits by gradient descent with momentum, all with the same settings.
// OverTime.cs shows the same over the steps of a sequence.
using System.CommandLine;
using System.Globalization;
using System.Text;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using MiniGrad.Visualization;

const int Epochs = 15, BatchSize = 64, MeasuredSamples = 256;
const double LearningRate = 0.1, Momentum = 0.9;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
Option<int> seedOption = new("--seed") { Description = "Decides weights and the order of the images.", DefaultValueFactory = _ => 1 };
Option<bool> detailsOption = new("--details") { Description = "Show the figures of every layer." };
Option<string?> outOption = new("--out") { Description = "A folder for pictures (SVG). [default: none]" };
RootCommand command = new(
    "Gradients in deep networks and over time. Exit code: 0 if those learn, or keep the gradient, that should, and no others; 1 if not.")
{
    seedOption, detailsOption, outOption,
};
command.SetAction(parsed => Run(parsed.GetValue(seedOption), parsed.GetValue(detailsOption), parsed.GetValue(outOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool hasDetails, string? folder)
{
    // 1.4 times the deviation that He's weights have: so much larger does the signal become in every layer, and 1.4²⁰ is 840.
    Initializer large = Initializer.Normal(0, 1.4 * Math.Sqrt(2.0 / Variant.Width));
    Variant[] variants =
    [
        new("sigmoid", Activation.Sigmoid, Initializer.GlorotUniform, IsExpectedToLearn: false),
        new("sigmoid, batch normalised", Activation.Sigmoid, Initializer.GlorotUniform, IsExpectedToLearn: true) { IsNormalized = true },
        new("ReLU, He's weights", Activation.Relu, Initializer.HeUniform, IsExpectedToLearn: true),
        new("ReLU, large weights", Activation.Relu, large, IsExpectedToLearn: false),
        new("ReLU, large weights, clipped", Activation.Relu, large, IsExpectedToLearn: true) { ClippingNorm = 5 },
        new("ReLU, large weights, batch normalised", Activation.Relu, large, IsExpectedToLearn: true) { IsNormalized = true },
    ];
    Dataset<float> training = LabeledImages.GenerateDigits<float>(3000, new Random(1));
    Dataset<float> test = LabeledImages.GenerateDigits<float>(1000, new Random(2));
    List<Result> results = [];
    foreach (Variant variant in variants)
    {
        Result result = Train(variant, seed, training, test);
        results.Add(result);
        Console.WriteLine(variant.Name);
        Print("before training", result.Start, hasDetails);
        string end = double.IsFinite(result.Losses[^1]) ? $"after {Epochs} epochs" : $"given up in epoch {result.Losses.Count - 1}";
        Print(end, result.End, hasDetails);
    }

    Console.WriteLine($"\n{"network",-38}  {"loss before",11}  {"loss after",10}  {"accuracy",8}  {"gradient, first ÷ last",22}");
    foreach (Result result in results)
    {
        IReadOnlyList<LayerFlow> layers = result.Start.Layers;
        double? ratio = layers[0].ActivationGradients?.RootMeanSquare / layers[^1].ActivationGradients?.RootMeanSquare;
        Console.WriteLine(
            $"{result.Variant.Name,-38}  {result.Losses[0],11:F2}  {result.End.Loss,10:F2}  {result.Accuracy,8:P1}  {ratio,22:0.0e-0}");
    }
    if (folder is not null) SavePictures(folder, results);
    bool isAsExpectedOverTime = new OverTime(seed).Show(folder);
    return results.TrueForAll(result => result.IsAsExpected) && isAsExpectedOverTime ? 0 : 1;
}

static Result Train(Variant variant, int seed, Dataset<float> training, Dataset<float> test)
{
    Random random = new(seed);
    Sequential<float> model = variant.Build(random);
    Sgd<float> optimizer = new(model.Parameters, LearningRate, Momentum)
    {
        Clipping = variant.ClippingNorm is { } norm ? GradientClipping.ByGlobalNorm(norm) : null,
    };
    Batch<float> sample = training.Batches(MeasuredSamples).First();
    GradientFlow Measure() => GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(sample.Inputs), sample.Labels), optimizer);

    GradientFlow start = Measure();
    List<double> losses = [start.Loss];
    TrainingStep<float> step = new(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
    while (losses.Count <= Epochs && double.IsFinite(losses[^1]))
    {
        List<double> epoch = [];
        foreach (Batch<float> batch in training.Batches(BatchSize, shuffle: random, dropsLast: true))
        {
            try
            {
                epoch.Add(step.Run(batch));
            }
            catch (NonFiniteGradientException)
            {
                epoch.Add(double.NaN);
                break;
            }
        }
        losses.Add(double.IsFinite(epoch[^1]) ? epoch.Average() : double.NaN);
    }
    IndexTensor answers = model.Predict(test.Inputs).ArgMax();
    int right = answers.Zip(test.Labels).Count(pair => pair.First == pair.Second);
    return new Result(variant, start, Measure(), losses, (double)right / test.Count);
}

static void Print(string when, GradientFlow flow, bool hasDetails)
{
    Console.WriteLine($"  {when}: loss {flow.Loss:0.00}, problems: {flow.Check().Count}");
    foreach (GradientFlowFinding finding in flow.Check()) Console.WriteLine($"    {finding}");
    if (hasDetails) Console.Write(flow);
}

static void SavePictures(string folder, IReadOnlyList<Result> results)
{
    Directory.CreateDirectory(folder);
    Compare(FlowQuantity.OutputGradient, "The gradient on its way back, before training").Save(Path.Combine(folder, "gradients.svg"));
    Compare(FlowQuantity.Output, "The signal on its way forward, before training").Save(Path.Combine(folder, "outputs.svg"));
    GradientFlowChart.Of(results[0].Start, $"{Variant.Depth} sigmoid layers before training").Save(Path.Combine(folder, "sigmoid.svg"));
    Axis axis = new("cross-entropy") { Scale = AxisScale.Logarithmic };
    LineChart losses = new() { Title = "The loss", XAxis = new Axis("epoch"), YAxis = axis };
    foreach (Result result in results) losses.Add(result.Variant.Name, result.Losses);
    losses.Save(Path.Combine(folder, "loss.svg"));
    Console.WriteLine($"gradients.svg, outputs.svg, sigmoid.svg and loss.svg are in {folder}");

    // The linear layers of all networks. Clipping changes nothing before training.
    LineChart Compare(FlowQuantity quantity, string title) => GradientFlowChart.Compare(
        results.Where(result => result.Variant.ClippingNorm is null).Select(result => (result.Variant.Name, result.Start)), quantity, title,
        layer => layer.Description.StartsWith("Linear", StringComparison.Ordinal));
}

/// <summary>One way to build and train a deep network.</summary>
internal sealed record Variant(string Name, Activation Activation, Initializer Weights, bool IsExpectedToLearn)
{
    public const int Depth = 20, Width = 64;

    public bool IsNormalized { get; init; }

    public double? ClippingNorm { get; init; }

    public Sequential<float> Build(Random random)
    {
        List<Layer<float>> layers = [];
        for (int i = 0; i < Depth; i++)
        {
            // Normalisation takes the mean away, and with it any bias.
            layers.Add(new Linear<float>(i == 0 ? DigitGenerator.PixelCount : Width, Width, random, Weights, hasBias: !IsNormalized));
            if (IsNormalized) layers.Add(new BatchNormalization<float>(Width));
            layers.Add(new ActivationLayer<float>(Activation));
        }
        layers.Add(new Linear<float>(Width, DigitGenerator.ClassCount, random));
        return new Sequential<float>([.. layers]);
    }
}

/// <summary>A trained variant: the flow before and after, the losses of the epochs, and the share of test images read rightly.</summary>
internal sealed record Result(Variant Variant, GradientFlow Start, GradientFlow End, IReadOnlyList<double> Losses, double Accuracy)
{
    // Of ten classes, guessing gets a tenth right.
    private const double GuessedAtMost = 0.2, LearnedAtLeast = 0.4;

    public bool IsAsExpected =>
        Variant.IsExpectedToLearn ? Accuracy >= LearnedAtLeast : Accuracy <= GuessedAtMost && Start.Check().Count > 0;
}
