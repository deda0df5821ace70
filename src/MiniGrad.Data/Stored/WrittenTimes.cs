using System.Buffers.Binary;

namespace MiniGrad.Data;

/// <summary>Dates and times as ISO 8601 writes them.</summary>
internal static class WrittenTimes
{
    private const long NanosPerDay = 86_400_000_000_000, NanosPerSecond = 1_000_000_000;
    private static readonly int firstDay = DateOnly.MinValue.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
    private static readonly int lastDay = DateOnly.MaxValue.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    /// <param name="days">The days since 1970.</param>
    public static string Date(long days) => Day(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="time">The time since midnight.</param>
    /// <param name="unit">0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds.</param>
    public static string Time(long time, int unit)
    {
        long perDay = NanosPerDay / NanosPer(unit);
        if (time < 0 || time >= perDay) throw new FileProblem(Invariant($"a time of the day is {time}, beyond the day"));
        return OfDay(time * NanosPer(unit));
    }

    /// <param name="time">The time since 1970.</param>
    /// <param name="unit">0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds.</param>
    /// <param name="isUtc">Whether it is in UTC, which is marked by a Z.</param>
    public static string Timestamp(long time, int unit, bool isUtc)
    {
        long perDay = NanosPerDay / NanosPer(unit), days = Math.DivRem(time, perDay, out long rest);
        if (rest < 0) (days, rest) = (days - 1, rest + perDay);
        return $"{Date(days)}T{OfDay(rest * NanosPer(unit))}{(isUtc ? "Z" : "")}";
    }

    /// <param name="bytes">The nanoseconds since midnight, and the Julian day.</param>
    public static string Int96(ReadOnlySpan<byte> bytes)
    {
        const int JulianDayOf1970 = 2_440_588;
        long nanos = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            days = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) - (long)JulianDayOf1970;
        // Some writers count on from another day.
        days += Math.DivRem(nanos, NanosPerDay, out nanos);
        if (nanos < 0) (days, nanos) = (days - 1, nanos + NanosPerDay);
        return $"{Date(days)}T{OfDay(nanos)}";
    }

    private static DateOnly Day(long days) =>
        days >= firstDay && days <= lastDay
            ? DateOnly.FromDayNumber((int)days - firstDay)
            : throw new FileProblem(Invariant($"a date is {days} days from 1970-01-01, outside the years 1 to 9999"));

    private static long NanosPer(int unit) => unit switch { 0 => NanosPerSecond, 1 => 1_000_000, 2 => 1000, _ => 1 };

    private static string OfDay(long nanos)
    {
        long seconds = Math.DivRem(nanos, NanosPerSecond, out long fraction);
        string whole = Invariant($"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (fraction == 0) return whole;
        if (fraction % 1_000_000 == 0) return Invariant($"{whole}.{fraction / 1_000_000:000}");
        return fraction % 1000 == 0 ? Invariant($"{whole}.{fraction / 1000:000000}") : Invariant($"{whole}.{fraction:000000000}");
    }
}
