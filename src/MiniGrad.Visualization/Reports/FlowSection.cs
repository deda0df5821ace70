namespace MiniGrad.Visualization;

/// <summary>Signals and gradients by layer.</summary>
internal static class FlowSection
{
    private const int PlotHeight = 250;

    public static ReportSection? Of(GradientFlow? flow, Theme theme)
    {
        if (flow is null) return null;
        IReadOnlyList<GradientFlowFinding> findings = flow.Check();
        List<XElement> content = [Findings(findings)];
        if (Chart(flow, theme) is { } chart) content.Add(Html.Tag("div", Html.Class("figures"), chart));
        return new ReportSection("flow", "Gradient flow", content);
    }

    private static XElement Findings(IReadOnlyList<GradientFlowFinding> findings) => findings.Count == 0 ? Html.Tag(
        "p", Html.Class("note good"), "Nothing is conspicuous: no gradient vanishes or explodes, no units are dead or saturated.")
        : Html.Tag("ul", Html.Class("notes"), findings.Select(finding => Html.Tag("li", Html.Class("note bad"), finding.Message)));

    /// <summary>The figures of the layers; null if none can be drawn.</summary>
    private static XElement? Chart(GradientFlow flow, Theme theme)
    {
        if (!flow.Layers.Any(layer => layer.Weights?.RootMeanSquare is > 0 and < double.PositiveInfinity)) return null;
        string names = string.Join(", ", flow.Layers.Where(layer => layer.Weights is not null).Select(layer => layer.Name));
        return ChartFigure.Of(
            "Root mean squares by layer, from the input to the output", $"Outputs, weights and their gradients by layer: {names}.", theme,
            width => GradientFlowChart.Of(flow, title: "", theme, width, PlotHeight));
    }
}
