using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class MarchingSquaresTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(160)]
    public void Lines_of_x2_plus_y2_are_circles_to_the_accuracy_of_the_grid(int resolution)
    {
        Surface surface = Surface.Of((x, y) => x * x + y * y, (-2, 2), (-2, 2), resolution);
        double step = 4.0 / (resolution - 1);
        foreach (double radius in (ReadOnlySpan<double>)[0.5, 1, 1.7])
        {
            List<Point> circle = Assert.Single(MarchingSquares.Lines(surface, radius * radius));
            Assert.Equal(circle[0], circle[^1]);
            // Along an edge, linear interpolation lies above x², by (h/2)² at most.
            Assert.All(
                circle, point => Assert.InRange(radius * radius - point.X * point.X - point.Y * point.Y, -1e-12, step * step / 4 + 1e-12));
            // All the way around: neighbours are no further apart than a cell's diagonal.
            for (int i = 1; i < circle.Count; i++)
                Assert.InRange(double.Hypot(circle[i].X - circle[i - 1].X, circle[i].Y - circle[i - 1].Y), 0, 1.42 * step);
            Assert.InRange(circle.Count, 6 * radius / step, 9 * radius / step);
        }
    }

    [Fact]
    public void A_line_of_a_plane_is_straight_and_ends_at_the_border()
    {
        List<Point> line = Assert.Single(MarchingSquares.Lines(Surface.Of((x, y) => x + 2 * y, (0, 3), (0, 3), 10), 4.5));
        Assert.All(line, point => Assert.Equal(4.5, point.X + 2 * point.Y, 1e-12));
        Assert.Equal([0, 3], new[] { line[0].X, line[^1].X }.Order());
        Assert.Equal([0.75, 2.25], new[] { line[0].Y, line[^1].Y }.Order().Select(y => Math.Round(y, 12)));
    }

    /// <summary>One cell with a high lower left and upper right corner: the saddle between them is at (ac − bd)/(a + c − b − d).</summary>
    [Theory]
    [InlineData(4, 0, 4, 0, 1.9, true)]
    [InlineData(4, 0, 4, 0, 2.1, false)]
    [InlineData(0, 4, 0, 4, 1.9, true)]
    [InlineData(0, 4, 0, 4, 2.1, false)]
    [InlineData(9, 0, 3, 2, 2.6, true)]
    [InlineData(9, 0, 3, 2, 2.8, false)]
    public void At_a_saddle_the_high_corners_are_joined_only_below_its_height(
        double a, double b, double c, double d, double level, bool areJoined)
    {
        Surface cell = new([0, 1], [0, 1], new[,] { { a, b }, { d, c } });
        List<List<Point>> lines = MarchingSquares.Lines(cell, level);
        Assert.Equal(2, lines.Count);
        bool isHighAtLowerLeft = a >= level;
        // A line that joins the left and the lower edge cuts off the lower left corner.
        bool cutsOffLowerLeft = lines.Any(line => line.Any(point => point.X == 0) && line.Any(point => point.Y == 0));
        Assert.Equal(areJoined, cutsOffLowerLeft != isHighAtLowerLeft);
    }

    [Fact]
    public void The_lines_of_a_saddle_surface_never_cross_its_asymptotes()
    {
        Surface surface = Surface.Of((x, y) => x * y, (-1, 1), (-1, 1), 11);
        foreach (double level in (ReadOnlySpan<double>)[-0.3, -1e-3, 1e-3, 0.3])
        {
            List<List<Point>> lines = MarchingSquares.Lines(surface, level);
            Assert.Equal(2, lines.Count);
            Assert.All(lines, line => Assert.Single(line.Select(point => (point.X > 0, point.Y > 0)).Distinct()));
        }
    }

    [Fact]
    public void Each_hill_has_a_line_of_its_own()
    {
        Surface surface = Surface.Of((x, y) => Math.Sin(Math.PI * x) * Math.Sin(Math.PI * y), (0, 4), (0, 4), 81);
        Assert.Equal(8, MarchingSquares.Lines(surface, 0.5).Count);
        Assert.Equal(8, MarchingSquares.Lines(surface, -0.5).Count);
        Assert.Empty(MarchingSquares.Lines(surface, 1.5));
    }

    [Fact]
    public void Inside_a_rim_all_lines_are_closed_and_enclose_what_reaches_the_level()
    {
        Surface surface = Surface.Of((x, y) => x + 0.5 * y * y + 0.3 * Math.Sin(7 * x), (-2, 2), (-1, 3), 60);
        int reaching = surface.Values.Cast<double>().Count(value => value >= 0.7);
        double area = 0;
        foreach (List<Point> line in MarchingSquares.Lines(surface.WithRim(), 0.7))
        {
            Assert.Equal(line[0], line[^1]);
            area += Math.Abs(Enumerable.Range(1, line.Count - 1).Sum(i => line[i - 1].X * line[i].Y - line[i].X * line[i - 1].Y)) / 2;
        }
        Assert.Equal(16.0 * reaching / surface.Values.Length, area, 0.15);
    }

    [Fact]
    public void Values_that_are_not_finite_leave_holes()
    {
        Surface surface = Surface.Of((x, y) => Math.Sqrt(x * x + y * y - 1), (-2, 2), (-2, 2), 41);
        List<Point> around = Assert.Single(MarchingSquares.Lines(surface, double.MinValue));
        Assert.All(around, point => Assert.InRange(double.Hypot(point.X, point.Y), 1, 1.15));
        Surface peak = new([0, 1, 2], [0, 1, 2], new[,] { { 0, 0, 0 }, { 0, double.PositiveInfinity, 0 }, { 0, 0, 0 } });
        Assert.All(Assert.Single(MarchingSquares.Lines(peak, 1)), point => Assert.True(double.IsFinite(point.X + point.Y)));
    }
}
