using System.Text;

namespace MiniGrad.Data;

/// <summary>What a field of a column of numbers is.</summary>
internal enum FieldKind
{
    /// <summary>A number in its shortest form that reads back exactly.</summary>
    ShortestNumber,

    /// <summary>A number in another form.</summary>
    Number,

    /// <summary>A missing value.</summary>
    Missing,

    /// <summary>A word that stands for a missing number, and is text among texts.</summary>
    MissingNumber,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>Reads fields as numbers, text or missing values.</summary>
internal sealed class FieldReading
{
    private readonly Markers missing, missingNumbers;
    private readonly bool markersMayBeNumbers, hasComma;
    private readonly NumberFormatInfo format;
    private readonly NumberFormatInfo shortInfinities;

    public FieldReading(CsvOptions options)
    {
        missing = new Markers(options.MissingMarkers);
        missingNumbers = new Markers(options.MissingNumberMarkers);
        hasComma = options.DecimalComma;
        format = hasComma ? new NumberFormatInfo { NumberDecimalSeparator = "," } : NumberFormatInfo.InvariantInfo;
        shortInfinities = new NumberFormatInfo
        {
            NumberDecimalSeparator = format.NumberDecimalSeparator,
            PositiveInfinitySymbol = "inf",
            NegativeInfinitySymbol = "-inf",
        };
        markersMayBeNumbers = options.MissingMarkers.Concat(options.MissingNumberMarkers).Any(
            marker => TryReadNumber(Encoding.UTF8.GetBytes(marker), out _));
    }

    public bool IsMissing(ReadOnlySpan<byte> field) => missing.Contain(field);

    /// <summary>Reads a field of a column of numbers.</summary>
    /// <param name="field">The field.</param>
    /// <param name="number">Its number, NaN where it is none.</param>
    public FieldKind Read(ReadOnlySpan<byte> field, out double number)
    {
        number = double.NaN;
        if (field.IsEmpty || markersMayBeNumbers)
        {
            if (missing.Contain(field)) return FieldKind.Missing;
            if (missingNumbers.Contain(field)) return FieldKind.MissingNumber;
        }
        bool isPlain = PlainNumber.TryRead(field, hasComma ? (byte)',' : (byte)'.', out double plain, out bool isShortest);
        if (isPlain)
        {
            number = plain;
            // With a decimal comma the shortest form is that with a point.
            if (!hasComma || !field.Contains((byte)',')) return isShortest || IsShortest(field, number) ? FieldKind.ShortestNumber
                : FieldKind.Number;
            return FieldKind.Number;
        }
        if (!markersMayBeNumbers)
        {
            if (missing.Contain(field)) return FieldKind.Missing;
            if (missingNumbers.Contain(field)) return FieldKind.MissingNumber;
        }
        if (!TryReadNumber(field, out double other)) return FieldKind.Text;
        number = other;
        return IsShortest(field, number) ? FieldKind.ShortestNumber : FieldKind.Number;
    }

    private bool TryReadNumber(ReadOnlySpan<byte> field, out double number)
    {
        bool isRead = double.TryParse(field, NumberStyles.Float, format, out number) ||
            double.TryParse(field, NumberStyles.Float, shortInfinities, out number);
        // NaN would count as missing, though this spelling is no marker of a missing value.
        return isRead && !double.IsNaN(number);
    }

    private static bool IsShortest(ReadOnlySpan<byte> field, double number)
    {
        Span<byte> shortest = stackalloc byte[32];
        return number.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture) && field.SequenceEqual(shortest[..length]);
    }

    /// <summary>Fields that mean something else than what they say.</summary>
    private sealed class Markers(IEnumerable<string> texts)
    {
        private readonly byte[][] all = [.. texts.Select(Encoding.UTF8.GetBytes)];
        private readonly bool hasEmpty = texts.Contains("", StringComparer.Ordinal);

        public bool Contain(ReadOnlySpan<byte> field)
        {
            if (field.IsEmpty) return hasEmpty;
            foreach (byte[] marker in all)
                if (field.Length == marker.Length && field.SequenceEqual(marker)) return true;
            return false;
        }
    }
}
