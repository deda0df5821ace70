using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A <see cref="PermutationImportance"/> as bars, the most important column on top, each with its standard deviation to both
/// sides.</summary>
/// <remarks>A pointer over a bar shows its figures, and over a shortened name the whole name.</remarks>
public sealed class ImportanceChart : Picture
{
    /// <summary>The largest number of bars; of more columns the most important ones are shown.</summary>
    public const int MaxCount = 30;

    private const double BarHeight = 26;
    private const double BarShare = 0.62;
    private const double CapHeight = 8;
    private const double NameShare = 0.34;
    private readonly PermutationImportance importance;

    /// <param name="importance">What to show.</param>
    /// <exception cref="ArgumentException">A figure is not finite.</exception>
    public ImportanceChart(PermutationImportance importance)
    {
        ArgumentNullException.ThrowIfNull(importance);
        this.importance = importance;
        if (importance.Features.FirstOrDefault(feature => !double.IsFinite(feature.Mean + feature.Deviation)) is { } broken)
        {
            throw new ArgumentException(
                Invariant($"ImportanceChart: expected finite figures, got {broken.Mean} ± {broken.Deviation} of '{broken.Name}'."),
                nameof(importance));
        }
    }

    /// <summary>The width of the whole picture in pixels, from 240 to 10,000; its height follows. Default: 560.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public int Width { get; init => field = Checked(value, Chart.SmallestWidth, Chart.LargestSize); } = 560;

    private protected override Canvas Draw()
    {
        FeatureImportance[] shown = [.. importance.Ranked.Take(MaxCount)];
        CategoryScale names = new([.. shown.Select(feature => feature.Name).Reverse()], Width * NameShare);
        Axis axis = new($"loss of {importance.ScoreName}");
        IEnumerable<double> ends =
            [0, .. shown.SelectMany(feature => new[] { feature.Mean - feature.Deviation, feature.Mean + feature.Deviation })];
        Scale losses = axis.CreateScale(nameof(ImportanceChart), ends, padding: 0.02);
        PlotFrame frame = new(Title, Width, shown.Length * BarHeight, (losses, axis.Label), (names, ""), []);
        Canvas canvas = frame.CreateCanvas();
        frame.DrawGrid(canvas);
        for (int i = 0; i < shown.Length; i++) DrawBar(canvas, frame, shown[i], frame.Y(shown.Length - 1 - i));
        frame.DrawAxes(canvas);
        return canvas;
    }

    private static void DrawBar(Canvas canvas, PlotFrame frame, FeatureImportance feature, double y)
    {
        double zero = frame.X(0), end = frame.X(feature.Mean);
        using Canvas.Scope group =
            canvas.Group($"{feature.Name}: {TickLabels.Of(feature.Mean, 4)} ± {TickLabels.Of(feature.Deviation, 4)}");
        Box bar = new(Math.Min(zero, end), y - BarHeight * BarShare / 2, Math.Abs(end - zero), BarHeight * BarShare);
        canvas.Rectangle(bar, Colors.Lines[0]);
        if (feature.Deviation == 0) return;
        double low = frame.X(feature.Mean - feature.Deviation), high = frame.X(feature.Mean + feature.Deviation);
        Stroke stroke = new(Colors.Text, 1.3);
        canvas.Line(new Point(low, y), new Point(high, y), stroke);
        foreach (double x in (double[])[low, high]) canvas.Line(new Point(x, y - CapHeight / 2), new Point(x, y + CapHeight / 2), stroke);
    }
}
