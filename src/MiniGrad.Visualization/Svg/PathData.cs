namespace MiniGrad.Visualization;

/// <summary>The <c>d</c> attribute of a path, command by command.</summary>
internal sealed class PathData
{
    private readonly StringBuilder text = new();

    public bool IsEmpty => text.Length == 0;
    public PathData MoveTo(Point to) => Append('M', to);
    public PathData LineTo(Point to) => Append('L', to);

    public PathData CurveTo(Point control1, Point control2, Point to)
    {
        Append('C', control1);
        Append(' ', control2);
        return Append(' ', to);
    }

    public PathData Close()
    {
        text.Append('Z');
        return this;
    }

    /// <summary>A point, for <see cref="Canvas.Dots"/>.</summary>
    public PathData Dot(Point at)
    {
        Append('M', at);
        text.Append("h0");
        return this;
    }

    /// <summary>A rectangle.</summary>
    public PathData Rectangle(Box box)
    {
        Append('M', new Point(box.X, box.Y));
        text.Append('H').Append(Number.Text(box.Right)).Append('V').Append(Number.Text(box.Bottom));
        text.Append('H').Append(Number.Text(box.X)).Append('Z');
        return this;
    }

    /// <summary>A line through all points.</summary>
    public PathData Polyline(IReadOnlyList<Point> points)
    {
        for (int i = 0; i < points.Count; i++) Append(i == 0 ? 'M' : 'L', points[i]);
        return this;
    }

    public override string ToString() => text.ToString();

    private PathData Append(char command, Point to)
    {
        text.Append(command).Append(Number.Text(to.X)).Append(' ').Append(Number.Text(to.Y));
        return this;
    }
}

/// <summary>Numbers of SVG: with a point and only visible digits.</summary>
internal static class Number
{
    public static string Text(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
