using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>Numbers at points of the unit square, smoothed: at each place the mean of all, weighted by a normal density around it
/// (E. Nadaraya, On estimating regression, 1964; G. Watson, Smooth regression analysis, 1964). Where no points are near, there is
/// nothing.</summary>
internal sealed class ContourField
{
    private const int Cells = 40;

    /// <summary>So much of the weight of one point must be near.</summary>
    private const double LeastWeight = 0.6;

    private readonly double[,] values = new double[Cells + 1, Cells + 1];

    public ContourField(IReadOnlyList<(double X, double Y, double Value)> points)
    {
        // Scott's rule for two dimensions, and less wide than for evenly spread points: a search gathers them.
        double width = Math.Max(0.04, 0.2 * Math.Pow(points.Count, -1.0 / 6));
        for (int i = 0; i <= Cells; i++)
        {
            for (int k = 0; k <= Cells; k++)
            {
                (double sum, double weights) = (0, 0);
                foreach ((double x, double y, double value) in points)
                {
                    (double dx, double dy) = ((x - i / (double)Cells) / width, (y - k / (double)Cells) / width);
                    double weight = Math.Exp(-(dx * dx + dy * dy) / 2);
                    (sum, weights) = (sum + weight * value, weights + weight);
                }
                values[i, k] = weights < LeastWeight ? double.NaN : sum / weights;
            }
        }
    }

    /// <summary>The lines on which the numbers have a value, as pieces: each crosses a triangle of the grid.</summary>
    public IReadOnlyList<(Point From, Point To)> Lines(double level)
    {
        List<(Point, Point)> lines = [];
        for (int i = 0; i < Cells; i++)
        {
            for (int k = 0; k < Cells; k++)
            {
                Cross((i, k), (i + 1, k), (i + 1, k + 1));
                Cross((i, k), (i + 1, k + 1), (i, k + 1));
            }
        }
        return lines;

        void Cross((int, int) a, (int, int) b, (int, int) c)
        {
            // Either no side is crossed, or two are. With NaN none is.
            List<Point> found = [];
            Side(a, b);
            Side(b, c);
            Side(c, a);
            if (found.Count == 2) lines.Add((found[0], found[1]));

            void Side((int X, int Y) from, (int X, int Y) to)
            {
                double first = values[from.X, from.Y] - level, second = values[to.X, to.Y] - level;
                if (double.IsNaN(first) || double.IsNaN(second) || first < 0 == second < 0) return;
                double share = first / (first - second);
                found.Add(new Point(
                    (from.X + share * (to.X - from.X)) / Cells, (from.Y + share * (to.Y - from.Y)) / Cells));
            }
        }
    }
}
