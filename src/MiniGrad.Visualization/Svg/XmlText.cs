using System.Xml;

namespace MiniGrad.Visualization;

/// <summary>Prepares text for XML.</summary>
internal static class XmlText
{
    /// <summary>The text with U+FFFD in place of characters that XML cannot hold.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\ufffd");
        return clean.ToString();
    }
}
