using System.CommandLine;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>The command <c>predict</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "A model that train --save has written." };
        DataOptions data = new("to predict from");
        Option<string[]> keep = CheckedOption.Texts(
            "--keep", "A column of the table to write in front of the predictions, as it is. May be given several times.", "column");
        Option<bool> keepAll = CheckedOption.Flag("--keep-all", "Write all columns of the table in front of the predictions.");
        Option<string?> output =
            CheckedOption.Text("--out", "A file to write the predictions to, as CSV. [default: the standard output]", "file");
        Option<int?> threads = ThreadOption.Create();
        Command command = new CommandWithExamples(
            "predict",
            "Predicts with a model for every row of a table or every image.",
            "A table needs the columns that the model has learned from. For --idx a single file of images does as well. " +
            "Classes come with their probabilities. Predictions are written with commas and decimal points.",
            ("minigrad predict plants.safetensors --csv others.csv --out predictions.csv", "Predictions in a file."),
            ("minigrad predict plants.safetensors --csv others.csv --keep id", "Each prediction behind the id of its row."),
            ("minigrad predict digits.safetensors --idx t10k-images-idx3-ubyte.gz", "The digits of images."))
        {
            model,
        };
        data.AddTo(command);
        foreach (Option option in (Option[])[keep, keepAll, output, threads]) command.Options.Add(option);
        command.Needs([keep, keepAll], data.ForTables);
        command.Excludes(keepAll, keep);
        command.NeedsDifferentPaths([output], model, data.Csv, data.Idx);
        command.SetAction(parsed =>
        {
            ThreadOption.Use(parsed, threads);
            string? path = parsed.GetValue(output);
            OutputPath.CheckFile(path, "The predictions");
            DataSource source = data.Read(parsed);
            Table predictions = ModelFile.Load(parsed.GetValue(model)!).Predict(source);
            string[] kept = parsed.GetValue(keep) ?? [];
            bool isAll = parsed.GetValue(keepAll);
            Write(path, isAll || kept.Length > 0 ? KeptColumns.Before(predictions, source, isAll ? null : kept) : predictions);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(string? path, Table predictions)
    {
        if (path is not null)
        {
            CsvTable.Write(path, predictions);
            return;
        }
        using Stream output = Console.OpenStandardOutput();
        CsvTable.Write(output, predictions);
    }
}
