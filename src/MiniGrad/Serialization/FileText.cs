using System.Text;

namespace MiniGrad.Serialization;

/// <summary>Names and other texts that are to be written to files.</summary>
internal static class FileText
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text with a mark in the place of each half of a surrogate pair, which UTF-8 cannot hold.</summary>
    public static string WithoutHalves(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    public static void Check(string text, string who, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        try
        {
            strict.GetByteCount(text);
        }
        catch (EncoderFallbackException broken)
        {
            throw new ArgumentException($"{who}: '{text}' is not valid text: {broken.Message}", parameter);
        }
    }
}
