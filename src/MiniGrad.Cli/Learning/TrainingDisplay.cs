using System.Diagnostics;
using System.Globalization;
using MiniGrad.Training;
using Spectre.Console;

namespace MiniGrad.Cli;

/// <summary>Shows how training goes: a line for an epoch, and below the lines, in a terminal, a bar that moves. Redirected output goes to
/// files and programs, which want neither colours nor a bar. Warnings go to the error stream.</summary>
/// <param name="epochs">The most epochs that there can be.</param>
/// <param name="evaluated">The data that the model is evaluated on after an epoch: <c>test</c> or <c>validation</c>.</param>
internal sealed class TrainingDisplay(int epochs, string evaluated) : TrainingCallback
{
    // Not after every step: thousands come in a second, and the bar estimates the time left from every value that it is given.
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch sinceUpdate = Stopwatch.StartNew();
    private ProgressTask? bar;

    /// <summary>The number of epochs from one line to the next. Default: 1.</summary>
    public int LineEvery { get; init; } = 1;

    /// <summary>The epoch that is going on.</summary>
    public RunningEpoch Current { get; } = new();

    public static bool IsTerminal => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Runs training under the bar, if there is one.</summary>
    public void Run(Action train)
    {
        Current.Begin();
        if (!IsTerminal)
        {
            train();
            return;
        }
        AnsiConsole.Console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                bar = progress.AddTask("training");
                try
                {
                    train();
                }
                finally
                {
                    bar = null;
                }
            });
    }

    public override void OnStep(in StepResult result)
    {
        Current.OnStep(result);
        if (bar is null || sinceUpdate.Elapsed < pause) return;
        sinceUpdate.Restart();
        bar.MaxValue = (double)epochs * result.StepsInEpoch;
        bar.Value = result.Step;
        bar.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {result.Epoch}/{epochs}  loss {Current.Loss:F4}  {Current.SamplesPerSecond:N0} samples/s");
    }

    public override void OnEpoch(EpochResult result)
    {
        if (result.Epoch % LineEvery == 0 || result.Epoch == epochs)
        {
            string evaluation = TrainingSummary.Figures(result.Validation, evaluated, "  ");
            WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {result.Epoch}/{epochs}  loss {result.TrainingLoss:F4}  {evaluation}{result.Duration.TotalSeconds:F1} s  " +
                $"{Current.SamplesPerSecond:N0}/s"));
        }
        Current.OnEpoch(result);
    }

    public override void OnWarning(string warning)
    {
        // A line that the terminal did not expect would be written into the bar.
        if (bar is not null && !Console.IsErrorRedirected) AnsiConsole.Console.MarkupLineInterpolated($"[yellow]warning: {warning}[/]");
        else Messages.Warn(warning);
    }

    private void WriteLine(string line)
    {
        if (bar is null) Console.WriteLine(line);
        else AnsiConsole.Console.WriteLine(line);
    }
}
