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
internal enum Anchor { Start, Middle, End }

/// <summary>Estimates the width of text without a font, on the wide side of the usual sans-serif fonts.</summary>
internal static class TextMeasure
{
    private const string Slim = "iljI'|.,:;!·";
    private const string Narrow = "ftr()[]{}/\\- \"⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    private const string Signs = "+−=<>~#";
    private const string Wide = "mwMW@%—→…";

    public static double Width(string text, double size, bool isBold = false)
    {
        double ems = 0;
        foreach (Rune rune in text.EnumerateRunes()) ems += Ems(rune);
        return ems * size * (isBold ? 1.08 : 1);
    }

    /// <summary>The text, cut to fit with an ellipsis.</summary>
    public static string Shorten(string text, double width, double size, bool isBold = false)
    {
        if (Width(text, size, isBold) <= width) return text;
        StringBuilder kept = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Width($"{kept}{rune}…", size, isBold) > width) break;
            kept.Append(rune);
        }
        return $"{kept.ToString().TrimEnd()}…";
    }

    /// <summary>The text in lines that fit, broken at spaces; long words are shortened.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, bool isBold = false)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size, isBold) > width)
            {
                lines.Add(line);
                longer = word;
            }
            line = Shorten(longer, width, size, isBold);
        }
        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    /// <summary>Like <see cref="Wrap"/>, but with lines of similar lengths where possible.</summary>
    public static IReadOnlyList<string> WrapEvenly(string text, double width, double size, bool isBold = false)
    {
        IReadOnlyList<string> lines = Wrap(text, width, size, isBold);
        // The narrowest width without a further line or a shortened word.
        while (lines.Count > 1)
        {
            IReadOnlyList<string> narrower = Wrap(text, lines.Max(line => Width(line, size, isBold)) - 1, size, isBold);
            if (narrower.Count > lines.Count || string.Join(' ', narrower) != string.Join(' ', lines)) break;
            lines = narrower;
        }
        return lines;
    }

    private static double Ems(Rune rune)
    {
        if (!rune.IsBmp || rune.Value >= 0x2e80) return 1;
        char letter = (char)rune.Value;
        if (Slim.Contains(letter)) return 0.33;
        if (Narrow.Contains(letter)) return 0.42;
        if (Signs.Contains(letter)) return 0.84;
        if (Wide.Contains(letter)) return 0.98;
        return char.IsUpper(letter) ? 0.72 : 0.62;
    }
}
