using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The command <c>search</c>.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        DataOptions data = new("to learn from");
        Option<string?> target =
            CheckedOption.Text("--target", "The column of the table to predict. [default: species, of the irises]", "column");
        Option<TaskKind> task = CheckedOption.Choice("--task", "What to predict, if not what the values suggest", TaskKind.Auto);
        Option<int> trials = CheckedOption.Integer("--trials", "How many settings are tried.", 60, minimum: 1, unit: "count");
        Option<int> folds = CheckedOption.Integer(
            "--folds", "The parts of the rows on which each setting is tried, every time after learning from the others.", 5, minimum: 2,
            unit: "count");
        Option<int> ensemble = CheckedOption.Integer(
            "--ensemble", "How many votes the networks have whose predictions are averaged; 1 for the best one alone.", 1, minimum: 1,
            unit: "count");
        Option<double> test = CheckedOption.Share(
            "--test", "The share of the rows that is held out from the whole search to measure how good its result is.", 0.2);
        Option<int> epochs = CheckedOption.Integer(
            "--epochs", "The most times that a network goes through its rows.", 200, minimum: 1, unit: "count");
        Option<int> workers = CheckedOption.Integer(
            "--workers", "How many settings this process tries at once, at most --overlap. Results do not depend on it.", 1, minimum: 1,
            unit: "count");
        Option<int> overlap = CheckedOption.Integer(
            "--overlap", "How many settings all processes try at once, at most. With more each is chosen knowing less of the others.",
            SearchRun.Overlap, minimum: 1, unit: "count");
        Option<int> seed = CheckedOption.Integer(
            "--seed", "Decides everything random. The same seed gives the same model.", 1, unit: "number");
        Option<string?> study = CheckedOption.Text(
            "--study",
            $"Where trials are kept: {StudyCommand.PlaceWords}. The same command goes on from there, and on it any number of processes " +
            "work together.",
            "place");
        Option<string?> save = CheckedOption.Text("--save", "A file to write the model to, in the safetensors format.", "file");
        Option<string?> report =
            CheckedOption.Text("--report", "A file to write a report to: one HTML page with everything that there is to see.", "file");
        Option<string?> json = CheckedOption.Text("--json", "A file to write the best settings and what they achieve to.", "file");
        Option<bool> force = ForceOption.Create();

        Command command = new CommandWithExamples(
            "search",
            "Finds the settings by itself with which a column of a table is predicted best.",
            "Learning rate, penalty on large weights, batch size, layers and their units, activation and dropout are searched. " +
            "Ctrl+C ends the search; with --study it goes on from there, and 'minigrad study' shows it.",
            ("minigrad search --csv plants.csv --target species --save plants.safetensors --report search.html",
                "From a table to a model."),
            ("minigrad search --csv prices.csv --target price --trials 200 --workers 2 --ensemble 5 --study prices.study",
                "Longer, several networks together, safe from interruption."),
            ("minigrad search --csv prices.csv --target price --overlap 16 --study \"Host=db;Database=studies;Username=me\"",
                "The same on each of many machines: they share the work."));
        data.AddTablesTo(command);
        foreach (Option option in (Option[])
        [
            target, task, trials, folds, ensemble, test, epochs, workers, overlap, seed, study, save, report, json, force,
        ]) command.Options.Add(option);
        command.Needs([data.Csv], target);
        command.NeedsDifferentPaths([json, report, save, study], data.Csv);
        command.Validators.Add(result =>
        {
            // Without the option there is no value yet.
            int most = OptionRules.TextOf(result, overlap) is null ? SearchRun.Overlap : result.GetValue(overlap);
            if (OptionRules.TextOf(result, workers) is { } text && result.GetValue(workers) > most)
                result.AddError(FormattableString.Invariant($"{workers.Name}: expected a whole number from 1 to {most}, got '{text}'."));
        });
        command.SetAction(parsed => new SearchRun(new SearchOptions
        {
            Source = data.Read(parsed, parsed.GetValue(target)),
            Task = parsed.GetValue(task),
            Trials = parsed.GetValue(trials),
            Folds = parsed.GetValue(folds),
            Ensemble = parsed.GetValue(ensemble),
            TestShare = parsed.GetValue(test),
            Epochs = parsed.GetValue(epochs),
            Workers = parsed.GetValue(workers),
            Seed = parsed.GetValue(seed),
            Overlap = parsed.GetValue(overlap),
            Study = parsed.GetValue(study) is { } place ? new StudyPlace(place) : null,
            SavePath = parsed.GetValue(save),
            ReportPath = parsed.GetValue(report),
            ResultPath = parsed.GetValue(json),
            Replaces = parsed.GetValue(force),
        }).Run());
        return command;
    }
}
