namespace MiniGrad.Data;

/// <summary>A number that is made of a date.</summary>
internal enum DateNumber
{
    Days,
    Year,
    MonthSine,
    MonthCosine,
    WeekSine,
    WeekCosine,
    HourSine,
    HourCosine,
}

/// <summary>A feature of a date.</summary>
/// <param name="Number">The number.</param>
/// <param name="Scale">Its scaling.</param>
/// <param name="Replacement">What stands for the number where the date is missing.</param>
internal readonly record struct DateFeature(DateNumber Number, ColumnScale Scale, double Replacement)
{
    private static readonly string[] marks =
    [
        " (elapsed days)", " (year)", " (month sine)", " (month cosine)", " (day of week sine)", " (day of week cosine)", " (hour sine)",
        " (hour cosine)",
    ];

    private static readonly string[] keys =
        ["days", "year", "monthSine", "monthCosine", "weekSine", "weekCosine", "hourSine", "hourCosine"];

    /// <summary>The ends of the names of features.</summary>
    public static IReadOnlyList<string> Marks => marks;

    public string Mark => marks[(int)Number];

    /// <summary>The numbers of a part.</summary>
    public static DateNumber[] NumbersOf(DateParts part) => part switch
    {
        DateParts.Elapsed => [DateNumber.Days],
        DateParts.Year => [DateNumber.Year],
        DateParts.Month => [DateNumber.MonthSine, DateNumber.MonthCosine],
        DateParts.DayOfWeek => [DateNumber.WeekSine, DateNumber.WeekCosine],
        _ => [DateNumber.HourSine, DateNumber.HourCosine],
    };

    /// <summary>What a part of a date goes by: a part that does not change has no features.</summary>
    public static long PartOf(DateParts part, Moment moment)
    {
        DateTime written = new(moment.Written);
        return part switch
        {
            DateParts.Elapsed => moment.Universal,
            DateParts.Year => written.Year,
            DateParts.Month => written.Month,
            DateParts.DayOfWeek => (long)written.DayOfWeek,
            _ => written.TimeOfDay.Ticks,
        };
    }

    /// <param name="number">The number.</param>
    /// <param name="moment">The date.</param>
    /// <param name="first">Universal time from which days are counted.</param>
    public static double NumberOf(DateNumber number, Moment moment, long first)
    {
        DateTime written = new(moment.Written);
        // Half turns: a year, a week and a day are two each. Monday is the first day.
        double month = (written.Month - 1) / 6.0, week = 2 * (((int)written.DayOfWeek + 6) % 7) / 7.0;
        double hour = written.TimeOfDay.Ticks / (0.5 * TimeSpan.TicksPerDay);
        return number switch
        {
            DateNumber.Days => (moment.Universal - first) / (double)TimeSpan.TicksPerDay,
            DateNumber.Year => written.Year,
            DateNumber.MonthSine => double.SinPi(month),
            DateNumber.MonthCosine => double.CosPi(month),
            DateNumber.WeekSine => double.SinPi(week),
            DateNumber.WeekCosine => double.CosPi(week),
            DateNumber.HourSine => double.SinPi(hour),
            _ => double.CosPi(hour),
        };
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("part", keys[(int)Number]);
        json.WriteNumber("offset", Scale.Offset);
        json.WriteNumber("scale", Scale.Scale);
        json.WriteNumber("replacement", Replacement);
    }

    /// <exception cref="InvalidDataException">The part is unknown, or its scale is not above 0.</exception>
    public static DateFeature Read(string column, JsonElement json)
    {
        string part = json.Text("part");
        int number = Array.IndexOf(keys, part);
        if (number < 0)
            throw new InvalidDataException($"column '{column}' has the part '{part}' of a date: expected one of {NameList.Of(keys)}");
        return new((DateNumber)number, ColumnScale.Read(column, json), json.Number("replacement"));
    }
}
