using System.CommandLine;
using MiniGrad.Benchmarks.Batches;
using MiniGrad.Benchmarks.Ensembles;
using MiniGrad.Benchmarks.Reporting;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>ensembles</c>: what averaging several networks brings on images, and what it takes.</summary>
internal static class EnsemblesCommand
{
    private static readonly IReadOnlyList<int> usualSizes = [5, 10];

    public static Command Create()
    {
        Option<string?> folder =
            new("--data")
            {
                Description = "A folder with MNIST's four files, plain or gzip. [default: none; digits are generated]",
                HelpName = "folder"
            };
        Option<IReadOnlyList<int>?> sizes = CheckedOption.Create<IReadOnlyList<int>?>(
            "--members", $"How many networks are averaged, separated by commas. [default: {string.Join(',', usualSizes)}]", null,
            "numbers of at least 2, separated by commas", (string text, out IReadOnlyList<int>? parsed) =>
                CheckedOption.TryParseSizes(text, out IReadOnlyList<int> all) & (parsed = [.. all.Order().Distinct()]) is [>= 2, ..]);
        sizes.HelpName = "numbers";
        Option<int> draws = CheckedOption.Integer("--draws", "How many ensembles, each from its own seed.", 10, minimum: 1);
        Option<int> epochs = CheckedOption.Integer("--epochs", "How many passes over the images.", 5, minimum: 1);
        Option<int> workers = CheckedOption.Integer("--workers", "How many networks are trained at once.", 2, minimum: 1);
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "ensembles",
            "Trains networks of 128 hidden units (ReLU, Adam, batches of 64) on images from different starting weights, and shows how " +
            "well one, and several whose probabilities are averaged, read test images, before and after " +
            "a temperature is fitted to the other " +
            "half of them; and how long it takes to train four and to ask one and five for one row.")
        {
            folder, sizes, draws, epochs, workers, json,
        };
        command.SetAction(parsed =>
        {
            EnsembleReport report = new EnsembleMeasurement(
                ImageData.Load(parsed.GetValue(folder)), parsed.GetValue(sizes) ?? usualSizes, parsed.GetValue(draws),
                parsed.GetValue(epochs), parsed.GetValue(workers)).Run();
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static void Print(EnsembleReport report)
    {
        Console.WriteLine(
            $"{string.Join('-', report.Network)}, {report.TrainingCount} images to train with and {report.TestCount} to test with, " +
            $"epochs: {report.Epochs}, draws: {report.Draws}, {Environment.ProcessorCount} processors.");
        Console.WriteLine();
        MarkdownTable table = new(
            "networks", "accuracy, %", "log loss", "calibration error", "t", "calibrated error", "calibrated log loss", "above mean",
            "above best");
        foreach (EnsembleFigures row in report.Rows)
        {
            table.Add(
                Number(row.Members, "N0"), $"{Number(100 * row.Accuracy, "F2")} ± {Number(100 * row.AccuracySpread, "F2")}",
                Number(row.LogLoss, "F4"), Number(row.CalibrationError, "F4"), Number(row.Temperature, "F3"),
                Number(row.CalibratedError, "F4"), Number(row.CalibratedLogLoss, "F4"),
                row.Members == 1 ? "" : Number(row.AboveMean, "N0"), row.Members == 1 ? "" : Number(row.AboveBest, "N0"));
        }
        table.Print();
        EnsembleTimes times = report.Times;
        Console.WriteLine();
        Console.WriteLine(
            $"{times.Members} networks: {Number(times.OneByOne, "F2")} s one after the other by one thread, " +
            $"{Number(times.Shared, "F2")} s by {times.Workers} that share each operation, {Number(times.AtOnce, "F2")} s by " +
            $"{times.Workers} workers at once: {Number(times.OneByOne / times.AtOnce, "F2")} and " +
            $"{Number(times.Shared / times.AtOnce, "F2")} times as fast.");
        Console.WriteLine(
            $"One row: {Number(times.Row * 1e6, "F1")} µs by one network, {Number(times.RowOfFive * 1e6, "F1")} µs by five: " +
            $"{Number(times.RowOfFive / times.Row, "F2")} times.");
    }
}
