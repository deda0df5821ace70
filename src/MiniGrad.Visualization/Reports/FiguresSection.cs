namespace MiniGrad.Visualization;

/// <summary>The key figures.</summary>
internal static class FiguresSection
{
    public static ReportSection? Of(TrainingReport report)
    {
        List<XElement> tiles = [.. report.Figures.Select(figure => Html.Tile(figure.Name, figure.Value))];
        if (report.Test is { } test) AddEvaluation(tiles, "test", test, remark: null);
        if (report.History is { } history) AddHistory(tiles, history);
        if (report.Summary is { } summary) tiles.Add(Html.Tile("parameters", ReportText.Count(summary.ParameterCount)));
        return tiles.Count == 0 ? null : new ReportSection("figures", "Key figures", [Html.Tag("dl", Html.Class("tiles"), tiles)]);
    }

    private static void AddHistory(List<XElement> tiles, TrainingHistory history)
    {
        // Without a best epoch, none had finite figures.
        if ((history.Best ?? (history.Epochs.Count > 0 ? history.Epochs[^1] : null)) is { } epoch)
        {
            string best = history.JudgedBy is { } measure ? $"the best by {measure}" : "the best";
            string remark = $"in {(history.Best is null ? "the last epoch" : $"epoch {ReportText.Count(epoch.Epoch)}, {best}")}";
            if (epoch.Validation is { } validation) AddEvaluation(tiles, "validation", validation, remark);
            tiles.Add(Html.Tile("training loss", ReportText.Number(epoch.TrainingLoss), remark));
        }
        long steps = history.Epochs.Count > 0 ? history.Epochs[^1].Step : history.StepLosses.Count > 0 ? history.StepLosses[^1].Step : 0;
        tiles.Add(Html.Tile("epochs", ReportText.Count(history.Epochs.Count), ReportText.Count(steps, "step")));
        if (history.Times.Total > TimeSpan.Zero) tiles.Add(Html.Tile("time", ReportText.Duration(history.Times.Total)));
    }

    private static void AddEvaluation(List<XElement> tiles, string what, EvaluationResult evaluation, string? remark)
    {
        foreach ((string name, double value) in evaluation.Metrics)
            tiles.Add(Html.Tile($"{what} {name}", ReportText.Number(value), remark));
        tiles.Add(Html.Tile($"{what} loss", ReportText.Number(evaluation.Loss), remark));
    }
}
