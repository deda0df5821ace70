using System.Globalization;

namespace MiniGrad.Visualization;

/// <summary>Numbers of SVG: with a point and only visible digits.</summary>
internal static class Number
{
    public static string Text(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
