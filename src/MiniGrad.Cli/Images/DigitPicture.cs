using System.Text;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Draws a few images with their predicted classes, in characters of Braille, each two dots wide and four high.</summary>
/// <remarks>An image of 28 × 28 pixels takes 14 × 7 characters and is seen dot by dot, without colours: in a file as well as in a
/// terminal.</remarks>
internal static class DigitPicture
{
    private const int LineLength = 80;
    private const int Gap = 2;

    // A dot is set where there is at least this much ink.
    private const float InkThreshold = 0.4f;

    // The bit of each dot, row by row. Unicode counts down the left column and then the right one, but the two dots of the fourth row last.
    private static readonly int[] bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    /// <summary>The first images that are read rightly, and the first that are not; nothing if images are not square.</summary>
    public static string Of(Dataset<float> images, IndexTensor predicted)
    {
        if (ImageData.SideOf(images) is not { } side) return "";
        ILookup<bool, int> places = Enumerable.Range(0, images.Count).ToLookup(i => predicted[i] == images.Labels[i]);
        int perLine = Math.Max(1, LineLength / (Columns(side) + Gap));
        StringBuilder text = new();
        foreach (bool isRight in (bool[])[true, false])
        {
            if (!places[isRight].Any()) continue;
            text.AppendLine(isRight ? "read rightly:" : "read wrongly:");
            AppendRow(text, images, [.. places[isRight].Take(perLine)], side, predicted);
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, Dataset<float> images, int[] chosen, int side, IndexTensor predicted)
    {
        for (int y = 0; y < side; y += 4)
        {
            IEnumerable<string> strips = chosen.Select(i => Strip(images.Inputs.Span.Slice(i * side * side, side * side), side, y));
            text.AppendLine(Joined(strips, side));
        }

        text.AppendLine(Joined(chosen.Select(i => Centered(Caption(predicted[i], images.Labels[i]), side)), side));
    }

    /// <summary>Four rows of pixels as a line of characters.</summary>
    private static string Strip(ReadOnlySpan<float> pixels, int side, int top)
    {
        StringBuilder line = new();
        for (int left = 0; left < side; left += 2)
        {
            int dots = 0;
            for (int dot = 0; dot < bits.Length; dot++)
            {
                int x = left + dot % 2, y = top + dot / 2;
                if (x < side && y < side && pixels[y * side + x] >= InkThreshold) dots |= bits[dot];
            }

            // Some fonts show the Braille character without dots as eight hollow ones.
            line.Append(dots == 0 ? ' ' : (char)('\u2800' + dots));
        }

        return line.ToString();
    }

    private static string Joined(IEnumerable<string> parts, int side) =>
        string.Concat(parts.Select(part => part.PadRight(Columns(side) + Gap))).TrimEnd();

    private static string Caption(int predicted, int label) => predicted == label ? $"{predicted}" : $"{predicted}, but is {label}";

    private static string Centered(string caption, int side) => caption.PadLeft((Columns(side) + caption.Length) / 2);

    private static int Columns(int side) => (side + 1) / 2;
}
