namespace MiniGrad.Visualization;

/// <summary>The cells of a plot in rows, from the top, and columns, from the left.</summary>
internal sealed class CellGrid
{
    public const double TallestCell = 64;

    /// <summary>The largest number of rows, and of columns.</summary>
    public const int LargestCount = 200;

    /// <summary>The largest share of the width for names.</summary>
    public const double NameShare = 0.24;

    /// <summary>The number of shades of each colour.</summary>
    private const int Levels = 24;
    private const double SmallestText = 8;
    private const double LargestText = 13;
    private readonly Box first;

    /// <param name="arrange">Arranges the surroundings of a plot of a height.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="heightOf">The height of a cell by its width.</param>
    public CellGrid(Func<double, PlotFrame> arrange, int rows, int columns, Func<double, double> heightOf)
    {
        // The width depends on the names alone, so the second time is the last.
        Frame = arrange(rows * TallestCell);
        Frame = arrange(Math.Max(rows, rows * heightOf(Frame.Area.Width / columns)));
        first = new Box(Frame.Area.X, Frame.Area.Y, Frame.Area.Width / columns, Frame.Area.Height / rows);
    }

    public PlotFrame Frame { get; }

    /// <summary>The largest size at which all texts fit their cells; 0 if there is none.</summary>
    public double TextSize(IEnumerable<string> texts)
    {
        string[] distinct = [.. texts.Distinct()];
        for (double size = LargestText; size >= SmallestText; size--)
            if (size * 1.3 <= first.Height && distinct.All(text => TextMeasure.Width(text, size) + 4 <= first.Width)) return size;
        return 0;
    }

    /// <summary>Draws a cell, whose title a pointer over it shows, and its text unless the size is 0.</summary>
    public void Draw(Canvas canvas, int row, int column, string title, ThemedColor fill, string text, double textSize)
    {
        Box box = new(first.X + column * first.Width, first.Y + row * first.Height, first.Width, first.Height);
        using Canvas.Scope group = canvas.Group(title);
        // Large cells get a little space between them.
        canvas.Rectangle(box.Width > 12 ? box.Grown(-0.5) : box, fill);
        if (textSize > 0)
            canvas.Text(text, new(box.CenterX, box.CenterY + textSize * 0.36), new(fill.ForText(), textSize, Anchor.Middle));
    }

    /// <summary>A colour by its level from 0 to 1.</summary>
    public static ThemedColor Shade(ThemedColor low, ThemedColor high, double level) =>
        ThemedColor.Between(low, high, Math.Round(level * Levels) / Levels);

    /// <summary>Draws the colours from a low to a high level into the box of a legend.</summary>
    public static void DrawSample(Canvas canvas, Box box, Func<double, ThemedColor> colorOf)
    {
        const int Parts = 7;
        double width = box.Width / Parts;
        for (int i = 0; i < Parts; i++)
            canvas.Rectangle(new Box(box.X + i * width, box.CenterY - 6, width, 12), colorOf((i + 1.0) / Parts));
    }
}
