using System.Globalization;
using System.Text;

namespace MiniGrad.Data;

/// <summary>What a field means.</summary>
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
        bool isRead = double.TryParse(field, NumberStyles.Float, format, out number) || double.TryParse(field, NumberStyles.Float, shortInfinities, out number);
        // Read as NaN, a spelling of it that is not to stand for a missing value would do so all the same.
        return isRead && !double.IsNaN(number);
    }

    /// <summary>Whether a number is written in the shortest form that is read back as the same number, in the invariant culture; one that is missing is.</summary>
    public static bool IsShortest(ReadOnlySpan<byte> field, double number)
    {
        if (double.IsNaN(number) || IsPlain(field)) return true;
        Span<byte> shortest = stackalloc byte[32];
        return number.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture) && field.SequenceEqual(shortest[..length]);
    }

    /// <summary>
    /// Whether a number is so plain that it need not be written to see that it is in its shortest form: at most 15 digits, none a needless zero, and no exponent.
    /// No other number of as few digits is the same double.
    /// </summary>
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

    /// <summary>The field as text, until the next one is asked for.</summary>
    public ReadOnlySpan<char> Characters(ReadOnlySpan<byte> field)
    {
        if (characters.Length < field.Length) characters = new char[Math.Max(field.Length, 2 * characters.Length)];
        return characters.AsSpan(0, Encoding.UTF8.GetChars(field, characters));
    }
}
