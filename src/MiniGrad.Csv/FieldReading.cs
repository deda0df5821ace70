using System.Globalization;
using System.Text;

namespace MiniGrad.Csv;

/// <summary>What a field means.</summary>
internal sealed class FieldReading
{
    private readonly byte[][] missing;
    private readonly NumberFormatInfo format;
    private char[] characters = [];

    public FieldReading(CsvOptions options)
    {
        missing = [.. options.MissingMarkers.Select(Encoding.UTF8.GetBytes)];
        format = options.DecimalComma ? new NumberFormatInfo { NumberDecimalSeparator = "," } : NumberFormatInfo.InvariantInfo;
    }

    public bool IsMissing(ReadOnlySpan<byte> field)
    {
        foreach (byte[] marker in missing)
            if (field.SequenceEqual(marker)) return true;
        return false;
    }

    /// <summary>The number of a field, NaN where it is missing.</summary>
    public bool TryReadNumber(ReadOnlySpan<byte> field, out double number)
    {
        if (!IsMissing(field)) return double.TryParse(field, NumberStyles.Float, format, out number);
        number = double.NaN;
        return true;
    }

    /// <summary>The field as text, until the next one is asked for.</summary>
    public ReadOnlySpan<char> Characters(ReadOnlySpan<byte> field)
    {
        if (characters.Length < field.Length) characters = new char[Math.Max(field.Length, 2 * characters.Length)];
        return characters.AsSpan(0, Encoding.UTF8.GetChars(field, characters));
    }
}
