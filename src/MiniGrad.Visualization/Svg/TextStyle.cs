namespace MiniGrad.Visualization;

/// <summary>How text is written; its size in pixels.</summary>
internal readonly record struct TextStyle(ThemedColor Color, double Size, Anchor Anchor = Anchor.Start, bool IsBold = false)
{
    /// <summary>From one line to the next.</summary>
    public double LineHeight => Size * 1.35;

    public double Measure(string text) => TextMeasure.Width(text, Size, IsBold);

    public string Shorten(string text, double width) => TextMeasure.Shorten(text, width, Size, IsBold);
}

/// <summary>Which point of a line of text is placed.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}
