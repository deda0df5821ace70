namespace MiniGrad.Tests.Visualization;

/// <summary>How far two colours stand apart, by WCAG 2.1: from 1 to 21.</summary>
internal static class Contrast
{
    public static double Of(int color, int background)
    {
        double a = Luminance(color), b = Luminance(background);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(int color) => 0.2126 * Linear(color >> 16) + 0.7152 * Linear(color >> 8) + 0.0722 * Linear(color);

    private static double Linear(int channel)
    {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
