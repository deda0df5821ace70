using System.Globalization;
using MiniGrad.Search;
using Spectre.Console;

namespace MiniGrad.Cli;

/// <summary>Shows how a search goes: a line for every trial that is better than those before, and below the lines, in a terminal, a bar
/// that moves.</summary>
/// <param name="trials">The number of trials that there will be.</param>
/// <param name="measure">What trials are judged by.</param>
internal sealed class SearchDisplay(int trials, string measure) : IProgress<TrialRecord>
{
    private readonly Lock gate = new();
    private ProgressTask? bar;
    private TrialRecord? best;
    private int count;

    /// <summary>Searches under the bar, if there is one.</summary>
    public TResult Run<TResult>(Func<TResult> search)
    {
        if (!TrainingDisplay.IsTerminal) return search();
        return AnsiConsole.Console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                bar = progress.AddTask("searching", maxValue: trials);
                try
                {
                    return search();
                }
                finally
                {
                    bar = null;
                }
            });
    }

    public void Report(TrialRecord value)
    {
        lock (gate)
        {
            // Others may work on the study too, or have before.
            count = Math.Max(count + 1, value.Number + 1);
            if (value.State == TrialState.Complete && !(value.Values[0] >= best?.Values[0]))
            {
                best = value;
                string line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"trial {value.Number} ({count}/{trials})  {measure} {value.Values[0]:F4}  {value.Parameters}");
                if (bar is null) Console.WriteLine(line);
                else AnsiConsole.Console.WriteLine(line);
            }
            if (bar is null) return;
            bar.Value = count;
            bar.Description = best is null ? "searching" : string.Create(
                CultureInfo.InvariantCulture, $"trial {count}/{trials}  best {measure} {best.Values[0]:F4}");
        }
    }
}
