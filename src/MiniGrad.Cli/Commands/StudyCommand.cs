using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The command <c>study</c>.</summary>
internal static class StudyCommand
{
    /// <summary>What places are, in help.</summary>
    public const string PlaceWords = "a SQLite file such as digits.study, or a PostgreSQL database as \"Host=…;Database=…;Username=…\"";

    public static Command Create()
    {
        Argument<string> place = new("place") { Description = $"Where studies are kept: {PlaceWords}." };
        Option<string?> name = CheckedOption.Text("--name", "The study, where there are several.", "name");
        Option<bool> watch = CheckedOption.Flag(
            "--watch", "Show it again every second, until nobody works on it any more; wait for it where it has not begun.");
        Option<string?> csv = CheckedOption.Text("--csv", "A file to write the trials to, a row each.", "file");
        Option<string?> report =
            CheckedOption.Text("--report", "A file to write a report to: one HTML page with everything that there is to see.", "file");
        Option<string?> json = CheckedOption.Text("--json", "A file to write the figures to: settings, states, best, workers.", "file");
        Option<string?> copy = CheckedOption.Text(
            "--copy-to", "Another place to copy the study to, or all of them without --name; it may go on at either.", "place");
        Option<bool> force = ForceOption.Create();
        Command command = new CommandWithExamples(
            "study",
            "Shows a study that a search keeps, also while it runs, exports it and copies it.",
            "Shown are the settings and the space, trials by state, the best one so far, and who works on it: the machine and the " +
            "process, the trial, its latest report and how long it is held. Several studies without --name are listed. A study is only " +
            "looked at: it stays as it is. With --watch files are written at the end.",
            ("minigrad study digits.study", "How far a search is."),
            ("minigrad study digits.study --watch", "The same, as it goes."),
            ("minigrad study digits.study --csv trials.csv --report study.html --json study.json",
                "For a spreadsheet, a reader, a program."),
            ("minigrad study digits.study --copy-to \"Host=db;Database=studies;Username=me\"", "From one machine to many."))
        {
            place,
        };
        foreach (Option option in (Option[])[name, watch, csv, report, json, copy, force]) command.Options.Add(option);
        command.NeedsDifferentPaths([csv, report, json], place, copy);
        command.SetAction(parsed => new StudyRun(new StudyOptions
        {
            Place = new StudyPlace(parsed.GetValue(place)!),
            Name = parsed.GetValue(name),
            Watches = parsed.GetValue(watch),
            CsvPath = parsed.GetValue(csv),
            ReportPath = parsed.GetValue(report),
            ResultPath = parsed.GetValue(json),
            CopyTo = parsed.GetValue(copy) is { } target ? new StudyPlace(target) : null,
            Replaces = parsed.GetValue(force),
        }).Run());
        return command;
    }
}
