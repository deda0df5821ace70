namespace MiniGrad.Visualization;

/// <summary>Pictures of a <see cref="PartialDependence"/>: mean predictions over the values of a column.</summary>
public static class PartialDependenceChart
{
    /// <summary>The largest number of lines; of more outputs those are shown that change most.</summary>
    public const int MaxLines = 8;

    /// <summary>With more points, their markers would hide the line.</summary>
    private const int MostMarkers = 30;

    /// <summary>A line for the target or for each class, of two classes for the second; dots where the column has categories.</summary>
    /// <param name="dependence">What to show.</param>
    /// <param name="title">The title. Default: none.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <param name="width"><see cref="Chart.Width"/>.</param>
    /// <param name="plotHeight"><see cref="Chart.PlotHeight"/>.</param>
    public static LineChart Of(
        PartialDependence dependence, string title = "", Theme theme = Theme.Automatic, int width = 480, int plotHeight = 260)
    {
        ArgumentNullException.ThrowIfNull(dependence);
        bool isOne = dependence.Outputs.Count == 1, hasCategories = dependence.Categories is not null;
        int[] shown = [.. Enumerable.Range(0, dependence.Outputs.Count).Skip(dependence.Outputs.Count == 2 ? 1 : 0)
            .OrderByDescending(output => dependence.Means[output].Max() - dependence.Means[output].Min()).Take(MaxLines).Order()];
        LineChart chart = new()
        {
            Title = title,
            Theme = theme,
            Width = width,
            PlotHeight = plotHeight,
            XAxis = new Axis(dependence.Column) { Categories = dependence.Categories },
            YAxis = new Axis(
                isOne ? $"mean {dependence.Outputs[0]}"
                : shown.Length == 1 ? $"mean probability of {dependence.Outputs[shown[0]]}" : "mean probability"),
        };
        IReadOnlyList<double> places =
            dependence.Numbers ?? [.. Enumerable.Range(0, dependence.Categories!.Count).Select(place => (double)place)];
        foreach (int output in shown)
        {
            chart.Add(new LineSeries(shown.Length == 1 ? "" : dependence.Outputs[output], places, dependence.Means[output])
            {
                HasLine = !hasCategories,
                HasMarkers = hasCategories || places.Count <= MostMarkers,
            });
        }
        return chart;
    }
}
