namespace MiniGrad.Data;

/// <summary>What a value of one row is.</summary>
internal enum RowValueKind
{
    Missing,
    Number,
    Text,
    Boolean,
    Date,

    /// <summary>None of these; the text says what is wrong.</summary>
    Refused,
}

/// <summary>How a date is written.</summary>
internal enum DateForm
{
    /// <summary>Without a time.</summary>
    Day,

    /// <summary>With a time and no distance from universal time.</summary>
    Time,

    /// <summary>In universal time.</summary>
    Universal,

    /// <summary>With a distance from universal time.</summary>
    Offset,
}

/// <summary>A value of one row. Columns of a table hold numbers as numbers and all others as <see cref="ToText"/> has them.</summary>
internal readonly ref struct RowValue
{
    /// <summary>The longest text of a date or a number.</summary>
    public const int LongestText = 40;

    private const long MostExact = 1L << 53;

    private readonly long written, offset;
    private readonly DateForm form;

    private RowValue(RowValueKind kind, double number = 0, ReadOnlySpan<char> text = default, long written = 0, long offset = 0,
        DateForm form = DateForm.Day)
    {
        (Kind, Number) = (kind, number);
        Text = text;
        (this.written, this.offset, this.form) = (written, offset, form);
    }

    public static RowValue Missing => default;

    public RowValueKind Kind { get; }

    /// <summary>The number; never NaN.</summary>
    public double Number { get; }

    /// <summary>The text, the word for a boolean, how a number is spelled where that is known, or what is wrong.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>Ticks of the date and time that the text of a date shows, and of universal time.</summary>
    public (long Written, long Universal) Ticks => (written, written - offset);

    /// <summary>A number, or a missing one where it is NaN.</summary>
    public static RowValue Of(double number) => double.IsNaN(number) ? Missing : new(RowValueKind.Number, number);

    /// <summary>A number and how it is spelled.</summary>
    public static RowValue Of(double number, ReadOnlySpan<char> spelling) => new(RowValueKind.Number, number, spelling);

    public static RowValue Of(long number) =>
        number is >= -MostExact and <= MostExact || IsExact(ulong.CreateTruncating(Int128.Abs(number)))
            ? new(RowValueKind.Number, number) : Refused(Inexact(Invariant($"{number}")));

    public static RowValue Of(ulong number) =>
        IsExact(number) ? new(RowValueKind.Number, number) : Refused(Inexact(Invariant($"{number}")));

    /// <summary>The nearest number, as it is read from the decimal digits.</summary>
    public static RowValue Of(decimal number)
    {
        // Whole numbers of up to 53 bits are exact, and so is their quotient by a power of ten but for one rounding.
        if (number is >= -MostExact and <= MostExact && decimal.IsInteger(number)) return new(RowValueKind.Number, (double)number);
        Span<char> digits = stackalloc char[LongestText];
        number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        return new(RowValueKind.Number, double.Parse(digits[..count], NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    public static RowValue Of(bool value) => new(RowValueKind.Boolean, value ? 1 : 0, value ? "true" : "false");

    /// <summary>A text, or a missing one where it is null.</summary>
    public static RowValue Of(string? text) => text is null ? Missing : new(RowValueKind.Text, text: text);

    public static RowValue Of(ReadOnlySpan<char> text) => new(RowValueKind.Text, text: text);

    public static RowValue Of(DateOnly date) => new(RowValueKind.Date, written: date.ToDateTime(default).Ticks);

    /// <summary>A date and time; one of the local time zone with its distance from universal time.</summary>
    public static RowValue Of(DateTime date) => date.Kind switch
    {
        DateTimeKind.Utc => new(RowValueKind.Date, written: date.Ticks, form: DateForm.Universal),
        DateTimeKind.Local => new(
            RowValueKind.Date, written: date.Ticks, offset: TimeZoneInfo.Local.GetUtcOffset(date).Ticks, form: DateForm.Offset),
        _ => new(RowValueKind.Date, written: date.Ticks, form: DateForm.Time),
    };

    public static RowValue Of(DateTimeOffset date) =>
        new(RowValueKind.Date, written: date.Ticks, offset: date.Offset.Ticks, form: DateForm.Offset);

    /// <summary>A value that no column holds.</summary>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static RowValue Refused(string problem) => new(RowValueKind.Refused, text: problem);

    /// <summary>The value as text; a number in its shortest form; of a missing value nothing.</summary>
    /// <param name="buffer">At least <see cref="LongestText"/> places, which may hold the text.</param>
    public ReadOnlySpan<char> ToText(Span<char> buffer)
    {
        int length;
        switch (Kind)
        {
            case RowValueKind.Number:
                Number.TryFormat(buffer, out length, "R", CultureInfo.InvariantCulture);
                return buffer[..length];
            case RowValueKind.Date:
                string format = form == DateForm.Day ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
                new DateTime(written).TryFormat(buffer, out length, format, CultureInfo.InvariantCulture);
                if (form == DateForm.Universal) buffer[length++] = 'Z';
                if (form != DateForm.Offset) return buffer[..length];
                buffer[length++] = offset < 0 ? '-' : '+';
                new TimeSpan(Math.Abs(offset)).TryFormat(buffer[length..], out int more, "hh\\:mm", CultureInfo.InvariantCulture);
                return buffer[..(length + more)];
            default:
                return Text;
        }
    }

    /// <summary>The value in a message.</summary>
    public string Describe()
    {
        string text = ToText(stackalloc char[LongestText]).ToString();
        return Kind switch
        {
            RowValueKind.Text => $"the text '{text}'",
            RowValueKind.Boolean => $"the boolean {text}",
            RowValueKind.Date => $"the date '{text}'",
            _ => text,
        };
    }

    // 53 bits from the first to the last that is set.
    private static bool IsExact(ulong size) =>
        size == 0 || 64 - BitOperations.LeadingZeroCount(size) - BitOperations.TrailingZeroCount(size) <= 53;

    private static string Inexact(string digits) => $"{digits} is more than a number of 53 bits holds exactly: give it as text.";
}
