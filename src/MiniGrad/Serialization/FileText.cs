using System.Text;

namespace MiniGrad.Serialization;

/// <summary>Names and other texts that are to be written to files.</summary>
internal static class FileText
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">There are halves of surrogate pairs in the text, which would be lost.</exception>
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
