using System.Text;

namespace MiniGrad.Data;

/// <summary>Reads fields as numbers, text or missing values.</summary>
internal sealed class FieldReading
{
    private readonly byte[][] missing;
    private readonly NumberFormatInfo format;
    private readonly NumberFormatInfo shortInfinities;
    private char[] characters = [];

    public FieldReading(CsvOptions options)
    {
        missing = [.. options.MissingMarkers.Select(Encoding.UTF8.GetBytes)];
        format = options.DecimalComma ? new NumberFormatInfo { NumberDecimalSeparator = "," } : NumberFormatInfo.InvariantInfo;
        shortInfinities = new NumberFormatInfo
        {
            NumberDecimalSeparator = format.NumberDecimalSeparator,
            PositiveInfinitySymbol = "inf",
            NegativeInfinitySymbol = "-inf",
        };
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
        if (IsMissing(field))
        {
            number = double.NaN;
            return true;
        }
        bool isRead = double.TryParse(field, NumberStyles.Float, format, out number) ||
            double.TryParse(field, NumberStyles.Float, shortInfinities, out number);
        // NaN would count as missing, though this spelling is no marker of a missing value.
        return isRead && !double.IsNaN(number);
    }

    /// <summary>Whether a number has its shortest form that reads back exactly, in the invariant culture, or is missing.</summary>
    public static bool IsShortest(ReadOnlySpan<byte> field, double number)
    {
        if (double.IsNaN(number) || IsPlain(field)) return true;
        Span<byte> shortest = stackalloc byte[32];
        return number.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture) && field.SequenceEqual(shortest[..length]);
    }

    /// <summary>Whether a number is surely in its shortest form: at most 15 digits, no needless zero and no exponent.</summary>
    /// <remarks>No other number of as few digits is the same double.</remarks>
    private static bool IsPlain(ReadOnlySpan<byte> field)
    {
        if (field is [(byte)'-', _, ..]) field = field[1..];
        else if (field is [(byte)'0']) return true;
        if (field is [] or [(byte)'0'] or [(byte)'0', not (byte)'.', ..] or [(byte)'0', (byte)'.', (byte)'0', ..]) return false;
        int point = field.IndexOf((byte)'.');
        if (field.Length > (point < 0 ? 15 : 16) || point == 0 || (point > 0 && field[^1] is (byte)'0' or (byte)'.')) return false;
        return !field[..(point < 0 ? field.Length : point)].ContainsAnyExceptInRange((byte)'0', (byte)'9') &&
            (point < 0 || !field[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }

    /// <summary>The field as text, valid until the next call.</summary>
    public ReadOnlySpan<char> Characters(ReadOnlySpan<byte> field)
    {
        if (characters.Length < field.Length) characters = new char[Math.Max(field.Length, 2 * characters.Length)];
        return characters.AsSpan(0, Encoding.UTF8.GetChars(field, characters));
    }
}
