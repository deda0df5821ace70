namespace MiniGrad.Visualization;

/// <summary>The time of each part of the training.</summary>
internal static class TimesSection
{
    public static ReportSection? Of(TrainingTimes? measured)
    {
        if (measured is not { } times || times.Total <= TimeSpan.Zero) return null;
        TimeSpan others = times.Total - times.Steps - times.Evaluation - times.Checkpoints;
        (string Name, TimeSpan Time)[] parts =
            [("steps", times.Steps), ("evaluation", times.Evaluation), ("checkpoints", times.Checkpoints), ("everything else", others)];
        return new ReportSection("times", "Time", [Html.Table(
            "Time per part", ["part", "time", "share", ""],
            [
                .. parts.Where(part => part.Time > TimeSpan.Zero).Select(part => Row(part.Name, part.Time, part.Time / times.Total)),
                ["total", ReportText.Duration(times.Total), "", ""],
            ],
            leftColumns: 1)]);
    }

    private static IReadOnlyList<object> Row(string name, TimeSpan time, double share) =>
        [name, ReportText.Duration(time), ReportText.Percent(share), Html.Bar(share)];
}
