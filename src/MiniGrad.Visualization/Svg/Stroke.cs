namespace MiniGrad.Visualization;

/// <summary>How a line is drawn; its width in pixels.</summary>
internal readonly record struct Stroke(ThemedColor Color, double Width = 1, LineStyle Style = LineStyle.Solid);
