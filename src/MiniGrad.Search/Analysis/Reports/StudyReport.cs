using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>A report of a study as one HTML page without network or scripts, light and dark, for any screen and paper: key figures, the
/// history, learning curves, importance, values by parameter and pairs of them, parallel coordinates, trade-offs, workers,
/// trials.</summary>
/// <remarks>It shows the study as it is when the page is made, also while it runs. Parts that have nothing to show are left out; of many
/// trials some are drawn, as captions say. The same study, date and theme give the same page, which is well-formed XML.</remarks>
/// <example><code>
/// var space = new SearchSpace();
/// HyperParameter&lt;double&gt; x = space.AddNumber("x", -5, 5);
/// var study = new Study("parabola", space) { Seed = 1 };
/// study.Run(trials: 50, trial => Math.Pow(trial.Get(x) - 2, 2));
/// new StudyReport(study) { Title = "A parabola" }.Save("study.html");
/// </code></example>
public sealed class StudyReport
{
    private readonly Study study;

    /// <param name="study">The study.</param>
    public StudyReport(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        this.study = study;
        Title = study.Name;
    }

    /// <summary>The title. Default: the name of the study.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string Title
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Title));
            field = value;
        }
    }

    /// <summary>The time of the report. Default: now.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.Now;

    /// <summary>The background. Default: <see cref="Theme.Automatic"/>, the preference of the reader's device.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>The page.</summary>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    public string ToHtml()
    {
        ReportDocument.Check(Theme, nameof(StudyReport));
        StudyView view = new(study, Theme);
        ReportSection[] sections =
        [
            .. new[]
            {
                FiguresPart.Of(view), TrialsPart.Failures(view), HistoryPart.Of(view), ScatterParts.Front(view), CurvesPart.Of(view),
                ImportancePart.Of(view), ScatterParts.Slices(view), ScatterParts.Pairs(view), ParallelPart.Of(view), TimelinePart.Of(view),
                FiguresPart.Settings(view), TrialsPart.Of(view),
            }.OfType<ReportSection>(),
        ];
        return ReportDocument.Of(Title, Date, Theme, Note(view), sections);
    }

    /// <summary>Writes the page into a file.</summary>
    /// <param name="path">The file to create or replace, usually <c>….html</c>. It is complete or absent.</param>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => ReportDocument.Save(path, ToHtml);

    private static XElement? Note(StudyView view)
    {
        int running = view.Trials.Count(trial => trial.State == TrialState.Running);
        string? sentence = view.Trials.Count == 0 ? "The study has no trials yet."
            : view.Trials.All(trial => trial.State == TrialState.Failed) ? "All trials have failed."
            : running > 0 ? $"{ReportText.Count(running, "trial")} under way, or interrupted." : null;
        string kind = view.Trials.Count > 0 && running == 0 ? "note bad" : "note";
        return sentence is null ? null : Html.Tag("p", Html.Class(kind), sentence);
    }
}
