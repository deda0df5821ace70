using System.Globalization;

namespace MiniGrad.Visualization;

/// <summary>Numbers as SVG wants them: with a point, and no more digits than can be seen.</summary>
internal static class Number
{
    public static string Text(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
