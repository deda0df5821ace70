namespace MiniGrad.Visualization;

/// <summary>Lines of equal height on a surface, by marching squares: between corners of a cell that reach the level and others.</summary>
/// <remarks>At a saddle its height decides (the asymptotic decider; Nielson and Hamann, 1991). NaN counts as below every level.</remarks>
internal sealed class MarchingSquares
{
    private readonly Surface surface;
    private readonly double level;

    /// <summary>For each crossed edge of the grid, the next edges of the line on both sides, −1 for none.</summary>
    private readonly Dictionary<int, (int First, int Second)> neighbours = [];
    private readonly List<int> order = [];

    private MarchingSquares(Surface surface, double level) => (this.surface, this.level) = (surface, level);

    /// <summary>The lines; a closed one ends where it starts.</summary>
    public static List<List<Point>> Lines(Surface surface, double level)
    {
        MarchingSquares squares = new(surface, level);
        for (int row = 0; row + 1 < surface.Rows; row++)
            for (int column = 0; column + 1 < surface.Columns; column++) squares.Cross(row, column);
        return squares.Trace();
    }

    private bool Reaches(int row, int column) => surface.Values[row, column] >= level;

    /// <summary>Joins the crossed edges of one cell.</summary>
    private void Cross(int row, int column)
    {
        // A bit for each corner, counter-clockwise from the lower left.
        int corners = (Reaches(row, column) ? 1 : 0) | (Reaches(row, column + 1) ? 2 : 0)
            | (Reaches(row + 1, column + 1) ? 4 : 0) | (Reaches(row + 1, column) ? 8 : 0);
        if (corners is 0 or 15) return;
        int bottom = Horizontal(row, column), top = Horizontal(row + 1, column);
        int left = Vertical(row, column), right = Vertical(row, column + 1);
        switch (corners)
        {
            case 1 or 14: Join(left, bottom); break;
            case 2 or 13: Join(bottom, right); break;
            case 4 or 11: Join(right, top); break;
            case 8 or 7: Join(top, left); break;
            case 3 or 12: Join(left, right); break;
            case 6 or 9: Join(bottom, top); break;
            default:
                // High corners are joined across the saddle if it reaches the level too.
                bool cutsOffLowerLeft = corners == 5 ? !(Saddle(row, column) >= level) : Saddle(row, column) >= level;
                Join(left, cutsOffLowerLeft ? bottom : top);
                Join(right, cutsOffLowerLeft ? top : bottom);
                break;
        }
    }

    /// <summary>The height of the bilinear interpolation at its saddle.</summary>
    private double Saddle(int row, int column)
    {
        double[,] at = surface.Values;
        double a = at[row, column], b = at[row, column + 1], c = at[row + 1, column + 1], d = at[row + 1, column];
        return (a * c - b * d) / (a + c - b - d);
    }

    private int Horizontal(int row, int column) => 2 * (row * surface.Columns + column);
    private int Vertical(int row, int column) => 2 * (row * surface.Columns + column) + 1;

    private void Join(int one, int other)
    {
        Add(one, other);
        Add(other, one);
    }

    private void Add(int edge, int next)
    {
        if (neighbours.TryGetValue(edge, out (int First, int Second) known)) neighbours[edge] = (known.First, next);
        else
        {
            neighbours[edge] = (next, -1);
            order.Add(edge);
        }
    }

    private List<List<Point>> Trace()
    {
        List<List<Point>> lines = [];
        // Lines that end at the border first, from their ends.
        foreach (int edge in order)
            if (neighbours.TryGetValue(edge, out var next) && next.Second < 0) lines.Add(Follow(edge));
        foreach (int edge in order)
            if (neighbours.ContainsKey(edge)) lines.Add(Follow(edge));
        return lines;
    }

    private List<Point> Follow(int start)
    {
        List<Point> line = [];
        int previous = -1, edge = start;
        do
        {
            line.Add(Crossing(edge));
            neighbours.Remove(edge, out (int First, int Second) next);
            (previous, edge) = (edge, next.First == previous ? next.Second : next.First);
        }
        while (edge >= 0 && edge != start);
        if (edge == start) line.Add(line[0]);
        return line;
    }

    /// <summary>The crossing of an edge, by linear interpolation; beside a value that is not finite, the other corner.</summary>
    private Point Crossing(int edge)
    {
        int row = edge / 2 / surface.Columns, column = edge / 2 % surface.Columns;
        bool isVertical = edge % 2 == 1;
        double from = surface.Values[row, column], to = isVertical ? surface.Values[row + 1, column] : surface.Values[row, column + 1];
        double way = !double.IsFinite(from) ? 1 : !double.IsFinite(to) ? 0 : (level / 2 - from / 2) / (to / 2 - from / 2);
        return isVertical
            ? new Point(surface.X[column], surface.Y[row] + way * (surface.Y[row + 1] - surface.Y[row]))
            : new Point(surface.X[column] + way * (surface.X[column + 1] - surface.X[column]), surface.Y[row]);
    }
}
