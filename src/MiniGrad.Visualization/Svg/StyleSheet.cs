using System.Text;

namespace MiniGrad.Visualization.Svg;

/// <summary>
/// The colours of a picture as classes, one for each property and colour, with literal values: programs that know neither custom properties nor
/// media queries still show the light picture.
/// </summary>
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

    /// <summary>The rules, for the elements inside the one with the given id.</summary>
    public string ToCss(Theme theme, string id)
    {
        if (theme != Theme.Automatic) return Rules(id, theme == Theme.Dark);
        return $"{Rules(id, isDark: false)}@media (prefers-color-scheme: dark) {{\n{Rules(id, isDark: true)}}}\n";
    }

    private string Rules(string id, bool isDark)
    {
        StringBuilder css = new();
        for (int i = 0; i < rules.Count; i++)
        {
            (string property, ThemedColor color) = rules[i];
            css.Append($"#{id} .c{i} {{ {property}: {ThemedColor.Hex(isDark ? color.Dark : color.Light)} }}\n");
        }
        return css.ToString();
    }
}
