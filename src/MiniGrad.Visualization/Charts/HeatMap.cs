using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A matrix of numbers as colours, such as the weights of an attention: rows from top to bottom, columns from left to
/// right.</summary>
/// <remarks>All names are shown: rows are as high as a line of text, and the signs of narrow columns become smaller. A name of spaces alone
/// is shown as <c>␣</c>. A pointer over a cell shows its row, column and value; small matrices also have their values written in the cells
/// where all fit.</remarks>
/// <example>Which character of the source each character of the result came from:<code>
/// double[,] weights = { { 0.9, 0.1 }, { 0.2, 0.8 } };
/// HeatMap map = new(weights, ["3", " "], ["0", "3"]) { Title = "Attention", RowLabel = "source", ColumnLabel = "result" };
/// map.Save("attention.svg");
/// </code></example>
public sealed class HeatMap : Picture
{
    /// <summary>The largest number of rows, and of columns.</summary>
    public const int MaxCount = CellGrid.LargestCount;

    /// <summary>With more cells, their values would be a thicket.</summary>
    private const int MostWritten = 150;

    private readonly double[,] values;
    private readonly string[] rowNames;
    private readonly string[] columnNames;
    private readonly double least;
    private readonly double largest;

    /// <param name="values">[rows, columns]; they are copied.</param>
    /// <param name="rowNames">A name for each row; names may repeat.</param>
    /// <param name="columnNames">A name for each column; names may repeat.</param>
    /// <exception cref="ArgumentException">There are no rows or no columns, more than <see cref="MaxCount"/> of either, or other numbers of
    /// names; a value is not finite, or a name null.</exception>
    public HeatMap(double[,] values, IEnumerable<string> rowNames, IEnumerable<string> columnNames)
    {
        ArgumentNullException.ThrowIfNull(values);
        (int rows, int columns) = (values.GetLength(0), values.GetLength(1));
        CheckCounts(rows, columns, nameof(values));
        this.values = (double[,])values.Clone();
        this.rowNames = Checked(rowNames, rows, "row", nameof(rowNames));
        this.columnNames = Checked(columnNames, columns, "column", nameof(columnNames));
        (least, largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double value = values[row, column];
                if (!double.IsFinite(value))
                    throw new ArgumentException(
                        Invariant($"HeatMap: expected finite values, got {value} in row {row}, column {column}."), nameof(values));
                (least, largest) = (Math.Min(least, value), Math.Max(largest, value));
            }
        }
    }

    /// <param name="rows">The values of each row, of one number in all rows; they are copied.</param>
    /// <param name="rowNames">A name for each row; names may repeat.</param>
    /// <param name="columnNames">A name for each column; names may repeat.</param>
    /// <exception cref="ArgumentException">The rows differ in length, or as for the other constructor.</exception>
    /// <inheritdoc cref="HeatMap(double[,], IEnumerable{string}, IEnumerable{string})" path="/*[not(self::param)]"/>
    public HeatMap(IReadOnlyList<IReadOnlyList<double>> rows, IEnumerable<string> rowNames, IEnumerable<string> columnNames)
        : this(Matrix(rows), rowNames, columnNames) { }

    /// <summary>The width of the whole picture in pixels, from 240 to 10,000; its height follows. Default: 540, of which a report
    /// holds two side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public int Width { get; init => field = Checked(value, Chart.SmallestWidth, Chart.LargestSize); } = 540;

    /// <summary>What the columns are, beneath the plot. Default: none.</summary>
    public string ColumnLabel { get; init => field = NotNull(value); } = "";

    /// <summary>What the rows are, to the left of the plot. Default: none.</summary>
    public string RowLabel { get; init => field = NotNull(value); } = "";

    /// <summary>The value of the faintest colour; lower ones have it too. Default: null, 0 or the least value, whichever is less.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double? Minimum { get; init => field = Finite(value, "the minimum"); }

    /// <summary>The value of the strongest colour; higher ones have it too. Default: null, the largest value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double? Maximum { get; init => field = Finite(value, "the maximum"); }

    private double Low => Minimum ?? Math.Min(0, least);

    private double High => Maximum ?? Math.Max(Low, largest);

    private protected override Canvas Draw()
    {
        if (High < Low || (High == Low && (Minimum ?? Maximum) is not null))
            throw new InvalidOperationException(Invariant($"HeatMap: expected a minimum below the maximum, got {Low} and {High}."));
        CellGrid grid = new(Frame, rowNames.Length, columnNames.Length, CellHeight);
        Canvas canvas = grid.Frame.CreateCanvas();
        int decimals = High > Low ? (int)Math.Clamp(2 - Math.Floor(Math.Log10(High - Low) + 0.5), 0, 6) : 2;
        double textSize = values.Length > MostWritten ? 0 : grid.TextSize(values.Cast<double>().Select(value => Written(value, decimals)));
        for (int row = 0; row < rowNames.Length; row++)
        {
            for (int column = 0; column < columnNames.Length; column++)
            {
                double value = values[row, column];
                string title = Invariant(
                    $"row {row + 1} '{rowNames[row]}', column {column + 1} '{columnNames[column]}': {TickLabels.Of(value, 4)}");
                grid.Draw(canvas, row, column, title, Fill(LevelOf(value)), Written(value, decimals), textSize);
            }
        }
        grid.Frame.DrawAxes(canvas, isClosed: true);
        return canvas;
    }

    /// <summary>Square cells, but neither lower than a line of text nor in a plot much higher than wide.</summary>
    private double CellHeight(double width) => Math.Max(
        HorizontalLabels.Style.LineHeight + 0.1, Math.Min(Math.Min(width, CellGrid.TallestCell), (double)Width / rowNames.Length));

    private PlotFrame Frame(double plotHeight)
    {
        double longest = Width * CellGrid.NameShare;
        CategoryScale x = new(columnNames, longest), y = new([.. rowNames.Reverse()], longest);
        LegendEntry colors = High == Low
            ? new(TickLabels.Of(Low), (canvas, box) => CellGrid.DrawSample(canvas, box, _ => Fill(0)))
            : new($"{TickLabels.Of(Low)} to {TickLabels.Of(High)}", (canvas, box) => CellGrid.DrawSample(canvas, box, Fill));
        return new PlotFrame(Title, Width, plotHeight, (x, ColumnLabel), (y, RowLabel), [colors]);
    }

    // In halves: the difference of the largest numbers is none.
    private double LevelOf(double value) =>
        High == Low ? 0 : Math.Clamp((value / 2 - Low / 2) / (High / 2 - Low / 2), 0, 1);

    private static ThemedColor Fill(double level) => CellGrid.Shade(Colors.RightLow, Colors.RightHigh, level);

    private static string Written(double value, int decimals) =>
        Math.Abs(value) < 1e6 ? TickLabels.Plain(Math.Round(value, decimals), decimals) : TickLabels.Of(value);

    private static void CheckCounts(int rows, int columns, string parameter)
    {
        if (rows is > 0 and <= MaxCount && columns is > 0 and <= MaxCount) return;
        throw new ArgumentException(
            Invariant($"HeatMap: expected 1 to {MaxCount} rows and 1 to {MaxCount} columns, got {rows} and {columns}."), parameter);
    }

    private static double[,] Matrix(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Contains(null!)) throw new ArgumentNullException(nameof(rows), "HeatMap: a row is null.");
        int columns = rows.Count == 0 ? 0 : rows[0].Count;
        CheckCounts(rows.Count, columns, nameof(rows));
        double[,] values = new double[rows.Count, columns];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count != columns)
                throw new ArgumentException(
                    Invariant($"HeatMap: expected {columns} values in every row, as in row 0, got {rows[row].Count} in row {row}."),
                    nameof(rows));
            for (int column = 0; column < columns; column++) values[row, column] = rows[row][column];
        }
        return values;
    }

    private static string[] Checked(IEnumerable<string> names, int count, string what, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        string[] all = [.. names];
        if (all.Length != count)
            throw new ArgumentException(Invariant($"HeatMap: expected {count} {what} names, got {all.Length}."), parameter);
        int missing = Array.IndexOf(all, null);
        if (missing >= 0) throw new ArgumentException(Invariant($"HeatMap: the name of {what} {missing} is null."), parameter);
        return [.. all.Select(Visible)];
    }

    /// <summary>The name, with signs for spaces if there is nothing else.</summary>
    private static string Visible(string name) => !string.IsNullOrWhiteSpace(name) ? name : string.Concat(
        name.Select(letter => letter switch { '\t' => '⇥', '\n' or '\r' => '↵', _ => '␣' }));

    private static string NotNull(string value, [CallerMemberName] string property = "")
    {
        ArgumentNullException.ThrowIfNull(value, property);
        return value;
    }

    private static double? Finite(double? value, string what) =>
        value is { } number ? Guard.Finite(number, nameof(HeatMap), what) : null;
}
