using System.Globalization;
using MiniGrad.Search;
using Spectre.Console;

namespace MiniGrad.Cli;

/// <summary>Shows how a search goes: a line for every trial that is better than those before, whichever process ran it, and below the
/// lines, in a terminal, a bar that moves.</summary>
/// <param name="trials">The number of trials that there will be.</param>
/// <param name="measure">What trials are judged by.</param>
internal sealed class SearchDisplay(int trials, string measure) : IProgress<TrialRecord>
{
    private readonly Lock gate = new();
    private Study? study;
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

    /// <summary>Takes note of the study that is searched, and says whether it is a new one.</summary>
    /// <param name="searched">The study.</param>
    /// <param name="place">Where it is kept; null for nowhere.</param>
    /// <param name="names">The names of the studies that are kept there.</param>
    public void Begin(Study searched, StudyPlace? place, IReadOnlyList<string> names)
    {
        lock (gate)
        {
            study = searched;
            if (names.Contains(study.Name, StringComparer.Ordinal))
            {
                best = Look();
                string value = best is null ? "" : string.Create(
                    CultureInfo.InvariantCulture, $"; best so far: trial {best.Number}, {measure} {best.Values[0]:F4}");
                int there = study.Trials.Count;
                string trialsThere = string.Create(CultureInfo.InvariantCulture, $"{there} {Noun.Of(there, "trial")} there{value}");
                Write($"goes on with study '{OneLine.Of(study.Name)}' in {place}: {trialsThere}");
                Move();
            }
            else if (place is not null)
            {
                string others = names.Count == 0 ? "" : $"; there already, of other data or settings: {OneLine.List(names)}";
                Write($"a new study '{OneLine.Of(study.Name)}' in {place}{others}");
            }
        }
    }

    public void Report(TrialRecord value)
    {
        lock (gate)
        {
            if (Look() is { } now && !(now.Values[0] >= best?.Values[0]))
            {
                best = now;
                Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"trial {now.Number} ({count}/{trials})  {measure} {now.Values[0]:F4}  {now.Parameters}"));
            }
            Move();
        }
    }

    /// <summary>Looks how many trials have come to an end, in all processes, and which is the best of them.</summary>
    private TrialRecord? Look()
    {
        IReadOnlyList<TrialRecord> known = study!.Snapshot();
        count = known.Count(trial => trial.IsFinished);
        return known.Where(trial => trial.State == TrialState.Complete).MinBy(trial => trial.Values[0]);
    }

    private void Write(string line)
    {
        if (bar is null) Console.WriteLine(line);
        else AnsiConsole.Console.WriteLine(line);
    }

    private void Move()
    {
        if (bar is null) return;
        bar.Value = count;
        bar.Description = best is null ? "searching" : string.Create(
            CultureInfo.InvariantCulture, $"trial {count}/{trials}  best {measure} {best.Values[0]:F4}");
    }
}
