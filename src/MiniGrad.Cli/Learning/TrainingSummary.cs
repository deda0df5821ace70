using System.Globalization;
using MiniGrad.Search;
using MiniGrad.Training;
using Spectre.Console;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>The summary of a training that is over: how far it came, its figures, its time and its files.</summary>
internal static class TrainingSummary
{
    private const int NameWidth = 18;

    /// <summary>Prints it: as a table in a terminal, in plain lines elsewhere.</summary>
    /// <param name="history">How training went.</param>
    /// <param name="evaluated">What the model was evaluated on after an epoch: <c>test</c> or <c>validation</c>.</param>
    /// <param name="others">More rows, such as those of the files.</param>
    public static void Print(TrainingHistory history, string evaluated, IEnumerable<(string Name, string Value)> others)
    {
        List<(string Name, string Value)> rows = [.. Rows(history, evaluated), .. others];
        if (!TrainingDisplay.IsTerminal)
        {
            foreach ((string name, string value) in rows) Console.WriteLine($"{name.PadRight(NameWidth)}{value}");
            return;
        }
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn(new TableColumn("").NoWrap()).AddColumn("");
        foreach ((string name, string value) in rows) table.AddRow(new Text(name), new Text(value));
        AnsiConsole.Write(table);
    }

    /// <summary>The figures of an evaluation, each with a separator behind it; nothing if there was none.</summary>
    public static string Figures(EvaluationResult? evaluation, string evaluated, string separator)
    {
        if (evaluation is null) return "";
        IEnumerable<(string Name, double Value)> figures = evaluation.Metrics.Prepend(($"{evaluated} loss", evaluation.Loss));
        return string.Concat(figures.Select(figure => Invariant($"{figure.Name} {figure.Value:F4}{separator}")));
    }

    private static IEnumerable<(string Name, string Value)> Rows(TrainingHistory history, string evaluated)
    {
        string end = history.Reason?.Sentence ?? "interrupted";
        string epochs = Noun.Of(history.Epochs.Count, "epoch");
        yield return ("training", string.Create(CultureInfo.InvariantCulture, $"{history.Epochs.Count:N0} {epochs}: {end}"));
        if (history.Best is { } best) yield return ("best epoch", $"{best.Epoch}: {Figures(best, evaluated)}");
        if (history.Epochs is [.., var last] && last != history.Best)
            yield return ("last epoch", $"{last.Epoch}: {Figures(last, evaluated)}");
        TrainingTimes times = history.Times;
        // In two rows, so that neither breaks in a terminal of 80 columns.
        yield return ("time", Invariant($"{times.Total.TotalSeconds:F1} s"));
        yield return ("of which", Invariant($"steps {times.Steps.TotalSeconds:F1} s, evaluation {times.Evaluation.TotalSeconds:F1} s, ") +
            Invariant($"checkpoints {times.Checkpoints.TotalSeconds:F1} s"));
    }

    private static string Figures(EpochResult epoch, string evaluated) =>
        Invariant($"{Figures(epoch.Validation, evaluated, ", ")}training loss {epoch.TrainingLoss:F4}");
}
