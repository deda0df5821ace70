using System.Text;
using Examples;
using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace Mnist;

/// <summary>Trains a network as the command line says, and writes what it asks for.</summary>
internal sealed class TrainingRun(MnistOptions options)
{
    private const string Evaluated = "test";

    private readonly TrainingDisplay display = new(options.Epochs, Evaluated);
    private readonly CheckpointWatch watch = new();
    private readonly OutputFiles files = new();

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">Something cannot be read or, as far as can be told beforehand, written.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or the checkpoints are those of another run.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite.</exception>
    public int Run()
    {
        OutputPath.CheckFile(options.JsonPath, "The figures");
        OutputPath.CheckFile(options.ReportPath, "The report");
        OutputPath.CheckFile(options.LogPath, "The log");
        OutputPath.CheckFile(options.SavePath, "The network");
        // A folder for checkpoints that was made and filled would be in the way of the same command with the right data.
        ImageData data = options.DataFolder is null ? ImageData.Generate() : ImageData.Read(options.DataFolder);
        Checkpoints? checkpoints = CheckpointFolder.Open(options);
        bool isResumed = checkpoints?.Latest() is not null;

        int[] sizes = [data.PixelCount, .. options.Hidden, data.ClassCount];
        var model = new Mlp<float>(sizes, options.Activation, new Random(options.Seed));
        using JsonLinesLog? log = options.LogPath is null ? null : new JsonLinesLog(options.LogPath, append: isResumed) { Warn = ExampleCommand.Warn };
        var trainer = new Trainer<float>(model, CreateOptimizer(model), data.Training, data.Test)
        {
            BatchSize = options.BatchSize,
            Seed = unchecked((ulong)options.Seed),
            Metrics = [Metric.Accuracy],
            Monitor = Metric.Accuracy,
            Checkpoints = checkpoints,
            Callbacks = [display, watch, .. log is null ? [] : new TrainingCallback[] { log }],
        };
        if (isResumed) CheckpointFolder.Resume(trainer, options);

        Console.OutputEncoding = Encoding.UTF8;
        Console.Write(model.Summary([1, data.PixelCount]));
        if (options.Resume) Console.WriteLine(isResumed ? $"resumed with {trainer.History.Epochs.Count} epochs done" : $"there is no checkpoint in {options.CheckpointFolder}: training starts anew");
        bool isInterrupted = !Fit(trainer);
        log?.Dispose();

        // What it looks like when the loss is no number any more is in the report as well.
        TrainingHistory history = trainer.History;
        TestResult test = TestResult.Of(new Predictor<float>(model), data.Test);
        files.Write("report", options.ReportPath, path => DigitReport.Save(path, options, data, trainer, test));
        if (history.Reason is { IsDivergence: true } reason) throw new NotFiniteNumberException($"Training {reason.Sentence}. A smaller learning rate may help.");
        files.Write("figures", options.JsonPath, path => FiguresFile.Write(path, options, data, Figures(history, data, test, isInterrupted), isInterrupted));
        files.Write("network", options.SavePath, path => NetworkFile.Save(path, model, sizes, options.Activation, options.DataKind));
        if (log is { Failure: null }) files.Add("log", options.LogPath!);
        else if (log is not null) files.Miss();
        if (!watch.IsCurrent && checkpoints is not null) files.Miss($"there is no checkpoint of the last step in {checkpoints.Folder}");

        Console.Write(DigitPicture.Of(data.Test, test.Predicted));
        TrainingSummary.Print(history, Evaluated, [.. files.Written, .. Resumption(checkpoints, isInterrupted)]);
        int exitCode = test.Report(options.Target);
        return isInterrupted ? ExampleCommand.Interrupted : files.IsComplete ? exitCode : ExampleCommand.Missed;
    }

    private Optimizer<float> CreateOptimizer(Layer<float> model) => options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam<float>(model.Parameters, options.LearningRate),
        OptimizerKind.Momentum => new Sgd<float>(model.Parameters, options.LearningRate, momentum: 0.9),
        _ => new Sgd<float>(model.Parameters, options.LearningRate),
    };

    /// <returns>Whether training came to its end, rather than being interrupted.</returns>
    private bool Fit(Trainer<float> trainer)
    {
        CancellationToken stop = ControlC.Token();
        try
        {
            display.Run(() => trainer.Fit(options.Epochs, stop));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The figures of every epoch; the one that was interrupted has those of the images until then.</summary>
    private List<EpochFigures> Figures(TrainingHistory history, ImageData data, TestResult test, bool isInterrupted)
    {
        List<EpochFigures> figures = [.. history.Epochs.Select(epoch => EpochFigures.Of(epoch, data))];
        if (isInterrupted && display.Current.Samples > 0) figures.Add(EpochFigures.Of(display.Current, test));
        return figures;
    }

    private static IEnumerable<(string Name, string Value)> Resumption(Checkpoints? checkpoints, bool isInterrupted)
    {
        if (checkpoints?.Latest() is not { } latest) yield break;
        yield return ("checkpoints", checkpoints.Folder);
        if (isInterrupted) yield return ("to go on", $"the same command with --resume, from {Path.GetFileName(latest)}");
    }
}
