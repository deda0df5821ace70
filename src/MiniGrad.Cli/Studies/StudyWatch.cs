using System.Diagnostics;
using System.Globalization;
using MiniGrad.Search;
using Spectre.Console;

namespace MiniGrad.Cli;

/// <summary>Shows a study as it goes: in a terminal all of it, again and again in one place; elsewhere all of it once, then a line for
/// every change.</summary>
internal sealed class StudyWatch(Study study, StudyPlace place, CancellationToken stop)
{
    /// <summary>The time from one look to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // From one trial to the next of a single worker nobody holds one, for a moment.
    private static readonly TimeSpan quiet = TimeSpan.FromSeconds(5);

    /// <summary>Watches until nobody works on it any more.</summary>
    /// <returns>Whether it came to that; false where it was interrupted.</returns>
    public bool Run()
    {
        if (!TrainingDisplay.IsTerminal)
        {
            string last = StudyDescription.InALine(study);
            foreach (string line in StudyDescription.Of(study, place)) Console.WriteLine(line);
            return Watch(() =>
            {
                string now = StudyDescription.InALine(study);
                if (now != last) Console.WriteLine($"{DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {now}");
                last = now;
            });
        }
        return AnsiConsole.Console.Live(Picture()).Start(display => Watch(() => display.UpdateTarget(Picture())));
    }

    private Text Picture() => new(string.Join('\n', StudyDescription.Of(study, place)));

    private bool Watch(Action show)
    {
        long lastWork = Stopwatch.GetTimestamp();
        while (true)
        {
            study.Refresh();
            show();
            IReadOnlyList<TrialRecord> trials = study.Trials;
            // Where there is none yet it is about to begin.
            if (trials.Count == 0 || trials.Any(trial => trial.State == TrialState.Running && trial.IsHeld))
                lastWork = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(lastWork) >= quiet) return true;
            if (stop.WaitHandle.WaitOne(Pause)) return false;
        }
    }
}
