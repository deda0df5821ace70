using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Search;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Searches as the command line says, and writes what it asks for.</summary>
internal sealed class SearchRun(SearchOptions options)
{
    /// <summary>How many trials a search sees under way at once if nothing else is said.</summary>
    public const int Overlap = 4;

    private readonly OutputFiles files = new();

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">Something cannot be read or, as far as can be told beforehand, written.</exception>
    /// <exception cref="InvalidDataException">The data are damaged or unfit, or the study is of another search.</exception>
    /// <exception cref="NotFiniteNumberException">No trial came to its end.</exception>
    public int Run()
    {
        OutputPath.CheckFile(options.Study?.Path, "The study", replaces: true, isRegular: true);
        using StudyStorage? there = options.Study is { MayHaveStudies: true } ? options.Study.Open() : null;
        // What is there already may be of the study that is gone on with, which only the data tell.
        bool mayGoOn = there?.GetNames().Count > 0;
        CheckFiles(_ => options.Replaces || mayGoOn);
        (Table table, TableEncoder encoder, int withoutTarget) = LearningTable.ReadWhole(options.Source, options.Task);
        Console.OutputEncoding = Encoding.UTF8;
        Console.WriteLine(
            Invariant($"{options.Source.Name}: {table.Count} rows") + TableLearner.WithoutTarget(withoutTarget, options.Source.Target));
        using StudyStorage? made = there is null ? options.Study?.Open() : null;
        StudyStorage? storage = there ?? made;
        return encoder.TargetKind == TargetKind.Classes
            ? Run("log loss", (display, stop) => new MlpClassifierSearch
            {
                Trials = options.Trials,
                Folds = options.Folds,
                Ensemble = options.Ensemble,
                HeldOutShare = options.TestShare,
                Epochs = options.Epochs,
                Workers = options.Workers,
                Overlap = options.Overlap,
                Seed = unchecked((ulong)options.Seed),
                Storage = storage,
                Progress = display,
                Beginning = study => Begin(study, display),
            }.Fit(table, options.Source.Target, cancellation: stop))
            : Run("mean squared error", (display, stop) => new MlpRegressorSearch
            {
                Trials = options.Trials,
                Folds = options.Folds,
                Ensemble = options.Ensemble,
                HeldOutShare = options.TestShare,
                Epochs = options.Epochs,
                Workers = options.Workers,
                Overlap = options.Overlap,
                Seed = unchecked((ulong)options.Seed),
                Storage = storage,
                Progress = display,
                Beginning = study => Begin(study, display),
            }.Fit(table, options.Source.Target, cancellation: stop));
    }

    private void Begin(Study study, SearchDisplay display)
    {
        IReadOnlyList<string> names = options.Study is null ? [] : study.Storage.GetNames();
        bool isThere = names.Contains(study.Name, StringComparer.Ordinal);
        try
        {
            CheckFiles(path => options.Replaces || (isThere && IsOf(study, path)));
            display.Begin(study, options.Study, names);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>Makes sure that the files can be written.</summary>
    /// <param name="replaces">Whether one that is there already may be replaced.</param>
    private void CheckFiles(Func<string, bool> replaces)
    {
        Check(options.SavePath, "The model");
        Check(options.ReportPath, "The report");
        Check(options.ResultPath, "The result");

        void Check(string? path, string content)
        {
            if (path is not null) OutputPath.CheckFile(path, content, replaces(path));
        }
    }

    /// <summary>Whether a file may be one that a search wrote at the end of this study: none is older than its first trial.</summary>
    private static bool IsOf(Study study, string path) =>
        study.Trials.Min(trial => trial.Times?.Start) is { } began && File.GetLastWriteTimeUtc(AtomicFile.TargetOf(path)) >= began;

    private int Run<TEstimator>(string measure, Func<SearchDisplay, CancellationToken, MlpSearchResult<TEstimator>> search)
        where TEstimator : MlpEstimator
    {
        CancellationToken stop = ControlC.Token();
        SearchDisplay display = new(options.Trials, measure);
        MlpSearchResult<TEstimator> result;
        try
        {
            result = UserData.Use(options.Source.Name, () => display.Run(() => search(display, stop)));
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine(
                options.Study is null
                    ? "interrupted: nothing is kept; with --study the search could go on"
                    : $"interrupted: the same command goes on from {options.Study}");
            return ExitCode.Interrupted;
        }
        catch (StudyStorageException error)
        {
            throw new OutputException($"{options.Study}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new NotFiniteNumberException(error.Message, error);
        }
        files.Write("model", options.SavePath, result.Ensemble.Save);
        files.Write("report", options.ReportPath, new StudyReport(result.Study).Save);
        files.Write("result", options.ResultPath, path => SearchResultFile.Write(path, options, result, measure));
        if (options.Study is { } study) files.Add("study", $"{study}");
        Show(result, measure);
        foreach ((string content, string path) in files.Written) Console.WriteLine($"{content}: {path}");
        return files.IsComplete ? ExitCode.Success : ExitCode.Missed;
    }

    private static void Show<TEstimator>(MlpSearchResult<TEstimator> result, string measure) where TEstimator : MlpEstimator
    {
        Console.WriteLine(result.Study);
        if (result.Study.SamplerNote is { } note) Console.WriteLine(note);
        foreach ((string name, string value) in TrialText.Parameters(result.Study, result.Study.Best))
            Console.WriteLine($"  {name,-16} {value}");
        Console.WriteLine(Invariant($"held-out {measure}: {result.HeldOutLoss:G5}") + (result.Members.Distinct().Count() == 1
            ? ""
            : Invariant($" alone, {result.EnsembleHeldOutLoss:G5} of {result.Members.Distinct().Count()} networks together")));
    }
}
