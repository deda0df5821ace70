namespace MiniGrad.Visualization;

/// <summary>Splits, thins, simplifies and clips the points of a line.</summary>
internal static class Curve
{
    /// <summary>The stretches between points without a place.</summary>
    public static List<List<Point>> Split(IEnumerable<Point> points)
    {
        List<List<Point>> runs = [];
        bool isOpen = false;
        foreach (Point point in points)
        {
            if (!point.IsFinite)
            {
                isOpen = false;
                continue;
            }
            if (!isOpen) runs.Add([]);
            isOpen = true;
            runs[^1].Add(point);
        }
        return runs;
    }

    /// <summary>Leaves out invisible points: of neighbours in half a pixel column stay the first, last, highest and lowest.</summary>
    public static List<Point> Thin(List<Point> points)
    {
        List<Point> kept = [];
        for (int start = 0, end; start < points.Count; start = end)
        {
            double column = Math.Floor(points[start].X * 2);
            int lowest = start, highest = start;
            for (end = start + 1; end < points.Count && Math.Floor(points[end].X * 2) == column; end++)
            {
                if (points[end].Y > points[lowest].Y) lowest = end;
                if (points[end].Y < points[highest].Y) highest = end;
            }
            int previous = -1;
            foreach (int index in (ReadOnlySpan<int>)[start, Math.Min(lowest, highest), Math.Max(lowest, highest), end - 1])
            {
                if (index != previous) kept.Add(points[index]);
                previous = index;
            }
        }
        return kept;
    }

    /// <summary>Leaves out points that are nearer than a distance to the rest (Ramer, 1972; Douglas and Peucker, 1973).</summary>
    public static List<Point> Simplify(List<Point> points, double distance)
    {
        bool[] isKept = new bool[points.Count];
        isKept[0] = isKept[^1] = true;
        Stack<(int From, int To)> stretches = new([(0, points.Count - 1)]);
        while (stretches.TryPop(out (int From, int To) stretch))
        {
            (int farthest, double largest) = (-1, distance);
            for (int i = stretch.From + 1; i < stretch.To; i++)
            {
                double away = Distance(points[i], points[stretch.From], points[stretch.To]);
                if (away > largest) (farthest, largest) = (i, away);
            }
            if (farthest < 0) continue;
            isKept[farthest] = true;
            stretches.Push((stretch.From, farthest));
            stretches.Push((farthest, stretch.To));
        }
        return [.. points.Where((_, i) => isKept[i])];
    }

    /// <summary>The stretches of a line inside a box (Liang and Barsky, 1984).</summary>
    public static List<List<Point>> Clip(List<Point> points, Box box)
    {
        List<List<Point>> runs = [];
        if (points.Count == 1 && box.Contains(points[0])) runs.Add(points);
        for (int i = 1; i < points.Count; i++)
        {
            if (ClipSegment(points[i - 1], points[i], box) is not { } inside) continue;
            if (runs.Count == 0 || runs[^1][^1] != inside.From) runs.Add([inside.From]);
            runs[^1].Add(inside.To);
        }
        return runs;
    }

    /// <summary>The distance from a point to a segment.</summary>
    private static double Distance(Point point, Point from, Point to)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, length = dx * dx + dy * dy;
        double way = length == 0 ? 0 : Math.Clamp(((point.X - from.X) * dx + (point.Y - from.Y) * dy) / length, 0, 1);
        return double.Hypot(point.X - from.X - way * dx, point.Y - from.Y - way * dy);
    }

    private static (Point From, Point To)? ClipSegment(Point from, Point to, Box box)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, enter = 0, leave = 1;
        // For each border: the speed outward, and the room inside at the start.
        ReadOnlySpan<(double, double)> borders =
            [(-dx, from.X - box.X), (dx, box.Right - from.X), (-dy, from.Y - box.Y), (dy, box.Bottom - from.Y)];
        foreach ((double speed, double room) in borders)
        {
            if (speed == 0 && room < 0) return null;
            if (speed < 0) enter = Math.Max(enter, room / speed);
            if (speed > 0) leave = Math.Min(leave, room / speed);
        }
        if (enter > leave) return null;
        return (enter == 0 ? from : At(enter), leave == 1 ? to : At(leave));

        Point At(double way) => new(from.X + way * dx, from.Y + way * dy);
    }
}
