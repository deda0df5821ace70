using System.Text;
using System.Xml;

namespace MiniGrad.Visualization;

/// <summary>Text on its way into a document.</summary>
internal static class XmlText
{
    /// <summary>The text without what XML cannot hold.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\ufffd");
        return clean.ToString();
    }
}
