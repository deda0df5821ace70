using MiniGrad.Search;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Search;

public class ContourFieldTests
{
    private static readonly (double X, double Y)[] places =
        [.. Enumerable.Range(0, 441).Select(i => (i % 21 / 20.0, i / 21 / 20.0))];

    [Fact]
    public void The_contour_of_a_slope_is_a_straight_line_across()
    {
        ContourField field = new([.. places.Select(place => (place.X, place.Y, place.X))]);
        IReadOnlyList<(Point From, Point To)> lines = field.Lines(0.5);
        Assert.All(lines, piece => Assert.InRange(piece.From.X, 0.49, 0.51));
        double length = lines.Sum(piece => Math.Sqrt(Math.Pow(piece.To.X - piece.From.X, 2) + Math.Pow(piece.To.Y - piece.From.Y, 2)));
        Assert.Equal(1, length, 2);
        Assert.Empty(field.Lines(1.5));
    }

    [Fact]
    public void The_contour_of_a_hollow_goes_around_it()
    {
        ContourField field = new(
            [.. places.Select(place => (place.X, place.Y, Math.Pow(place.X - 0.5, 2) + Math.Pow(place.Y - 0.5, 2)))]);
        IReadOnlyList<(Point From, Point To)> lines = field.Lines(0.09);
        double turn = 0;
        foreach ((Point from, Point to) in lines)
        {
            double radius = Math.Sqrt(Math.Pow(from.X - 0.5, 2) + Math.Pow(from.Y - 0.5, 2));
            Assert.InRange(radius, 0.25, 0.3);
            turn += Math.Abs(Math.IEEERemainder(
                Math.Atan2(to.Y - 0.5, to.X - 0.5) - Math.Atan2(from.Y - 0.5, from.X - 0.5), 2 * Math.PI));
        }
        Assert.Equal(2 * Math.PI, turn, 6);
    }

    [Fact]
    public void Where_no_points_are_there_are_no_lines()
    {
        ContourField field = new([.. places.Where(place => place.X < 0.3).Select(place => (place.X, place.Y, place.Y))]);
        Assert.NotEmpty(field.Lines(0.5));
        Assert.All(field.Lines(0.5), piece => Assert.InRange(Math.Max(piece.From.X, piece.To.X), 0, 0.5));
    }
}
