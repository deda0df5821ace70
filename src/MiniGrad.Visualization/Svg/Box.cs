namespace MiniGrad.Visualization;

/// <summary>A rectangle in a picture, in pixels, y downward.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
    public double CenterX => X + Width / 2;
    public double CenterY => Y + Height / 2;
    public Point Center => new(CenterX, CenterY);
    public bool Contains(Point point) => point.X >= X && point.X <= Right && point.Y >= Y && point.Y <= Bottom;

    public Box Grown(double margin) => new(X - margin, Y - margin, Width + 2 * margin, Height + 2 * margin);
}

/// <summary>A place, in pictures in pixels with y downward.</summary>
internal readonly record struct Point(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
