using System.Globalization;
using System.Text;

namespace MiniGrad;

/// <summary>Writes values of any shape as nested brackets, one row per line; long ones are abbreviated.</summary>
internal static class TensorFormatter
{
    private const int MaxElementsInFull = 1000;
    private const int EdgeItems = 3;

    public static string Format<T>(ReadOnlySpan<T> values, Shape shape, string typeName) where T : struct, IFormattable
    {
        if (shape.Rank == 0) return $"{typeName} {shape} {Element(values[0])}";
        StringBuilder text = new($"{typeName} {shape}");
        if (shape.ElementCount == 0) return text.ToString();
        text.Append('\n');
        int width = 0;
        if (shape.ElementCount <= MaxElementsInFull)
            foreach (T value in values) width = Math.Max(width, Element(value).Length);
        Append(text, values, shape.AsSpan(), depth: 0, shape.ElementCount > MaxElementsInFull, width);
        return text.ToString();
    }

    private static void Append<T>(
        StringBuilder text, ReadOnlySpan<T> values, ReadOnlySpan<int> sizes, int depth, bool abbreviate, int width)
        where T : struct, IFormattable
    {
        if (sizes.Length == 0)
        {
            text.Append(Element(values[0]).PadLeft(width));
            return;
        }
        int count = sizes[0], stride = values.Length / count;
        bool innermost = sizes.Length == 1;
        text.Append('[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(innermost ? ", " : "," + new string('\n', sizes.Length - 1) + new string(' ', depth + 1));
            if (abbreviate && count > 2 * EdgeItems && i == EdgeItems)
            {
                text.Append("...");
                i = count - EdgeItems - 1;
                continue;
            }
            Append(text, values.Slice(i * stride, stride), sizes[1..], depth + 1, abbreviate, width);
        }
        text.Append(']');
    }

    private static string Element<T>(T value) where T : struct, IFormattable =>
        value.ToString(value is int ? "D" : "G6", CultureInfo.InvariantCulture);
}
