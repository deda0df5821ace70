namespace MiniGrad.Visualization;

/// <summary>Losses, metrics and the learning rate by epoch.</summary>
internal sealed class CurvesSection(TrainingHistory history, Theme theme)
{
    /// <summary>The ratio to the largest value from which a value is hard to see on a linear axis.</summary>
    private const double LargestLinearRatio = 20;

    /// <summary>The share of values that are hard to see from which the axis is logarithmic.</summary>
    private const double SmallShare = 0.25;
    private const int WidePlotHeight = 250;
    private const int NarrowPlotHeight = 190;
    private const int NarrowWidth = 400;
    private const int GreyColor = 7;

    /// <summary>The largest number of epochs in the table; more are thinned.</summary>
    private const int LargestTable = 200;

    /// <summary>The largest number of epochs with which the table is open at first.</summary>
    private const int LargestOpenTable = 10;

    private readonly double[] epochs = [.. history.Epochs.Select(epoch => (double)epoch.Epoch)];

    /// <summary>The steps of an epoch; 1 before the first one is over, so that steps are counted.</summary>
    private readonly double stepsPerEpoch =
        history.Epochs.Count > 0 ? Math.Max(1, (double)history.Epochs[0].Step / history.Epochs[0].Epoch) : 1;

    public static ReportSection? Of(TrainingHistory? history, Theme theme) =>
        history is { Epochs.Count: > 0 } or { StepLosses.Count: > 0 }
            ? new("curves", "Training", new CurvesSection(history, theme).Content())
            : null;

    private List<XElement> Content()
    {
        XElement charts = Html.Tag("div", Html.Class("figures"), LossChart());
        foreach (string name in MetricNames) charts.Add(MetricChart(name));
        charts.Add(RateChart());
        List<XElement> content = charts.IsEmpty ? [] : [charts];
        content.AddRange(Notes());
        if (history.Epochs.Count > 0) content.Add(EpochTable());
        return content;
    }

    private XElement? LossChart()
    {
        double[] training = [.. history.Epochs.Select(epoch => epoch.TrainingLoss)], validation = Of(epoch => epoch.Validation?.Loss);
        List<LineSeries> lines = [];
        if (history.StepLosses.Count > 0)
        {
            string name = history.StepLosses[^1].Step > history.StepLosses.Count ? "steps, means" : "steps";
            IEnumerable<double> places = history.StepLosses.Select(point => point.Step / stepsPerEpoch);
            lines.Add(new LineSeries(name, places, history.StepLosses.Select(point => point.Loss)) { IsFaint = true, ColorIndex = 0 });
        }
        if (training.Length > 0) lines.Add(new LineSeries("training", epochs, training) { ColorIndex = 0 });
        if (validation.Any(double.IsFinite)) lines.Add(new LineSeries("validation", epochs, validation) { ColorIndex = 1 });
        return Chart("Loss", "loss", lines);
    }

    private XElement? MetricChart(string name) =>
        Chart($"Validation: {name}", name, [new LineSeries("validation", epochs, Of(epoch => Metric(epoch, name))) { ColorIndex = 1 }]);

    private XElement? RateChart() => HasConstantRate
        ? null
        : Chart(
            "Learning rate, at the end of each epoch", "learning rate",
            [new LineSeries("learning rate", epochs, Of(epoch => epoch.LearningRate)) { ColorIndex = 2 }]);

    private IReadOnlyList<string> MetricNames =>
        [.. history.Epochs.SelectMany(epoch => epoch.Validation?.Metrics ?? []).Select(metric => metric.Name).Distinct()];

    private bool HasConstantRate => history.Epochs.All(epoch => epoch.LearningRate.Equals(history.Epochs[0].LearningRate));
    private double[] Of(Func<EpochResult, double?> value) => [.. history.Epochs.Select(epoch => value(epoch) ?? double.NaN)];

