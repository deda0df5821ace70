using MiniGrad.Layers;

namespace MiniGrad.Visualization;

/// <summary>A report of a training as one HTML page without network or scripts, light and dark, for any screen and paper.</summary>
/// <remarks>Empty parts are left out; text is shown as it is. The same content gives the same page, which is well-formed XML.</remarks>
/// <example><code>
/// TrainingReport report = new("MNIST")
/// {
/// Configuration = [("layers", "784-128-10"), ("optimizer", "Adam")],
/// Summary = ModelSummary.Of(model, [1, 784]),
/// History = trainer.Fit(epochs: 10),
/// Confusion = ConfusionMatrix.OfPredictions(trainer.Predictor.PredictClasses(validation.Inputs), validation.Labels),
/// Mistakes = WorstMistakes.Find(new Predictor&lt;float&gt;(model), validation) with { ImageShape = [28, 28] },
/// };
/// report.Save("report.html");
/// </code></example>
public sealed class TrainingReport
{
    /// <param name="title">The title.</param>
    public TrainingReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The time of the report. Default: now.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.Now;

    /// <summary>The background. Default: <see cref="Theme.Automatic"/>, the preference of the reader's device.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>Key figures beside those of the history. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> Figures { get; init; } = [];

    /// <summary>The evaluation on samples used neither to train nor to choose the model. Default: null.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>The settings of the training, by name. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> Configuration { get; init; } = [];

    /// <summary>The model's layers. Default: null.</summary>
    public ModelSummary? Summary { get; init; }

    /// <summary>The history of the training. Default: null.</summary>
    public TrainingHistory? History { get; init; }

    /// <summary>The confusion matrix. Default: null.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The curves of a classifier, best on samples held out. Default: null.</summary>
    public ClassifierCurves? Curves { get; init; }

    /// <summary>How much the score needs each column of a table. Default: null.</summary>
    public PermutationImportance? Importance { get; init; }

    /// <summary>What is predicted on average by the values of some columns. Default: none.</summary>
    public IReadOnlyList<PartialDependence> Dependences { get; init; } = [];

    /// <summary>Signals and gradients by layer. Default: null.</summary>
    public GradientFlow? Flow { get; init; }

    /// <summary>The worst mistakes of the model. Default: null.</summary>
    public WorstMistakes? Mistakes { get; init; }

    /// <summary>The page.</summary>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    public string ToHtml()
    {
        ReportDocument.Check(Theme, nameof(TrainingReport));
        ReportSection[] sections =
        [
            .. new[]
            {
                FiguresSection.Of(this), WarningsSection(), ConfigurationSection(), SummarySection(), CurvesSection.Of(History, Theme),
                ConfusionSection.Of(Confusion, Theme), RankingSection.Of(Curves, Theme),
                ColumnsSection.Of(Importance, Dependences, Theme), MistakesSection.Of(Mistakes), FlowSection.Of(Flow, Theme),
                TimesSection.Of(History?.Times),
            }.OfType<ReportSection>(),
        ];
        return ReportDocument.Of(Title, Date, Theme, History is null ? null : Ending(History), sections);
    }

    /// <summary>Writes the page into a file.</summary>
    /// <param name="path">The file to create or replace, usually <c>….html</c>. It is complete or absent.</param>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => ReportDocument.Save(path, ToHtml);

    private static XElement Ending(TrainingHistory history)
    {
        string kind = history.Reason switch { null => "note", { IsDivergence: true } => "note bad", _ => "note good" };
        string sentence = history.Reason is { } reason
            ? $"Training ended: {reason.Sentence}."
            : "Training was interrupted, or has not ended yet.";
        return Html.Tag("p", Html.Class(kind), sentence);
    }

    private ReportSection? WarningsSection()
    {
        const int Most = 50;
        if (History is not { Warnings: { Count: > 0 } warnings }) return null;
        IEnumerable<string> shown = warnings.Take(Most);
        if (warnings.Count > Most) shown = shown.Append($"and {ReportText.Count(warnings.Count - Most)} more");
        XElement list = Html.Tag("ul", Html.Class("notes"), shown.Select(warning => Html.Tag("li", Html.Class("note bad"), warning)));
        return new ReportSection("warnings", "Warnings", [list]);
    }

    private ReportSection? ConfigurationSection() =>
        Configuration.Count == 0 ? null : new("configuration", "Configuration", [Html.Pairs(Configuration)]);

    private ReportSection? SummarySection() => Summary is null ? null : new("model", "Model", [
        Html.Table(
            "Layers", ["name", "layer", "output", "parameters"],
            Summary.Layers.Select(layer => (IReadOnlyList<object>)[
                layer.Name, layer.Description, layer.OutputShape.ToString(), ReportText.Count(layer.ParameterCount)]),
            leftColumns: 3),
        Html.Tag("p", $"{ReportText.Count(Summary.ParameterCount, "parameter")}, for an input of {Summary.InputShape}."),
    ]);
}
