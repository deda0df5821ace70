using System.Globalization;

namespace MiniGrad.Visualization.Svg;

/// <summary>A colour in a picture on a light background and its counterpart on a dark one, each as <c>0xRRGGBB</c>.</summary>
internal readonly record struct ThemedColor(int Light, int Dark)
{
    /// <summary>The colour between two others, at a fraction of the way.</summary>
    public static ThemedColor Between(ThemedColor from, ThemedColor to, double fraction) =>
        new(Mix(from.Light, to.Light, fraction), Mix(from.Dark, to.Dark, fraction));

    public static string Hex(int color) => string.Create(CultureInfo.InvariantCulture, $"#{color:x6}");

    private static int Mix(int from, int to, double fraction)
    {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8)
        {
            int a = (from >> shift) & 0xff, b = (to >> shift) & 0xff;
            mixed |= (int)Math.Round(a + (b - a) * fraction) << shift;
        }
        return mixed;
    }
}
