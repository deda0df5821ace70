namespace MiniGrad.Visualization;

/// <summary>A picture with two axes.</summary>
public abstract class Chart : Picture
{
    internal const int DefaultWidth = 720;
    internal const int DefaultPlotHeight = 340;
    internal const int SmallestWidth = 240;
    private protected const int SmallestHeight = 80;
    internal const int LargestSize = 10_000;

    private protected Chart() { }

    /// <summary>The width of the whole picture in pixels, from 240 to 10,000. Default: 720.</summary>
    public int Width { get; init => field = Checked(value, SmallestWidth, LargestSize); } = DefaultWidth;

    /// <summary>The height of the plot in pixels, without title, axes and legend, from 80 to 10,000. Default: 340.</summary>
    public int PlotHeight { get; init => field = Checked(value, SmallestHeight, LargestSize); } = DefaultPlotHeight;

    /// <summary>The axis below the plot.</summary>
    public Axis XAxis { get; init; } = new();

    /// <summary>The axis to the left of the plot.</summary>
    public Axis YAxis { get; init; } = new();

    /// <summary>The stroke of a chart's line, by its number.</summary>
    private protected static Stroke StrokeOf(int index, LineStyle style) => new(Colors.Lines[index % Colors.Lines.Count], 1.8, style);

    /// <summary>The style of a chart's line: lines of one colour differ, as long as there are styles.</summary>
    private protected static LineStyle StyleOf(int index) => (LineStyle)(index / Colors.Lines.Count % 3);

    private protected string XAxisName => $"{GetType().Name}, horizontal axis{Named(XAxis)}";

    private protected string YAxisName => $"{GetType().Name}, vertical axis{Named(YAxis)}";

    private static string Named(Axis axis) => axis.Label.Length > 0 ? $" '{axis.Label}'" : "";
}
