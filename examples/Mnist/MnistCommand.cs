using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Examples;
using MiniGrad;
using MiniGrad.Layers;

namespace Mnist;

/// <summary>The command line.</summary>
internal static class MnistCommand
{
    private const int UsualCheckpointSteps = 1000;

    /// <summary>A command line that gives options to a program and returns its exit code.</summary>
    public static RootCommand Create(Func<MnistOptions, int> run)
    {
        Option<string?> data = new("--data")
        {
            Description = "The folder of MNIST's four files, or of others in their format and with their names, plain or .gz. " +
                "Without it, digits are generated.",
            HelpName = "folder",
        };
        Option<IReadOnlyList<int>> hidden = CheckedOption.Create<IReadOnlyList<int>>(
            "--hidden", "The sizes of the hidden layers, such as 128 or 500,150; or none.", [128],
            $"sizes from 1 to {CheckedOption.MaximumSize} separated by commas, or none", CheckedOption.TryParseHidden);
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
        Option<string?> json = OutputPath.FileOption("--json", "A file to write the figures of every epoch to.");
        Option<double?> target = CheckedOption.Create<double?>(
            "--target", "The accuracy to reach, in percent; if it is missed the exit code says so. [default: any]", null, "a positive number",
            TryParsePositive);
        Option<string?> checkpoint = new("--checkpoint")
        {
            Description = "A folder to write checkpoints to, after every epoch and every so many steps; training goes on from them bit for bit.",
            HelpName = "folder",
        };
        Option<int> checkpointEvery = CheckedOption.Integer(
            "--checkpoint-every", "After how many steps to write a checkpoint, besides those after each epoch.", UsualCheckpointSteps, minimum: 1);
        checkpointEvery.HelpName = "steps";
        Option<bool> resume = new("--resume") { Description = "Go on from the latest checkpoint of an interrupted run, the other options as they were. Where there is none, training starts anew." };
        Option<string?> report = OutputPath.FileOption("--report", "A file to write a report to: one HTML page with everything that there is to see.");
        Option<string?> log = OutputPath.FileOption("--log", "A file to write a log to: a line of JSON for every step and epoch.");
        Option<string?> save = OutputPath.FileOption("--save", "A file to write the trained network to, in the safetensors format.");
        Option<string?> evaluate = OutputPath.FileOption("--evaluate", "A network that --save has written, to test it rather than train one.");

        RootCommand command = new(
            "Trains a multi-layer perceptron to read handwritten digits. Ctrl+C ends the training early and shows how far it came. " +
            "Exit code: 0 for success, 1 if the target was missed, the loss was no number any more or something that was asked for could not be written, " +
            "2 for bad usage or data, 130 after Ctrl+C.")
        {
            data, hidden, activation, epochs, batch, optimizer, learningRate, seed, json, target,
            checkpoint, checkpointEvery, resume, report, log, save, evaluate,
        };
        command.Needs([resume, checkpointEvery], checkpoint);
        command.NeedsDifferentPaths([json, report, log, save], [checkpoint]);
        command.Excludes(evaluate, [hidden, activation, epochs, batch, optimizer, learningRate, seed, json, checkpoint, report, log, save]);
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
            CheckpointFolder = parsed.GetValue(checkpoint),
            CheckpointEvery = parsed.GetValue(checkpointEvery),
            Resume = parsed.GetValue(resume),
            ReportPath = parsed.GetValue(report),
            LogPath = parsed.GetValue(log),
            SavePath = parsed.GetValue(save),
            EvaluatePath = parsed.GetValue(evaluate),
        }));
        return command;
    }

    private static bool TryParsePositive(string text, out double? value)
    {
        bool isRight = CheckedOption.TryParsePositive(text, out double number);
        value = number;
        return isRight;
    }
}
