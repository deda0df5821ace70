using System.CommandLine;
using System.Globalization;
using System.Reflection;
using MiniGrad.Benchmarks.Batches;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>batches</c>: stochastic, mini-batch and batch descent on images, each in a process of its own.</summary>
internal static class BatchesCommand
{
    /// <summary>The epochs whose accuracy the table shows, besides the last.</summary>
    private const int ShownEpochs = 3;

    private const string All = "all";

    private static readonly IReadOnlyList<int?> usualSizes = [1, 32, 64, 128, null];

    public static Command Create()
    {
        Option<string?> folder =
            new("--data")
            {
                Description = "A folder with MNIST's four files, plain or gzip. [default: none; digits are generated]",
                HelpName = "folder"
            };
        Option<IReadOnlyList<int?>?> sizes = CheckedOption.Create<IReadOnlyList<int?>?>(
            "--sizes", $"The samples in each update, separated by commas; {All} takes all at once. [default: {Join(usualSizes)}]", null,
            $"whole numbers of at least 1, or {All}, separated by commas", TryParseSizes);
        sizes.HelpName = "sizes";
        Option<int> epochs = CheckedOption.Integer("--epochs", "How many passes over the images.", ShownEpochs, minimum: 1);
        Option<int> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "batches",
            "Trains a network of 128 hidden units (ReLU, Adam, captured steps) on images with batches of several sizes, each in a " +
            "process of its own, and shows " +
            "what an epoch takes in time and memory and what it brings. The learning rate is 0.001 for batches of 64 and goes with the " +
            "root of the size, up to 0.01.")
        {
            folder, sizes, epochs, threads, json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<int?> chosen = parsed.GetValue(sizes) ?? usualSizes;
            BatchReport report = chosen.Count == 1
                ? Measure(parsed.GetValue(folder), chosen[0], parsed.GetValue(epochs), parsed.GetValue(threads))
                : Gather([.. chosen.Select(size =>
                    MeasureApart(parsed.GetValue(folder), size, parsed.GetValue(epochs), parsed.GetValue(threads)))]);
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static BatchReport Measure(string? folder, int? size, int epochs, int threads)
    {
        Parallelism.ThreadCount = threads;
        return BatchTraining.Run(ImageData.Load(folder), size, epochs);
    }

    /// <summary>The same by this program in another process.</summary>
    private static BatchReport MeasureApart(string? folder, int? size, int epochs, int threads)
    {
        string[] command =
        [
            Assembly.GetExecutingAssembly().Location, "batches", "--sizes", Name(size), "--json",
            "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
            .. folder is null ? Array.Empty<string>() : ["--data", folder],
        ];
        try
        {
            using PeerProcess process = PeerProcess.Start(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", command,
            new Dictionary<string, string?>());
            return Json.Read<BatchReport>(process.ReadLine());
        }
        catch (PeerException failure)
        {
            const string Prefix = "error: ";
            string message = failure.Message;
            throw new InvalidDataException(message.StartsWith(Prefix, StringComparison.Ordinal) ? message[Prefix.Length..]
                : $"Batches of {Name(size)}: {message}.");
        }
    }

    private static BatchReport Gather(BatchReport[] reports) => reports[0] with { Rows = [.. reports.SelectMany(report => report.Rows)] };

    private static void Print(BatchReport report)
    {
        Console.WriteLine(
            $"{string.Join('-', report.Network)}, {report.TrainingCount} images to train with and {report.TestCount} to test with, " +
            $"{Environment.ProcessorCount} processors, threads: {report.Threads}. Times are those of the fastest of {report.Epochs} " +
            $"epochs.");
        Console.WriteLine();
        int[] shown = [.. Enumerable.Range(1, Math.Min(ShownEpochs, report.Epochs)).Append(report.Epochs).Distinct()];
        MarkdownTable table = new(
            ["batch", "η", "updates", "epoch, s", "update, µs", "step, MB", "process, MB", .. shown.Select(epoch => $"epoch {epoch}, %")]);
        foreach (BatchFigures row in report.Rows)
        {
            table.Add(
            [
                Number(row.Batch, "N0"), Number(row.LearningRate, "G2"), Number(row.UpdatesPerEpoch, "N0"), Number(row.EpochSeconds, "F2"),
                Number(row.UpdateSeconds * 1e6, "N0"), Number(row.StepBytes / 1e6, "F1"), Number(row.PeakBytes / 1e6, "F0"),
                    .. shown.Select(epoch => Number(100 * row.Accuracies[epoch - 1], "F2")),
            ]);
        }
        table.Print();
    }

    private static string Name(int? size) => size?.ToString(CultureInfo.InvariantCulture) ?? All;

    private static string Join(IReadOnlyList<int?> sizes) => string.Join(',', sizes.Select(Name));

    private static bool TryParseSizes(string text, out IReadOnlyList<int?>? sizes)
    {
        List<int?> parsed = [];
        sizes = parsed;
        foreach (string part in text.Split(','))
        {
            if (part == All) parsed.Add(null);
            else if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size >= 1) parsed.Add(size);
            else return false;
        }
        return true;
    }
}
