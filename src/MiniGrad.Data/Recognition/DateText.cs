namespace MiniGrad.Data;

/// <summary>A date with its time: as it is written, and in universal time where its distance from that is given.</summary>
/// <param name="Written">Ticks of the date and time that the text shows.</param>
/// <param name="Universal">Ticks of universal time; as written where no offset is.</param>
internal readonly record struct Moment(long Written, long Universal);

/// <summary>Reads dates: by ISO 8601, and by formats that are asked for.</summary>
internal sealed class DateText
{
    /// <summary>What is read without a format, for messages.</summary>
    public const string Example = "2026-11-30 or 2026-11-30T07:15:00";

    private static readonly DateTimeOffset sample = new(1987, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly string[] formats;

    /// <param name="formats">Formats of .NET, tried in this order after ISO 8601.</param>
    /// <exception cref="ArgumentException">A format is none that gives day, month and year.</exception>
    public DateText(IEnumerable<string> formats)
    {
        this.formats = [.. formats];
        foreach (string format in this.formats)
        {
            WholeText.Check(format, $"the format of dates '{format}'");
            if (GivesDate(format)) continue;
            throw new ArgumentException(
                $"TableEncoder: '{format}' is no format of dates: expected one with day, month and year, such as dd.MM.yyyy.");
        }
    }

    public IReadOnlyList<string> Formats => formats;

    /// <summary>Reads a date, with or without a time.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out Moment moment)
    {
        if (TryReadIso(text, out moment)) return true;
        foreach (string format in formats)
        {
            if (!TryRead(text, format, out DateTimeOffset date)) continue;
            moment = new Moment(date.Ticks, date.UtcTicks);
            return true;
        }
        return false;
    }

    private static bool GivesDate(string format)
    {
        try
        {
            string text = sample.ToString(format, CultureInfo.InvariantCulture);
            return TryRead(text, format, out DateTimeOffset again) && again.Date == sample.Date;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(ReadOnlySpan<char> text, string format, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);

    /// <summary>yyyy-MM-dd, then perhaps T or a space and HH:mm, :ss, a fraction, and Z or an offset such as +01:00, +0100 or +01.
    /// </summary>
    private static bool TryReadIso(ReadOnlySpan<char> text, out Moment moment)
    {
        moment = default;
        if (!TryTake(ref text, 4, out int year) || !TryTake(ref text, '-') || !TryTake(ref text, 2, out int month)) return false;
        if (!TryTake(ref text, '-') || !TryTake(ref text, 2, out int day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        long written = new DateTime(year, month, day).Ticks, offset = 0;
        if (text.Length > 0)
        {
            if (!TryTake(ref text, 'T') && !TryTake(ref text, 't') && !TryTake(ref text, ' ')) return false;
            if (!TryTakeTime(ref text, out long time) || !TryTakeOffset(ref text, out offset)) return false;
            written += time;
        }
        moment = new Moment(written, written - offset);
        return text.IsEmpty;
    }

    private static bool TryTakeTime(ref ReadOnlySpan<char> text, out long time)
    {
        time = 0;
        if (!TryTake(ref text, 2, out int hour) || !TryTake(ref text, ':') || !TryTake(ref text, 2, out int minute)) return false;
        if (hour > 23 || minute > 59) return false;
        time = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        if (!TryTake(ref text, ':')) return true;
        if (!TryTake(ref text, 2, out int second) || second > 59) return false;
        time += second * TimeSpan.TicksPerSecond;
        if (!TryTake(ref text, '.')) return true;
        if (!TryTake(ref text, 1, out int digit)) return false;
        // Finer than a tick is nothing.
        long unit = TimeSpan.TicksPerSecond / 10;
        do
        {
            time += digit * unit;
            unit /= 10;
        }
        while (TryTake(ref text, 1, out digit));
        return true;
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text.IsEmpty || TryTake(ref text, 'Z') || TryTake(ref text, 'z')) return true;
        bool isBehind = TryTake(ref text, '-');
        if ((!isBehind && !TryTake(ref text, '+')) || !TryTake(ref text, 2, out int hours) || hours > 23) return false;
        int minutes = 0;
        if (text.Length > 0)
        {
            TryTake(ref text, ':');
            if (!TryTake(ref text, 2, out minutes) || minutes > 59) return false;
        }
        offset = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        if (isBehind) offset = -offset;
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits) return false;
        foreach (char digit in text[..digits])
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (10 * number) + (digit - '0');
        }
        text = text[digits..];
        return true;
    }
}
