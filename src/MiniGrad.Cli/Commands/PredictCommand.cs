using System.CommandLine;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>The command <c>predict</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "A model that train --save has written." };
        Argument<string?> rows = new("rows")
        {
            Description = "A table as with --csv; - for one that comes from the standard input, whose rows are predicted as they come.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        DataOptions data = new("to predict from", rows);
        Option<string[]> keep = CheckedOption.Texts(
            "--keep", "A column of the table to write in front of the predictions, as it is. May be given several times.", "column");
        Option<bool> keepAll = CheckedOption.Flag("--keep-all", "Write all columns of the table in front of the predictions.");
        Option<bool> json = CheckedOption.Flag("--json", "Write an object of JSON for every row, each on its own line, and no CSV.");
        Option<string?> output = CheckedOption.Text("--out", "A file to write the predictions to. [default: -, the standard output]",
            "file");
        Option<bool> force = ForceOption.Create();
        Option<int?> threads = ThreadOption.Create();
        Command command = new CommandWithExamples(
            "predict",
            "Predicts with a model for every row of a table or every image.",
            "A table needs the columns that the model has learned from. For --idx a single file of images does as well. " +
            "Classes come with their probabilities. Predictions are written with commas and decimal points, or with --json under the " +
            "same names, where what is missing is null.",
            ("minigrad predict plants.safetensors --csv others.csv --out predictions.csv", "Predictions in a file."),
            ("minigrad predict plants.safetensors --csv others.csv --keep id", "Each prediction behind the id of its row."),
            ("minigrad predict plants.safetensors - < others.csv", "From a pipe, to a pipe."),
            ("minigrad predict plants.safetensors others.csv --json", "For a program."),
            ("minigrad predict digits.safetensors --idx t10k-images-idx3-ubyte.gz", "The digits of images."))
        {
            model,
            rows,
        };
        data.AddTo(command);
        foreach (Option option in (Option[])[keep, keepAll, json, output, force, threads]) command.Options.Add(option);
        command.Needs([keep, keepAll], data.ForTables);
        command.Excludes(keepAll, keep);
        command.Needs([force], output);
        command.NeedsDifferentPaths([output], model, data.Csv, data.Idx, rows);
        command.SetAction(parsed =>
        {
            ThreadOption.Use(parsed, threads);
            string? path = parsed.GetValue(output) is { } given && given != DataSource.StandardInput ? given : null;
            OutputPath.CheckFile(path, "The predictions", parsed.GetValue(force));
            DataSource source = data.Read(parsed);
            SavedModel loaded = ModelFile.Load(parsed.GetValue(model)!);
            string[] kept = parsed.GetValue(keep) ?? [];
            IReadOnlyList<string>? columns = parsed.GetValue(keepAll) ? null : kept;
            IEnumerable<Table> predictions = loaded.Predict(Parts(source)).Select(
                part => columns is { Count: 0 } ? part.Predicted : KeptColumns.Before(part.Predicted, part.Part, columns));
            PredictionWriter writer = new(parsed.GetValue(json));
            if (path is not null) ResultStream.WriteFile(path, stream => writer.Write(stream, predictions));
            else writer.Write(StandardOutput.ForResults(), predictions);
            return ExitCode.Success;
        });
        return command;
    }

    private static IEnumerable<DataSource> Parts(DataSource source) =>
        source.IsStandardInput ? new RowStream(Console.OpenStandardInput(), source).Parts() : [source];
}
