using System.CommandLine;
using System.Globalization;
using Examples;

namespace Tabular;

/// <summary>The command line.</summary>
internal static class TabularCommand
{
    /// <summary>A command line that gives options to a program and returns its exit code.</summary>
    public static RootCommand Create(Func<TabularOptions, int> run)
    {
        Option<string?> csv = OutputPath.FileOption("--csv", "The table to learn from, with a header. Without it, a small one of irises and their species is learned.");
        Option<string?> target = new("--target") { Description = "The column to predict. [default: species, of the irises]", HelpName = "column" };
        Option<string[]> text = new("--text")
        {
            Description = "A column to be read as text whatever it holds, such as one of postcodes. May be given several times.",
            HelpName = "column",
        };
        Option<TaskKind> task = CheckedOption.Named("--task", "What to predict, if not what the values suggest", TaskKind.Auto);
        Option<double> test = CheckedOption.Create(
            "--test", "The share of the rows that is held out to measure how good the model is, of each class the same.", 0.2, "a number above 0 and below 1",
            (string text, out double share) => CheckedOption.TryParsePositive(text, out share) && share < 1);
        Option<IReadOnlyList<int>> hidden = CheckedOption.Create<IReadOnlyList<int>>(
            "--hidden", "The sizes of the hidden layers, such as 32 or 64,32; or none.", [32],
            $"sizes from 1 to {CheckedOption.MaximumSize} separated by commas, or none", CheckedOption.TryParseHidden);
        hidden.HelpName = "sizes";
        Option<int> epochs = CheckedOption.Integer("--epochs", "The most times to go through the rows.", 200, minimum: 1);
        Option<int> batch = CheckedOption.Integer("--batch", "The rows in each step.", 32, minimum: 1);
        Option<double> learningRate = CheckedOption.Create(
            "--learning-rate", "How far a step of Adam goes.", 0.003, "a positive number", (string text, out double rate) => CheckedOption.TryParsePositive(text, out rate));
        Option<int> seed = CheckedOption.Integer("--seed", "Decides what is held out, the starting weights and the order of the rows. The same seed gives the same model.", 1);
        Option<int?> patience = CheckedOption.Create<int?>(
            "--early-stopping",
            "Watch the loss on a tenth of the rows to learn from, end after so many epochs without a better one, and go back to the best weights. [default: no]",
            null, "a whole number of at least 1", TryParseCount);
        patience.HelpName = "epochs";
        Option<string?> report = OutputPath.FileOption("--report", "A file to write a report to: one HTML page with everything that there is to see.");
        Option<string?> save = OutputPath.FileOption("--save", "A file to write the model to, with what makes numbers of the table's columns.");
        Option<string?> model = OutputPath.FileOption("--model", "A model that --save has written, to predict with.");
        Option<string?> predict = OutputPath.FileOption("--predict", "The table to predict from, with the columns of the one that the model has learned from; the target may be missing.");
        Option<string?> output = OutputPath.FileOption("--out", "A file to write the predictions to, as CSV. [default: the standard output]");

        RootCommand command = new(
            "Learns to predict a column of a CSV file from the others, classes as well as numbers, and predicts with what was learned. " +
            "Exit code: 0 for success, 1 if the loss was no number any more or something that was asked for could not be written, 2 for bad usage or data, " +
            "130 after Ctrl+C, when nothing is learned.")
        {
            csv, target, text, task, test, hidden, epochs, batch, learningRate, seed, patience, report, save, model, predict, output,
        };
        command.Needs([csv], target);
        command.NeedsDifferentPaths([report, save, output], [csv, model, predict]);
        command.Needs([model, output], predict);
        command.Needs([predict], model);
        command.Excludes(model, [csv, target, text, task, test, hidden, epochs, batch, learningRate, seed, patience, report, save]);
        command.SetAction(parsed => run(new TabularOptions
        {
            CsvPath = parsed.GetValue(csv),
            Target = parsed.GetValue(target),
            TextColumns = parsed.GetValue(text) ?? [],
            Task = parsed.GetValue(task),
            TestShare = parsed.GetValue(test),
            Hidden = parsed.GetValue(hidden)!,
            Epochs = parsed.GetValue(epochs),
            BatchSize = parsed.GetValue(batch),
            LearningRate = parsed.GetValue(learningRate),
            Seed = parsed.GetValue(seed),
            Patience = parsed.GetValue(patience),
            ReportPath = parsed.GetValue(report),
            SavePath = parsed.GetValue(save),
            ModelPath = parsed.GetValue(model),
            PredictPath = parsed.GetValue(predict),
            OutPath = parsed.GetValue(output),
        }));
        return command;
    }

    private static bool TryParseCount(string text, out int? value)
    {
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        value = number;
        return isNumber && number >= 1;
    }
}
