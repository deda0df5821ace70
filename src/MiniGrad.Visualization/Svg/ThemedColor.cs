namespace MiniGrad.Visualization;

/// <summary>A colour in a picture on a light background and its counterpart on a dark one, each as <c>0xRRGGBB</c>.</summary>
internal readonly record struct ThemedColor(int Light, int Dark)
{
    /// <summary>A mixture of two colours.</summary>
    public static ThemedColor Between(ThemedColor from, ThemedColor to, double fraction) =>
        new(Mix(from.Light, to.Light, fraction), Mix(from.Dark, to.Dark, fraction));

    /// <summary>Black or white for text on this colour, with the contrast of at least 4.5 that WCAG 2.1 asks for.</summary>
    public ThemedColor ForText() => new(Readable(Light), Readable(Dark));

    public string Hex(bool isDark) => string.Create(CultureInfo.InvariantCulture, $"#{(isDark ? Dark : Light):x6}");

    // Black and white have equal contrast where (1 + 0.05) / (L + 0.05) = (L + 0.05) / 0.05.
    private static int Readable(int background) => Luminance(background) > 0.179 ? 0x000000 : 0xffffff;

    /// <summary>The relative luminance of WCAG 2.1, from 0 for black to 1 for white.</summary>
    private static double Luminance(int color) => 0.2126 * Linear(color >> 16) + 0.7152 * Linear(color >> 8) + 0.0722 * Linear(color);

    private static double Linear(int channel)
    {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

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
