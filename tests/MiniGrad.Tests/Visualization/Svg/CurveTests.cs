using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

/// <summary>What happens to the points of a line before it is drawn.</summary>
public class CurveTests
{
    private static readonly Box box = new(10, 20, 100, 50);

    [Fact]
    public void A_line_is_split_at_points_without_a_place()
    {
        List<List<Point>> runs =
            Curve.Split([new(double.NaN, 0), new(1, 1), new(2, 2), new(3, double.PositiveInfinity), new(4, double.NaN), new(5, 5)]);
        Assert.Equal([[new(1, 1), new(2, 2)], [new(5, 5)]], runs);
    }

    [Fact]
    public void Thinning_keeps_the_first_the_last_and_every_columns_extremes()
    {
        Random random = new(1);
        List<Point> points = [.. Enumerable.Range(0, 100_000).Select(i => new Point(i * 0.005, random.NextDouble() * 100))];
        points[54_321] = new Point(points[54_321].X, 1e6);
        List<Point> thinned = Curve.Thin(points);
        Assert.InRange(thinned.Count, 1000, 4000);
        Assert.Equal(points[0], thinned[0]);
        Assert.Equal(points[^1], thinned[^1]);
        Assert.Equal(points.Max(point => point.Y), thinned.Max(point => point.Y));
        var extremes = (List<Point> of) =>
            of.GroupBy(point => Math.Floor(point.X * 2)).Select(column => (column.Min(point => point.Y), column.Max(point => point.Y)));
        Assert.Equal(extremes(points), extremes(thinned));
        Assert.Equal(thinned.OrderBy(point => point.X), thinned);
    }

    [Fact]
    public void Few_points_stay_as_they_are()
    {
        List<Point> points = [new(0, 1), new(0, 5), new(0, 3), new(7, 3), new(3, 2)];
        Assert.Equal(points, Curve.Thin(points));
    }

    [Fact]
    public void Clipped_lines_end_on_the_border()
    {
        Assert.Equal([[new(10, 45), new(110, 45)]], Curve.Clip([new(-90, 45), new(210, 45)], box));
        Assert.Equal(
            [[new(50, 30), new(50, 20)], [new(60, 20), new(60, 30)]], Curve.Clip([new(50, 30), new(50, 0), new(60, 0), new(60, 30)], box));
        Assert.Equal([[new(20, 30), new(30, 40), new(40, 30)]], Curve.Clip([new(20, 30), new(30, 40), new(40, 30)], box));
        Assert.Empty(Curve.Clip([new(0, 0), new(200, 10), new(300, 500)], box));
        Assert.Empty(Curve.Clip([new(0, 0)], box));
        Assert.Equal([[new(10, 20)]], Curve.Clip([new(10, 20)], box));
    }

    [Fact]
    public void A_clipped_line_lies_on_the_line_and_in_the_box()
    {
        Random random = new(2);
        for (int i = 0; i < 1000; i++)
        {
            Point from = new(random.Next(-100, 200), random.Next(-100, 200)), to = new(random.Next(-100, 200), random.Next(-100, 200));
            bool[] isInside = [.. Enumerable.Range(0, 1001).Select(k => box.Contains(Between(from, to, k / 1000.0)))];
            List<List<Point>> runs = Curve.Clip([from, to], box);
            if (runs.Count == 0)
            {
                Assert.DoesNotContain(true, isInside);
                continue;
            }
            double length = double.Hypot(to.X - from.X, to.Y - from.Y),
                kept = double.Hypot(runs[0][1].X - runs[0][0].X, runs[0][1].Y - runs[0][0].Y);
            Assert.InRange(kept - isInside.Count(inside => inside) * length / 1001, -length / 500, length / 500);
            foreach (Point end in runs[0])
            {
                Assert.True(box.Grown(1e-9).Contains(end));
                Assert.InRange((end.X - from.X) * (to.Y - from.Y) - (end.Y - from.Y) * (to.X - from.X), -1e-6, 1e-6);
            }
        }
    }

    [Fact]
    public void A_simplified_line_deviates_by_at_most_the_tolerance()
    {
        List<Point> circle =
            [.. Enumerable.Range(0, 2001).Select(i => new Point(100 * Math.Cos(i * Math.PI / 1000), 100 * Math.Sin(i * Math.PI / 1000)))];
        List<Point> simple = Curve.Simplify(circle, 0.1);
        // A chord of a circle of radius r is s = r(1 − cos(φ/2)) away from it at most.
        Assert.InRange(simple.Count, Math.PI / Math.Acos(1 - 0.1 / 100), 4 * Math.PI / Math.Acos(1 - 0.1 / 100));
        for (int i = 1; i < simple.Count; i++)
            Assert.InRange(double.Hypot((simple[i].X + simple[i - 1].X) / 2, (simple[i].Y + simple[i - 1].Y) / 2), 99.9 - 1e-9, 100);
        Assert.Equal([new(0, 0), new(4, 0)], Curve.Simplify([new(0, 0), new(1, 0.05), new(2, 0), new(4, 0)], 0.1));
    }

    private static Point Between(Point from, Point to, double fraction) =>
        new(from.X + (to.X - from.X) * fraction, from.Y + (to.Y - from.Y) * fraction);
}
