using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Visualization;

/// <summary>
/// A report of a training as one HTML page that needs nothing else: no network, no scripts. It suits light and dark, phones, wide screens and paper.
/// </summary>
/// <remarks>
/// <para>Every part is optional, and left out of the page where there is nothing to show.</para>
/// <para>
/// The page is well-formed XML too. Text that is handed in is shown as it is, whatever is in it. The same content gives the same page, character for character.
/// </para>
/// </remarks>
/// <example><code>
/// TrainingReport report = new("MNIST")
/// {
///     Configuration = [("layers", "784-128-10"), ("optimizer", "Adam")],
///     Summary = ModelSummary.Of(model, [1, 784]),
///     History = trainer.Fit(epochs: 10),
///     Confusion = ConfusionMatrix.Of(validation.Labels, trainer.PredictClasses(validation.Inputs)),
///     Mistakes = WorstMistakes.Find(new Predictor&lt;float&gt;(model), validation) with { ImageShape = [28, 28] },
/// };
/// report.Save("report.html");
/// </code></example>
public sealed class TrainingReport
{
    /// <summary>With it the page could not ask for anything even if it wanted to.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>Begins a report.</summary>
    /// <param name="title">What stands above it.</param>
    public TrainingReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>What stands above the report.</summary>
    public string Title { get; }

    /// <summary>When it was made. Default: now.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.Now;

    /// <summary>For which background it is coloured. Default: <see cref="Theme.Automatic"/>, as the reader's device asks for.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>Figures of the caller's, beside those that follow from the history. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> Figures { get; init; } = [];

    /// <summary>
    /// How good the model is on samples that were used neither to train nor to choose it, from <see cref="Trainer{T}.Evaluate(Dataset{T})"/> for
    /// example. Default: null.
    /// </summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>The settings of the training, by name. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> Configuration { get; init; } = [];

    /// <summary>The model's layers. Default: null.</summary>
    public ModelSummary? Summary { get; init; }

    /// <summary>How training went. Default: null.</summary>
    public TrainingHistory? History { get; init; }

    /// <summary>Which classes were taken for which. Default: null.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>How signals and gradients fare from layer to layer. Default: null.</summary>
    public GradientFlow? Flow { get; init; }

    /// <summary>What the model gets most wrong. Default: null.</summary>
    public WorstMistakes? Mistakes { get; init; }

    /// <summary>Writes the page.</summary>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    public string ToHtml()
    {
        if (!Enum.IsDefined(Theme)) throw new InvalidOperationException($"TrainingReport: there is no theme {(int)Theme}.");
        ReportSection[] sections =
        [
            .. new[]
            {
                FiguresSection.Of(this), WarningsSection(), ConfigurationSection(), SummarySection(), CurvesSection.Of(History, Theme),
                ConfusionSection.Of(Confusion, Theme), MistakesSection.Of(Mistakes), FlowSection.Of(Flow, Theme), TimesSection.Of(History?.Times),
            }.OfType<ReportSection>(),
        ];
        XElement head = Html.Tag(
            "head", Html.Tag("meta", Html.Attribute("charset", "utf-8")),
            Html.Tag("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
            Html.Tag("meta", Html.Attribute("http-equiv", "Content-Security-Policy"), Html.Attribute("content", Policy)),
            Html.Tag("title", Title), Html.Tag("style", ReportStyle.Of(Theme)));
        XElement body = Html.Tag(
            "body", Header(), sections.Length > 2 ? Links(sections) : null, Html.Tag("main", sections.Select(section => section.ToElement())));
        return Html.Page(head, body);
    }

    /// <summary>Writes the page into a file, which is complete or absent.</summary>
    /// <param name="path">The file to create or replace, in a folder that exists; usually <c>….html</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Encoding.UTF8.GetBytes(ToHtml());
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    private XElement Header() => Html.Tag("header", Html.Tag("h1", Title), Time(), History is null ? null : Ending(History));

    private XElement Time() => Html.Tag(
        "time", Html.Attribute("datetime", Date.ToString("O", CultureInfo.InvariantCulture)),
        Date.ToString("d MMMM yyyy, HH:mm (\\U\\T\\Czzz)", CultureInfo.InvariantCulture));

    private static XElement Ending(TrainingHistory history)
    {
        string kind = history.Reason switch { null => "note", { IsDivergence: true } => "note bad", _ => "note good" };
        string sentence = history.Reason is { } reason ? $"Training ended: {reason.Sentence}." : "Training was interrupted, or has not ended yet.";
        return Html.Tag("p", Html.Class(kind), sentence);
    }

    private static XElement Links(ReportSection[] sections) => Html.Tag("nav", Html.Attribute("aria-label", "Parts of the report"), Html.Tag(
        "ul", sections.Select(section => Html.Tag("li", Html.Tag("a", Html.Attribute("href", $"#{section.Id}"), section.Title)))));

    private ReportSection? WarningsSection()
    {
        const int Most = 50;
        if (History is not { Warnings: { Count: > 0 } warnings }) return null;
        XElement list = Html.Tag("ul", Html.Class("notes"), warnings.Take(Most).Select(warning => Html.Tag("li", Html.Class("note bad"), warning)));
        if (warnings.Count > Most) list.Add(Html.Tag("li", Html.Class("note bad"), $"and {ReportText.Count(warnings.Count - Most)} more"));
        return new ReportSection("warnings", "Warnings", [list]);
    }

    private ReportSection? ConfigurationSection() => Configuration.Count == 0 ? null : new("configuration", "Configuration", [Html.Tag(
        "dl", Html.Class("pairs"), Configuration.Select(entry => Html.Tag("div", Html.Tag("dt", entry.Name), Html.Tag("dd", entry.Value))))]);

    private ReportSection? SummarySection() => Summary is null ? null : new("model", "Model", [
        Html.Table(
            "Layers", ["name", "layer", "output", "parameters"],
            Summary.Layers.Select(layer => (IReadOnlyList<object>)[
                layer.Name, layer.Description, layer.OutputShape.ToString(), ReportText.Count(layer.ParameterCount)]),
            leftColumns: 3),
        Html.Tag("p", $"{ReportText.Count(Summary.ParameterCount, "parameter")}, for an input of {Summary.InputShape}."),
    ]);
}
