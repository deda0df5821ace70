namespace MiniGrad.Visualization;

/// <summary>The colours of a picture as classes, one for each property and colour.</summary>
/// <remarks>Programs that know neither custom properties nor media queries still show the light picture.</remarks>
internal sealed class StyleSheet
{
    private readonly List<(string Property, ThemedColor Color)> rules = [];

    /// <summary>The class that sets the property to the colour.</summary>
    public string Class(string property, ThemedColor color)
    {
        int index = rules.IndexOf((property, color));
        if (index < 0)
        {
            index = rules.Count;
            rules.Add((property, color));
        }
        return $"c{index}";
    }

    /// <summary>The rules, for the elements inside those of the given class.</summary>
    public string ToCss(Theme theme, string scope)
    {
        if (theme != Theme.Automatic) return Rules(scope, theme == Theme.Dark);
        return $"{Rules(scope, isDark: false)}@media (prefers-color-scheme: dark) {{\n{Rules(scope, isDark: true)}}}\n";
    }

    private string Rules(string scope, bool isDark)
    {
        StringBuilder css = new();
        for (int i = 0; i < rules.Count; i++)
        {
            (string property, ThemedColor color) = rules[i];
            css.Append($".{scope} .c{i} {{ {property}: {color.Hex(isDark)} }}\n");
        }
        return css.ToString();
    }
}
