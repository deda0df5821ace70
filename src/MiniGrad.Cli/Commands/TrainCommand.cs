using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The command <c>train</c>.</summary>
internal static class TrainCommand
{
    private static readonly UsualSettings forImages = new([128], Epochs: 5, BatchSize: 64, LearningRate: 1e-3);
    private static readonly UsualSettings forTables = new([32], Epochs: 200, BatchSize: 32, LearningRate: 3e-3);

    public static Command Create()
    {
        DataOptions data = new("to learn from");
        Option<string?> target =
            CheckedOption.Text("--target", "The column of the table to predict. [default: species, of the irises]", "column");
        Option<TaskKind> task =
            CheckedOption.Choice("--task", "What to predict from a table, if not what the values suggest", TaskKind.Auto);
        Option<double> test = CheckedOption.Share(
            "--test", "The share of a table's rows that is held out to measure how good the model is, of each class the same.", 0.2);
        Option<IReadOnlyList<int>?> hidden = CheckedOption.Hidden(
            "--hidden", "The sizes of the hidden layers, such as 128 or 500,150; or none. [default: 128 for images, 32 for tables]");
        Option<Activation> activation = CheckedOption.Choice("--activation", "The function after each hidden layer", Activation.Relu);
        Option<OptimizerKind> optimizer = CheckedOption.Choice(
            "--optimizer", "The update rule for images, momentum being SGD with momentum 0.9; tables always have Adam", OptimizerKind.Adam);
        Option<double?> learningRate = CheckedOption.OptionalPositive(
            "--learning-rate", "How far a step goes. [default: 0.001 for images with adam, 0.2 with sgd and momentum, 0.003 for tables]",
            "rate");
        Option<int?> batch =
            CheckedOption.OptionalInteger("--batch", "The samples in each step. [default: 64 for images, 32 for tables]", 1, unit: "count");
        Option<int?> epochs = CheckedOption.OptionalInteger(
            "--epochs", "The most times to go through the samples. [default: 5 for images, 200 for tables]", 1, unit: "count");
        Option<int?> patience = CheckedOption.OptionalInteger(
            "--early-stopping",
            "Watch the loss on a tenth of a table's rows to learn from, end after so many epochs without a better one, " +
            "and go back to the best weights. [default: no]",
            1, unit: "epochs");
        Option<int> seed = CheckedOption.Integer(
            "--seed", "Decides the starting weights, the order of the samples and the rows held out. The same seed gives the same model.",
            1, unit: "number");
        Option<double?> minimumAccuracy = CheckedOption.OptionalPercentage(
            "--minimum-accuracy", "The accuracy to reach, in percent; if it is missed the exit code is 1. [default: any]");
        Option<int?> threads = ThreadOption.Create();
        Option<string?> checkpoint = CheckedOption.Text(
            "--checkpoint", "A folder to write checkpoints to, from which training on images goes on bit for bit.", "folder");
        Option<int> checkpointEvery = CheckedOption.Integer(
            "--checkpoint-every", "The steps from one checkpoint to the next, besides those after each epoch.", 1000, minimum: 1,
            unit: "steps");
        Option<bool> resume = CheckedOption.Flag(
            "--resume",
            "Go on from the latest checkpoint of an interrupted run, the other options as they were. " +
            "Where there is none, training starts anew.");
        Option<string?> save = CheckedOption.Text("--save", "A file to write the model to, in the safetensors format.", "file");
        Option<string?> onnx = CheckedOption.Text(
            "--onnx", "A file to write the model to for any runtime of ONNX, with all that it does to its inputs.", "file");
        Option<string?> report =
            CheckedOption.Text("--report", "A file to write a report to: one HTML page with everything that there is to see.", "file");
        Option<string?> log = CheckedOption.Text("--log", "A file to write a log to: a line of JSON for every step and epoch.", "file");
        Option<string?> json = CheckedOption.Text("--json", "A file to write the figures of every epoch and the result to.", "file");
        Option<bool> force = ForceOption.Create();

        Command command = new CommandWithExamples(
            "train",
            "Learns to predict a column of a table from the others, or the classes of images.",
            "Ctrl+C ends training early, writes what was asked for of the model as it is then, and shows how far it came.",
            ("minigrad train --digits", "Learn to read generated digits."),
            ("minigrad train --csv plants.csv --target species --save plants.safetensors --report report.html",
                "From a table to a model and a report."),
            ("minigrad train --csv prices.csv --target price --delimiter ';' --decimal-comma --early-stopping 20",
                "A table from a spreadsheet."),
            ("minigrad train --idx mnist --epochs 20 --checkpoint checkpoints --resume --save digits.safetensors",
                "MNIST's files, safe from interruption: the same command goes on where it was killed."));
        data.AddTo(command);
        foreach (Option option in (Option[])
        [
            target, task, test, hidden, activation, optimizer, learningRate, batch, epochs, patience, seed, minimumAccuracy, threads,
            checkpoint, checkpointEvery, resume, save, onnx, report, log, json, force,
        ]) command.Options.Add(option);
        command.Needs([data.Csv], target);
        command.Needs([target, task, test, patience], data.ForTables);
        command.Needs([optimizer, checkpoint], data.ForImages);
        command.Needs([resume, checkpointEvery], checkpoint);
        command.NeedsDifferentPaths([json, report, log, save, onnx], data.Csv, data.Idx, checkpoint);
        command.SetAction(parsed =>
        {
            DataSource source = data.Read(parsed, parsed.GetValue(target));
            UsualSettings usual = source.IsTable ? forTables : forImages;
            OptimizerKind rule = parsed.GetValue(optimizer);
            ThreadOption.Use(parsed, threads);
            TrainOptions options = new()
            {
                Source = source,
                Hidden = parsed.GetValue(hidden) ?? usual.Hidden,
                Activation = parsed.GetValue(activation),
                Epochs = parsed.GetValue(epochs) ?? usual.Epochs,
                BatchSize = parsed.GetValue(batch) ?? usual.BatchSize,
                Optimizer = rule,
                LearningRate = parsed.GetValue(learningRate) ?? (rule == OptimizerKind.Adam ? usual.LearningRate : 0.2),
                Seed = parsed.GetValue(seed),
                Task = parsed.GetValue(task),
                TestShare = parsed.GetValue(test),
                Patience = parsed.GetValue(patience),
                MinimumAccuracy = parsed.GetValue(minimumAccuracy),
                CheckpointFolder = parsed.GetValue(checkpoint),
                CheckpointEvery = parsed.GetValue(checkpointEvery),
                Resume = parsed.GetValue(resume),
                Replaces = parsed.GetValue(force),
                FiguresPath = parsed.GetValue(json),
                ReportPath = parsed.GetValue(report),
                LogPath = parsed.GetValue(log),
                SavePath = parsed.GetValue(save),
                OnnxPath = parsed.GetValue(onnx),
            };
            return new TrainingRun(options, settings => source.IsTable ? TableLearner.Open(settings) : new ImageLearner(settings)).Run();
        });
        return command;
    }

    /// <summary>The settings that a kind of data has unless others are given.</summary>
    private sealed record UsualSettings(IReadOnlyList<int> Hidden, int Epochs, int BatchSize, double LearningRate);
}
