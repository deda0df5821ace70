using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Mnist;

/// <summary>Shows how training goes.</summary>
internal interface ITrainingDisplay
{
    /// <summary>A batch is done.</summary>
    /// <param name="epoch">Which epoch, counted from 1.</param>
    /// <param name="seen">The images that it has seen so far.</param>
    /// <param name="loss">The mean loss of those.</param>
    /// <param name="elapsed">The time since the epoch began.</param>
    void ShowBatch(int epoch, int seen, double loss, TimeSpan elapsed);

    /// <summary>An epoch is done.</summary>
    void ShowEpoch(EpochFigures figures);
}

/// <summary>A line for every epoch: for files, pipes and logs.</summary>
internal sealed class LineDisplay(int epochs) : ITrainingDisplay
{
    public void ShowBatch(int epoch, int seen, double loss, TimeSpan elapsed) { }

    public void ShowEpoch(EpochFigures figures) => Console.WriteLine(Format(figures, epochs));

    public static string Format(EpochFigures figures, int epochs) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {figures.Epoch}/{epochs}  loss {figures.TrainingLoss:F4}  test {figures.TestAccuracy:P2} ({figures.TestErrors:N0} errors)  " +
        $"{figures.Seconds:F1} s  {figures.SamplesPerSecond:N0} samples/s");
}

/// <summary>The same lines, and below them a bar that moves: for terminals.</summary>
internal sealed class BarDisplay(IAnsiConsole console, ProgressTask task, int epochs, int imagesPerEpoch) : ITrainingDisplay
{
    // Not after every batch: thousands come in a second, nobody can read that, and the bar estimates the time left from every value it is given.
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch sinceUpdate = Stopwatch.StartNew();

    /// <summary>Runs training under a bar.</summary>
    public static T Run<T>(IAnsiConsole console, int epochs, int imagesPerEpoch, Func<ITrainingDisplay, T> train) => console
        .Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
        .Start(progress => train(new BarDisplay(console, progress.AddTask("training", maxValue: (double)epochs * imagesPerEpoch), epochs, imagesPerEpoch)));

    public void ShowBatch(int epoch, int seen, double loss, TimeSpan elapsed)
    {
        if (sinceUpdate.Elapsed < pause) return;
        sinceUpdate.Restart();
        task.Value = (epoch - 1.0) * imagesPerEpoch + seen;
        task.Description = string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{epochs}  loss {loss:F4}  {seen / elapsed.TotalSeconds:N0} samples/s");
    }

    public void ShowEpoch(EpochFigures figures)
    {
        console.WriteLine(LineDisplay.Format(figures, epochs));
        task.Value = (double)figures.Epoch * imagesPerEpoch;
    }
}
