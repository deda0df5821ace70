namespace MiniGrad.Visualization;

/// <summary>The style sheet of a report. It has no characters that XML would escape.</summary>
internal static class ReportStyle
{
    private static readonly (string Name, ThemedColor Color)[] colors =
    [
        ("page", Colors.Page), ("card", Colors.Background), ("text", Colors.Text), ("faint", Colors.FaintText), ("line", Colors.GridLine),
        ("good", Colors.Good), ("bad", Colors.Bad), ("link", Colors.Link), ("marked", Colors.InputFill),
        ("bar", Colors.Lines[0]),
    ];

    // In report.css, a shadow at the edge of a wide table tells that something is hidden: it stays with the frame, and what covers it moves
    // with the table, a little higher, for heights are rounded. Stripes are translucent for it.
    private static string Rules()
    {
        using StreamReader reader = new(typeof(ReportStyle).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd().Replace("FONT", Canvas.FontFamily, StringComparison.Ordinal);
    }

    public static string Of(Theme theme)
    {
        StringBuilder css = new("\n");
        css.Append(Variables(theme == Theme.Dark, theme switch { Theme.Light => "light", Theme.Dark => "dark", _ => "light dark" }));
        if (theme == Theme.Automatic) css.Append($"@media (prefers-color-scheme: dark) {{\n{Variables(isDark: true, "light dark")}}}\n");
        return css.Append(Rules()).ToString();
    }

    private static string Variables(bool isDark, string scheme)
    {
        IEnumerable<string> variables = colors.Select(entry => $"--{entry.Name}: {entry.Color.Hex(isDark)};");
        return $":root {{ color-scheme: {scheme}; {string.Join(' ', variables)} }}\n";
    }
}
