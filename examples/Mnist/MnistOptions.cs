using System.CommandLine;
using System.Globalization;
using Examples;
using MiniGrad.Layers;

namespace Mnist;

/// <summary>What the command line says.</summary>
internal sealed record MnistOptions
{
    /// <summary>The folder of the data, or null for generated digits.</summary>
    public required string? DataFolder { get; init; }

    /// <summary>The sizes of the hidden layers; none for softmax regression.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required Activation Activation { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required OptimizerKind Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required int Seed { get; init; }

    /// <summary>Where to write the figures, or null.</summary>
    public required string? JsonPath { get; init; }

    /// <summary>The accuracy to reach, in percent.</summary>
    public required double Target { get; init; }

    /// <summary>The command line, which gives options to a program and returns its exit code.</summary>
    public static RootCommand Command(Func<MnistOptions, int> run)
    {
        Option<string?> data = new("--data")
        {
            Description = "The folder of MNIST's four files, or of others in their format and with their names, plain or .gz. " +
                "Without it, digits are generated.",
            HelpName = "folder",
        };
        Option<IReadOnlyList<int>> hidden = CheckedOption.Create<IReadOnlyList<int>>(
            "--hidden", "The sizes of the hidden layers, such as 128 or 500,150; or none.", [128],
            $"sizes from 1 to {CheckedOption.MaximumSize} separated by commas, or none", TryParseHidden);
        hidden.HelpName = "sizes";
        Option<Activation> activation = CheckedOption.Named("--activation", "The function after each hidden layer, in capitals or not", Activation.Relu);
        Option<int> epochs = CheckedOption.Integer("--epochs", "How many times to go through the training images.", 5, minimum: 1);
        Option<int> batch = CheckedOption.Integer("--batch", "The images in each step.", 64, minimum: 1);
        Option<OptimizerKind> optimizer = CheckedOption.Named(
            "--optimizer", "The update rule; momentum is SGD on a moving average of the gradients, 0.9 old", OptimizerKind.Adam);
        Option<double?> learningRate = CheckedOption.Create<double?>(
            "--learning-rate", "How far a step goes. [default: 0.001 for adam, 0.2 for sgd and momentum]", null, "a positive number", TryParsePositive);
        Option<int> seed = CheckedOption.Integer(
            "--seed", "Decides the starting weights and the order of the images. The same seed gives the same network.", 1);
        Option<string?> json = new("--json")
        {
            Description = "A file to write the figures of every epoch to.",
            HelpName = "file",
        };
        Option<double?> target = CheckedOption.Create<double?>(
            "--target", "The accuracy to reach, in percent; if it is missed the exit code says so. [default: any]", null, "a positive number",
            TryParsePositive);

        RootCommand command = new(
            "Trains a multi-layer perceptron to read handwritten digits. Ctrl+C ends the training early and shows how far it came. " +
            "Exit code: 0 for success, 1 if the target was missed or the loss was no number any more, 2 for bad usage or data, 130 after Ctrl+C.")
        {
            data, hidden, activation, epochs, batch, optimizer, learningRate, seed, json, target,
        };
        command.SetAction(parsed => run(new MnistOptions
        {
            DataFolder = parsed.GetValue(data),
            Hidden = parsed.GetValue(hidden)!,
            Activation = parsed.GetValue(activation),
            Epochs = parsed.GetValue(epochs),
            BatchSize = parsed.GetValue(batch),
            Optimizer = parsed.GetValue(optimizer),
            LearningRate = parsed.GetValue(learningRate) ?? (parsed.GetValue(optimizer) == OptimizerKind.Adam ? 1e-3 : 0.2),
            Seed = parsed.GetValue(seed),
            JsonPath = parsed.GetValue(json),
            Target = parsed.GetValue(target) ?? 0,
        }));
        return command;
    }

    private static bool TryParseHidden(string text, out IReadOnlyList<int> sizes)
    {
        sizes = [];
        return text.Equals("none", StringComparison.OrdinalIgnoreCase) || CheckedOption.TryParseSizes(text, out sizes);
    }

    private static bool TryParsePositive(string text, out double? value)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        value = number;
        return isNumber && number > 0 && double.IsFinite(number);
    }
}
