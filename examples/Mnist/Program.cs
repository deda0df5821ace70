// Learns to read handwritten digits: generated ones, or MNIST's four files in a folder, plain or .gz.
using System.CommandLine;
using System.Globalization;
using System.Text;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

const double TargetAccuracy = 0.95;
const int ShownMistakes = 5;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<string?> dataOption = new("--data") { Description = "The folder of MNIST's files. [default: none; digits are generated]" };
Option<int> epochsOption = new("--epochs") { Description = "The passes over the training images.", DefaultValueFactory = _ => 5 };
Option<int> seedOption = new("--seed") { Description = "Decides weights and the order of the images.", DefaultValueFactory = _ => 1 };
RootCommand command = new($"Learns to read digits. Exit code: 0 if the accuracy reaches {TargetAccuracy:P0}, 1 if not.")
{
    dataOption, epochsOption, seedOption,
};
command.SetAction(parsed => Run(parsed.GetValue(dataOption), parsed.GetValue(epochsOption), parsed.GetValue(seedOption)));
return command.Parse(args).Invoke();

static int Run(string? folder, int epochs, int seed)
{
    Dataset<float> training = folder is null ? LabeledImages.GenerateDigits<float>(20_000, new Random(1)) : Read(folder, "train");
    Dataset<float> test = folder is null ? LabeledImages.GenerateDigits<float>(4_000, new Random(2)) : Read(folder, "t10k");

    var model = new Mlp<float>([784, 128, 10], Activation.Relu, new Random(seed));
    var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters, learningRate: 1e-3), training, test)
    {
        BatchSize = 64,
        Seed = (ulong)seed,
        Metrics = [Metric.Accuracy],
        Callbacks = [new Progress(epochs)],
    };
    Console.OutputEncoding = Encoding.UTF8;
    Console.Write(model.Summary([1, 784]));
    trainer.Fit(epochs);

    IndexTensor predicted = trainer.Predictor.PredictClasses(test.Inputs);
    int[] mistakes = [.. Enumerable.Range(0, test.Count).Where(i => predicted[i] != test.Labels[i])];
    int[] shown = [.. mistakes.Take(ShownMistakes)];
    for (int y = 0; y < 28; y += 4) Console.WriteLine(string.Join("  ", shown.Select(i => Strip(test.Inputs.Span.Slice(i * 784, 784), y))));
    Console.WriteLine(string.Join("  ", shown.Select(i => $" {predicted[i]}, but is {test.Labels[i]} ")));

    double accuracy = 1 - (double)mistakes.Length / test.Count;
    Console.WriteLine($"test accuracy {accuracy:P2} ({mistakes.Length:N0} errors in {test.Count:N0})");
    return accuracy >= TargetAccuracy ? 0 : 1;
}

static Dataset<float> Read(string folder, string part) =>
    LabeledImages.Read<float>(Find(folder, $"{part}-images-idx3-ubyte"), Find(folder, $"{part}-labels-idx1-ubyte"));

static string Find(string folder, string name)
{
    string path = Path.Combine(folder, name);
    return File.Exists(path) ? path : $"{path}.gz";
}

// Four rows of pixels as 14 characters of Braille, each with two columns of four dots.
static string Strip(ReadOnlySpan<float> image, int top)
{
    ReadOnlySpan<byte> bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
    StringBuilder text = new();
    for (int left = 0; left < 28; left += 2)
    {
        int dots = 0;
        for (int dot = 0; dot < bits.Length; dot++)
            if (image[(top + dot / 2) * 28 + left + dot % 2] > 0.4f) dots |= bits[dot];
        text.Append(dots == 0 ? ' ' : (char)('\u2800' + dots));
    }
    return text.ToString();
}

/// <summary>Shows how training goes: in a terminal every fifty steps, and everywhere after every epoch.</summary>
internal sealed class Progress(int epochs) : TrainingCallback
{
    public override void OnStep(in StepResult step)
    {
        if (!Console.IsOutputRedirected && step.StepInEpoch % 50 == 0)
            Console.Write($"epoch {step.Epoch}/{epochs}  step {step.StepInEpoch}/{step.StepsInEpoch}  loss {step.Loss:F4}\r");
    }

    public override void OnEpoch(EpochResult epoch) => Console.WriteLine(
        $"epoch {epoch.Epoch}/{epochs}  loss {epoch.TrainingLoss:F4}  accuracy {epoch.Validation![Metric.Accuracy.Name]:F4}  " +
        $"{epoch.Duration.TotalSeconds:F1} s");
}
