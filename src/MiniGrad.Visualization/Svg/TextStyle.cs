namespace MiniGrad.Visualization;

/// <summary>The colour, size in pixels, anchor and weight of text.</summary>
internal readonly record struct TextStyle(ThemedColor Color, double Size, Anchor Anchor = Anchor.Start, bool IsBold = false)
{
    /// <summary>The distance of lines.</summary>
    public double LineHeight => Size * 1.35;

    public double Measure(string text) => TextMeasure.Width(text, Size, IsBold);
    public string Shorten(string text, double width) => TextMeasure.Shorten(text, width, Size, IsBold);
}

/// <summary>The point of a line of text that is placed.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}