    /// <summary>A figure of lines over the epochs; null if no value is finite.</summary>
    private XElement? Chart(string caption, string label, List<LineSeries> lines)
    {
        double[] values = [.. lines.SelectMany(line => line.Y).Where(double.IsFinite)];
        if (values.Length == 0) return null;
        double small = values.Max() / LargestLinearRatio;
        bool isLogarithmic = values.Min() > 0 && values.Count(value => value < small) >= SmallShare * values.Length;
        return ChartFigure.Of(caption, Describe(caption, lines), theme, width =>
        {
            LineChart chart = new()
            {
                Width = width,
                PlotHeight = width < NarrowWidth ? NarrowPlotHeight : WidePlotHeight,
                XAxis = new Axis(history.Epochs.Count > 0 ? "epoch" : "step") { Minimum = lines[0].IsFaint ? 0 : null },
                YAxis = new Axis(label) { Scale = isLogarithmic ? AxisScale.Logarithmic : AxisScale.Linear },
            };
            foreach (LineSeries line in lines) chart.Add(line);
            if (history.Best is { } best && history.Epochs.Count > 1)
                chart.Add(Mark.Vertical($"best epoch: {ReportText.Count(best.Epoch)}", best.Epoch, GreyColor));
            return chart;
        });
    }

    private static string Describe(string caption, List<LineSeries> lines)
    {
        return $"{caption}. {string.Join("; ", lines.Select(Ends))}.";

        static string Ends(LineSeries line) => $"{line.Name}: from {ReportText.Number(line.Y[0])} to {ReportText.Number(line.Y[^1])}";
    }

    private IEnumerable<XElement> Notes()
    {
        if (history.Epochs.Count > 0 && HasConstantRate)
            yield return Html.Tag("p", $"The learning rate was {ReportText.Setting(history.Epochs[0].LearningRate)} in all epochs.");
        int broken = history.Epochs.Count(epoch => !double.IsFinite(epoch.TrainingLoss) || !double.IsFinite(epoch.Validation?.Loss ?? 0));
        if (broken > 0)
            yield return Html.Tag("p", $"{ReportText.Count(broken, "epoch")} had a loss that is not finite; lines are interrupted there.");
    }

    private XElement EpochTable()
    {
        IReadOnlyList<EpochResult> all = history.Epochs;
        int stride = (all.Count + LargestTable - 1) / LargestTable;
        List<EpochResult> shown = [.. all.Where((epoch, index) => index % stride == 0 || index == all.Count - 1 || epoch == history.Best)];
        IReadOnlyList<string> metrics = MetricNames;
        bool hasValidation = all.Any(epoch => epoch.Validation is not null);
        int best = history.Best is null ? -1 : shown.IndexOf(history.Best);
        string count = $"{(shown.Count < all.Count ? $"{ReportText.Count(shown.Count)} of " : "")}{ReportText.Count(all.Count, "epoch")}";
        XElement table = Html.Table(
            "Epochs",
            ["epoch", "step", "training loss", .. hasValidation ? (string[])["validation loss"] : [], .. metrics, "learning rate", "time"],
            shown.Select((epoch, index) => (IReadOnlyList<object>)[
                $"{ReportText.Count(epoch.Epoch)}{(index == best ? " (best)" : "")}", ReportText.Count(epoch.Step),
                ReportText.Number(epoch.TrainingLoss),
                .. hasValidation ? (object[])[Text(epoch.Validation?.Loss)] : [], .. metrics.Select(name => Text(Metric(epoch, name))),
                ReportText.Setting(epoch.LearningRate), ReportText.Duration(epoch.Duration)]),
            leftColumns: 0, marked: best);
        XAttribute? open = all.Count <= LargestOpenTable ? Html.Attribute("open", "open") : null;
        return Html.Tag("details", open, Html.Tag("summary", $"Figures of {count}"), table);

        static string Text(double? value) => value is { } number ? ReportText.Number(number) : "–";
    }

    /// <summary>A metric of an epoch; null if it was not measured.</summary>
    private static double? Metric(EpochResult epoch, string name)
    {
        foreach ((string metric, double value) in epoch.Validation?.Metrics ?? [])
            if (metric == name) return value;
        return null;
    }
}
