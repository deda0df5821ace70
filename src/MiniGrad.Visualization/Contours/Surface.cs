namespace MiniGrad.Visualization;

/// <summary>A function of two variables on a grid.</summary>
/// <param name="X">The columns' places, ascending.</param>
/// <param name="Y">The rows' places, ascending.</param>
/// <param name="Values">By row and column.</param>
internal sealed record Surface(double[] X, double[] Y, double[,] Values)
{
    public int Columns => X.Length;
    public int Rows => Y.Length;

    public static Surface Of(
        Func<double, double, double> function, (double Minimum, double Maximum) xs, (double Minimum, double Maximum) ys, int resolution)
    {
        double[] x = Spread(xs, resolution), y = Spread(ys, resolution);
        double[,] values = new double[resolution, resolution];
        for (int row = 0; row < resolution; row++)
            for (int column = 0; column < resolution; column++) values[row, column] = function(x[column], y[row]);
        return new Surface(x, y, values);
    }

    /// <summary>Places at equal distances, both ends included.</summary>
    public static double[] Spread((double Minimum, double Maximum) range, int count) =>
        [.. Enumerable.Range(0, count).Select(i => range.Minimum + (range.Maximum - range.Minimum) * i / (count - 1))];

    /// <summary>The surface inside a rim below every level, with no space between: it closes lines along the border.</summary>
    public Surface WithRim()
    {
        double[,] values = new double[Rows + 2, Columns + 2];
        for (int row = 0; row < Rows + 2; row++)
        {
            for (int column = 0; column < Columns + 2; column++)
            {
                bool isRim = row == 0 || column == 0 || row > Rows || column > Columns;
                values[row, column] = isRim ? double.NegativeInfinity : Values[row - 1, column - 1];
            }
        }
        return new Surface([X[0], .. X, X[^1]], [Y[0], .. Y, Y[^1]], values);
    }
}
