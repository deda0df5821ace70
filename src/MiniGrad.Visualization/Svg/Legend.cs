namespace MiniGrad.Visualization;

/// <summary>A name with a sample to its left.</summary>
/// <param name="Name">The name.</param>
/// <param name="DrawSample">Draws the sample into a box, <see cref="Legend.SampleWidth"/> wide and as high as a line of text.</param>
internal sealed record LegendEntry(string Name, Action<Canvas, Box> DrawSample);

/// <summary>The legend beneath a plot: entries in rows that fit a width.</summary>
internal sealed class Legend
{
    public const double SampleWidth = 28;
    private const double TextGap = 7;
    private const double EntryGap = 22;
    private const double RowHeight = 20;
    private static readonly TextStyle style = new(Colors.Text, 12);

    private readonly List<List<(LegendEntry Entry, string Text, double X)>> rows = [];

    public Legend(IEnumerable<LegendEntry> entries, double width)
    {
        double x = 0;
        foreach (LegendEntry entry in entries)
        {
            string text = style.Shorten(entry.Name, width - SampleWidth - TextGap);
            double size = SampleWidth + TextGap + style.Measure(text);
            if (rows.Count == 0 || x + size > width)
            {
                rows.Add([]);
                x = 0;
            }
            rows[^1].Add((entry, text, x));
            x += size + EntryGap;
        }
    }

    public double Height => rows.Count * RowHeight;

    public static double WidthInOneRow(IReadOnlyCollection<LegendEntry> entries) =>
        entries.Sum(entry => SampleWidth + TextGap + style.Measure(entry.Name) + EntryGap) - EntryGap;

    public void Draw(Canvas canvas, double left, double top)
    {
        foreach (List<(LegendEntry Entry, string Text, double X)> row in rows)
        {
            foreach ((LegendEntry entry, string text, double x) in row)
            {
                using Canvas.Scope group = canvas.Group(entry.Name);
                entry.DrawSample(canvas, new Box(left + x, top, SampleWidth, RowHeight));
                canvas.Text(text, new Point(left + x + SampleWidth + TextGap, top + RowHeight / 2 + style.Size * 0.36), style);
            }
            top += RowHeight;
        }
    }
}
