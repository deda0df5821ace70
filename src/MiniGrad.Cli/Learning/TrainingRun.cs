using System.Text;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>Trains a model as the command line says, and writes what it asks for.</summary>
/// <param name="options">The settings.</param>
/// <param name="open">Reads the data, for which the settings are right.</param>
internal sealed class TrainingRun(TrainOptions options, Func<TrainOptions, Learner> open)
{
    private readonly OutputFiles files = new();

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">Something cannot be read or, as far as can be told beforehand, written.</exception>
    /// <exception cref="InvalidDataException">The data are damaged or unfit, or the checkpoints are those of another run.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite.</exception>
    public int Run()
    {
        bool replaces = options.Replaces || options.Resume;
        OutputPath.CheckFile(options.FiguresPath, "The figures", replaces);
        OutputPath.CheckFile(options.ReportPath, "The report", replaces);
        OutputPath.CheckFile(options.LogPath, "The log", replaces);
        OutputPath.CheckFile(options.SavePath, "The model", replaces);
        OutputPath.CheckFile(options.OnnxPath, "The model", replaces);
        Learner learner = open(options);
        using JsonLinesLog? log = options.LogPath is { } path
            ? new JsonLinesLog(path, appends: learner.IsResumed) { Warn = Messages.Warn }
            : null;
        TrainingDisplay display = new(options.Epochs, learner.Evaluated) { LineEvery = learner.LineEvery };
        Console.OutputEncoding = Encoding.UTF8;
        learner.Begin([display, .. log is null ? [] : new TrainingCallback[] { log }]);
        bool isInterrupted = !Fit(learner, display);
        log?.Dispose();
        if (learner.History is not { } history)
        {
            Console.WriteLine("interrupted: nothing is learned");
            return ExitCode.Interrupted;
        }

        // From a table what was learned until then stays, and there is no exception.
        isInterrupted |= history.Reason is null;
        learner.Evaluate();
        Write(learner, history, log, isInterrupted ? display.Current : null);
        learner.ShowExamples();
        TrainingSummary.Print(history, learner.Evaluated, [.. files.Written, .. learner.Continuation(isInterrupted)]);
        learner.ShowResult();
        if (isInterrupted) return ExitCode.Interrupted;
        bool isReached = AccuracyGoal.IsReached(learner.Accuracy, options.MinimumAccuracy);
        return files.IsComplete && isReached ? ExitCode.Success : ExitCode.Missed;
    }

    /// <returns>Whether training came to its end, rather than being interrupted.</returns>
    private static bool Fit(Learner learner, TrainingDisplay display)
    {
        CancellationToken stop = ControlC.Token();
        try
        {
            display.Run(() => learner.Fit(stop));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Write(Learner learner, TrainingHistory history, JsonLinesLog? log, RunningEpoch? running)
    {
        // What a loss that is NaN or infinite looks like is in the report as well.
        files.Write("report", options.ReportPath, path => learner.Report().Save(path));
        if (history.Reason is { IsDivergence: true } reason)
            throw new NotFiniteNumberException($"Training {reason.Sentence}. A smaller learning rate may help.");
        files.Write("figures", options.FiguresPath, path => FiguresFile.Write(path, options, learner, running));
        files.Write("model", options.SavePath, learner.Save);
        files.Write("ONNX", options.OnnxPath, learner.Export);
        if (log is { Failure: null }) files.Add("log", options.LogPath!);
        else if (log is not null) files.Miss();
        if (learner.MissingCheckpoint is { } warning) files.Miss(warning);
    }
}
