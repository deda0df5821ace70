namespace MiniGrad.Visualization;

/// <summary>A place; in pictures in pixels, y downward.</summary>
internal readonly record struct Point(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
