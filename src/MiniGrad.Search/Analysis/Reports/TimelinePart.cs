using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>When each worker ran which trials.</summary>
internal static class TimelinePart
{
    private const int MostRows = 32;

    /// <summary>The share of the whole time from which a pause of all workers is left out.</summary>
    private const double LongPause = 0.05;

    private static readonly (TrialState State, int Color)[] states =
        [(TrialState.Complete, 0), (TrialState.Paused, 4), (TrialState.Pruned, 7), (TrialState.Failed, 1)];

    public static ReportSection? Of(StudyView view)
    {
        TrialRecord[] timed = [.. view.Trials.Where(trial => trial.Times is not null && trial.State != TrialState.Running)];
        if (timed.Length == 0) return null;
        (string? Process, int? Worker)[] workers =
        [
            .. timed.Select(RowOf).Distinct()
                .OrderBy(row => row.Process, StringComparer.Ordinal).ThenBy(row => row.Worker ?? int.MaxValue),
        ];
        (string? Process, int? Worker)[] rows = [.. workers.Take(MostRows)];
        DateTimeOffset begin = timed.Min(trial => trial.Times!.Value.Start);
        List<(double Start, double End, TrialRecord Trial)> spans =
        [
            .. timed.Select(trial => (Start: Since(trial.Times!.Value.Start), End: Since(trial.Times.Value.End), trial))
                .Select(span => (span.Start, Math.Max(span.Start, span.End), span.trial)).OrderBy(span => span.Start),
        ];
        List<(double From, double Length)> pauses = Pauses(spans);
        double total = Without(spans.Max(span => span.End));
        (double size, string unit) = total switch
        {
            < 0.5 => (1e-3, "ms"),
            < 300 => (1, "s"),
            < 18_000 => (60.0, "min"),
            _ => (3600.0, "h"),
        };
        if (!(total > 0)) return null;
        (string, ThemedColor, IReadOnlyList<(int, double, double)>)[] kinds =
        [
            .. states.Select(kind => (FiguresPart.NameOf(kind.State), Colors.Lines[kind.Color], (IReadOnlyList<(int, double, double)>)[
                .. spans.Where(span => span.Trial.State == kind.State && Array.IndexOf(rows, RowOf(span.Trial)) >= 0)
                    .Select(span => (Array.IndexOf(rows, RowOf(span.Trial)), Without(span.Start) / size, Without(span.End) / size)),
            ])).Where(kind => kind.Item3.Count > 0),
        ];
        string left = pauses.Count > 0 ? $", without {ReportText.Count(pauses.Count, "pause")} of the study" : "";
        string some = rows.Length < workers.Length ? $", the first {MostRows} of {ReportText.Count(workers.Length)} workers" : "";
        string caption = $"Trials by worker{left}{some}";
        string busy = ReportText.Percent(timed.Sum(trial => trial.Duration.TotalSeconds) / (total * workers.Length));
        return new ReportSection("workers", "Workers", [
            Html.Tag(
                "p", $"{ReportText.Duration(TimeSpan.FromSeconds(total))} under way; {ReportText.Count(workers.Length, "worker")} busy " +
                $"{busy} of it."),
            ChartFigure.Of(caption, caption, view.Theme, width => new TimelineChart(
                [.. rows.Select(NameOf)], kinds,
                [.. pauses.Select(pause => Without(pause.From) / size)])
            {
                Width = width,
                PlotHeight = Math.Max(80, 26 * rows.Length),
                XAxis = new Axis($"time ({unit})") { Minimum = 0 },
            }),
        ]);

        double Since(DateTimeOffset time) => (time - begin).TotalSeconds;

        double Without(double time) => time - pauses.Sum(pause => Math.Clamp(time - pause.From, 0, pause.Length));
    }

    private static (string? Process, int? Worker) RowOf(TrialRecord trial) => (trial.Process, trial.Worker);

    private static string NameOf((string? Process, int? Worker) row) =>
        (row.Process is { } process ? $"{process}, " : "") + (row.Worker is { } number ? Invariant($"worker {number}") : "by hand");

    /// <summary>The long times in which no trial was under way.</summary>
    private static List<(double From, double Length)> Pauses(List<(double Start, double End, TrialRecord Trial)> spans)
    {
        List<(double From, double Length)> pauses = [];
        double least = LongPause * spans.Max(span => span.End), end = 0;
        foreach ((double start, double stop, _) in spans)
        {
            if (start - end > least) pauses.Add((end, start - end));
            end = Math.Max(end, stop);
        }
        return pauses;
    }
}
