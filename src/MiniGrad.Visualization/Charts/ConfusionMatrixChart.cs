using System.Globalization;
using MiniGrad.Training;
using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>
/// A <see cref="ConfusionMatrix"/> as a heat map: a row for each right class, a column for each predicted one. The colour of a cell is its share of the row,
/// blue on the diagonal, orange beside it.
/// </summary>
/// <remarks>
/// Beside the diagonal colours go with the root of the share, so that rare mistakes can be seen. Counts are written where all of them fit; a pointer over a
/// cell shows its count in any case, and over a shortened name the whole one. Samples without a prediction have a column of their own.
/// </remarks>
public sealed class ConfusionMatrixChart : Picture
{
    /// <summary>The largest number of classes that can be drawn.</summary>
    public const int MaxClassCount = 200;

    private const int SmallestWidth = 240;
    private const int LargestWidth = 10_000;
    private const double TallestCell = 64;

    /// <summary>How many shades there are of each colour.</summary>
    private const int Levels = 24;

    /// <summary>The longest that names of classes may be, as a share of the width.</summary>
    private const double NameShare = 0.24;
    private const double SmallestText = 8;
    private const double LargestText = 13;

    private readonly ConfusionMatrix matrix;
    private readonly bool hasUnpredicted;

    /// <summary>Makes a picture of a matrix as it is when it is drawn.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxClassCount"/> classes.</exception>
    public ConfusionMatrixChart(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.ClassCount > MaxClassCount)
            throw new ArgumentException(Invariant($"ConfusionMatrixChart: expected at most {MaxClassCount} classes, got {matrix.ClassCount}."), nameof(matrix));
        this.matrix = matrix;
        hasUnpredicted = Enumerable.Range(0, matrix.ClassCount).Any(index => matrix.Unpredicted(index) > 0);
    }

    /// <summary>The width of the whole picture in pixels, from 240 to 10,000; its height follows. Default: 560.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public int Width
    {
        get;
        init => field = value is >= SmallestWidth and <= LargestWidth
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Width), Invariant($"ConfusionMatrixChart: expected a width from {SmallestWidth} to {LargestWidth}, got {value}."));
    } = 560;

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
        return new PlotFrame(
            Title, Width, Math.Max(plotHeight, matrix.ClassCount), (x, "predicted class"), (y, "right class"),
            [new("right", (canvas, box) => DrawSample(canvas, box, isRight: true)), new("wrong", (canvas, box) => DrawSample(canvas, box, isRight: false))]);
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
        // A little space between cells that are large enough for it.
        canvas.Rectangle(box.Width > 12 ? box.Grown(-0.5) : box, fill);
        if (textSize > 0)
            canvas.Text(Text(count), new Point(box.CenterX, box.CenterY + textSize * 0.36), new TextStyle(fill.ForText(), textSize, Anchor.Middle));
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

    private double Count(int actual, int predicted) => predicted < matrix.ClassCount ? matrix[actual, predicted] : matrix.Unpredicted(actual);

    private static void DrawSample(Canvas canvas, Box box, bool isRight)
    {
        const int Parts = 7;
        double width = box.Width / Parts;
        for (int i = 0; i < Parts; i++)
            canvas.Rectangle(new Box(box.X + i * width, box.CenterY - 6, width, 12), Fill(Math.Pow((i + 1.0) / Parts, isRight ? 1 : 2), isRight));
    }

    private static ThemedColor Fill(double share, bool isRight)
    {
        double level = Math.Round((isRight ? share : Math.Sqrt(share)) * Levels) / Levels;
        return isRight ? ThemedColor.Between(Colors.RightLow, Colors.RightHigh, level) : ThemedColor.Between(Colors.WrongLow, Colors.WrongHigh, level);
    }

    private static string Text(double count) => count.ToString("0.##", CultureInfo.InvariantCulture);
}
