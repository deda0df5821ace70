using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A <see cref="ConfusionMatrix"/> as a heat map: rows are right classes, columns predicted ones, colours shares.</summary>
/// <remarks>Mistakes are coloured by the root of the share, so that rare ones are visible. Counts are written where all of them fit; a
/// pointer over a cell shows its count, and over a shortened name the whole name. Samples without a prediction have a column of their
/// own.</remarks>
public sealed class ConfusionMatrixChart : Picture
{
    /// <summary>The largest number of classes.</summary>
    public const int MaxClassCount = 200;

    private const double TallestCell = 64;

    /// <summary>The number of shades of each colour.</summary>
    private const int Levels = 24;

    /// <summary>The largest share of the width for names of classes.</summary>
    private const double NameShare = 0.24;
    private const double SmallestText = 8;
    private const double LargestText = 13;
    private readonly ConfusionMatrix matrix;
    private readonly bool hasUnpredicted;

    /// <param name="matrix">The matrix; the picture shows its state at the time of drawing.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxClassCount"/> classes.</exception>
    public ConfusionMatrixChart(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.ClassCount > MaxClassCount)
            throw new ArgumentException(
                $"ConfusionMatrixChart: expected at most {MaxClassCount} classes, got {matrix.ClassCount}.", nameof(matrix));
        this.matrix = matrix;
        hasUnpredicted = Enumerable.Range(0, matrix.ClassCount).Any(index => matrix.Unpredicted(index) > 0);
    }

    /// <summary>The width of the whole picture in pixels, from 240 to 10,000; its height follows. Default: 560.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public int Width { get; init => field = Checked(value, Chart.SmallestWidth, Chart.LargestSize); } = 560;

    private int Columns => matrix.ClassCount + (hasUnpredicted ? 1 : 0);

    private protected override Canvas Draw()
    {
        PlotFrame frame = Frame(Width);
        // The width depends on the names alone, so the second time is the last.
        frame = Frame(Math.Min(frame.Area.Width / Columns, TallestCell) * matrix.ClassCount);
        Canvas canvas = frame.CreateCanvas();
        Box cell = new(frame.Area.X, frame.Area.Y, frame.Area.Width / Columns, frame.Area.Height / matrix.ClassCount);
        double textSize = TextSize(cell);
        for (int actual = 0; actual < matrix.ClassCount; actual++)
            for (int predicted = 0; predicted < Columns; predicted++) DrawCell(canvas, cell, actual, predicted, textSize);
        frame.DrawAxes(canvas, isClosed: true);
        return canvas;
    }

    private PlotFrame Frame(double plotHeight)
    {
        double longest = Width * NameShare;
        IReadOnlyList<string> columns = hasUnpredicted ? [.. matrix.ClassNames, "none"] : matrix.ClassNames;
        CategoryScale x = new(columns, longest), y = new([.. matrix.ClassNames.Reverse()], longest);
        LegendEntry right = new("right", (canvas, box) => DrawSample(canvas, box, isRight: true));
        LegendEntry wrong = new("wrong", (canvas, box) => DrawSample(canvas, box, isRight: false));
        double height = Math.Max(plotHeight, matrix.ClassCount);
        return new PlotFrame(Title, Width, height, (x, "predicted class"), (y, "right class"), [right, wrong]);
    }

    private void DrawCell(Canvas canvas, Box first, int actual, int predicted, double textSize)
    {
        double count = Count(actual, predicted);
        if (count == 0) return;
        Box box = new(first.X + predicted * first.Width, first.Y + actual * first.Height, first.Width, first.Height);
        double share = count / matrix.Support(actual);
        ThemedColor fill = Fill(share, actual == predicted);
        string predictedName = predicted < matrix.ClassCount ? matrix.ClassNames[predicted] : "none";
        string amount = Invariant($"{Text(count)} of {Text(matrix.Support(actual))} ({100 * share:0.##} %)");
        using Canvas.Scope group = canvas.Group($"right: {matrix.ClassNames[actual]}, predicted: {predictedName}: {amount}");
        // Large cells get a little space between them.
        canvas.Rectangle(box.Width > 12 ? box.Grown(-0.5) : box, fill);
        if (textSize > 0)
            canvas.Text(Text(count), new(box.CenterX, box.CenterY + textSize * 0.36), new(fill.ForText(), textSize, Anchor.Middle));
    }

    /// <summary>The largest size at which all counts fit their cells; 0 if there is none.</summary>
    private double TextSize(Box cell)
    {
        IEnumerable<int> rows = Enumerable.Range(0, matrix.ClassCount), columns = Enumerable.Range(0, Columns);
        string[] texts = [.. rows.SelectMany(actual => columns.Select(predicted => Text(Count(actual, predicted)))).Distinct()];
        for (double size = LargestText; size >= SmallestText; size--)
            if (size * 1.3 <= cell.Height && texts.All(text => TextMeasure.Width(text, size) + 4 <= cell.Width)) return size;
        return 0;
    }

    private double Count(int actual, int predicted) =>
        predicted < matrix.ClassCount ? matrix[actual, predicted] : matrix.Unpredicted(actual);

    private static void DrawSample(Canvas canvas, Box box, bool isRight)
    {
        const int Parts = 7;
        double width = box.Width / Parts;
        for (int i = 0; i < Parts; i++)
        {
            double share = Math.Pow((i + 1.0) / Parts, isRight ? 1 : 2);
            canvas.Rectangle(new Box(box.X + i * width, box.CenterY - 6, width, 12), Fill(share, isRight));
        }
    }

    private static ThemedColor Fill(double share, bool isRight)
    {
        double level = Math.Round((isRight ? share : Math.Sqrt(share)) * Levels) / Levels;
        (ThemedColor low, ThemedColor high) = isRight ? (Colors.RightLow, Colors.RightHigh) : (Colors.WrongLow, Colors.WrongHigh);
        return ThemedColor.Between(low, high, level);
    }

    private static string Text(double count) => count.ToString("0.##", CultureInfo.InvariantCulture);
}
