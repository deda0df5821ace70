using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A <see cref="ConfusionMatrix"/> as a heat map: rows are right classes, columns predicted ones, colours shares.</summary>
/// <remarks>Mistakes are coloured by the root of the share, so that rare ones are visible. Counts are written where all of them fit; a
/// pointer over a cell shows its count, and over a shortened name the whole name. Samples without a prediction have a column of their
/// own.</remarks>
public sealed class ConfusionMatrixChart : Picture
{
    /// <summary>The largest number of classes.</summary>
    public const int MaxClassCount = CellGrid.LargestCount;

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
        CellGrid grid = new(Frame, matrix.ClassCount, Columns, width => Math.Min(width, CellGrid.TallestCell));
        Canvas canvas = grid.Frame.CreateCanvas();
        IEnumerable<int> rows = Enumerable.Range(0, matrix.ClassCount), columns = Enumerable.Range(0, Columns);
        double textSize = grid.TextSize(rows.SelectMany(actual => columns.Select(predicted => Text(Count(actual, predicted)))));
        foreach (int actual in rows)
            foreach (int predicted in columns) DrawCell(canvas, grid, actual, predicted, textSize);
        grid.Frame.DrawAxes(canvas, isClosed: true);
        return canvas;
    }

    private PlotFrame Frame(double plotHeight)
    {
        double longest = Width * CellGrid.NameShare;
        IReadOnlyList<string> columns = hasUnpredicted ? [.. matrix.ClassNames, "none"] : matrix.ClassNames;
        CategoryScale x = new(columns, longest), y = new([.. matrix.ClassNames.Reverse()], longest);
        LegendEntry right = new("right", (canvas, box) => CellGrid.DrawSample(canvas, box, level => Fill(level, isRight: true)));
        // Its shades are evenly spread again: squares undo the root.
        LegendEntry wrong = new("wrong", (canvas, box) => CellGrid.DrawSample(canvas, box, level => Fill(level * level, isRight: false)));
        return new PlotFrame(Title, Width, plotHeight, (x, "predicted class"), (y, "right class"), [right, wrong]);
    }

    private void DrawCell(Canvas canvas, CellGrid grid, int actual, int predicted, double textSize)
    {
        double count = Count(actual, predicted);
        if (count == 0) return;
        double share = count / matrix.Support(actual);
        string predictedName = predicted < matrix.ClassCount ? matrix.ClassNames[predicted] : "none";
        string amount = Invariant($"{Text(count)} of {Text(matrix.Support(actual))} ({100 * share:0.##} %)");
        string title = $"right: {matrix.ClassNames[actual]}, predicted: {predictedName}: {amount}";
        grid.Draw(canvas, actual, predicted, title, Fill(share, actual == predicted), Text(count), textSize);
    }

    private double Count(int actual, int predicted) =>
        predicted < matrix.ClassCount ? matrix[actual, predicted] : matrix.Unpredicted(actual);

    private static ThemedColor Fill(double share, bool isRight) => isRight
        ? CellGrid.Shade(Colors.RightLow, Colors.RightHigh, share)
        : CellGrid.Shade(Colors.WrongLow, Colors.WrongHigh, Math.Sqrt(share));

    private static string Text(double count) => count.ToString("0.##", CultureInfo.InvariantCulture);
}
