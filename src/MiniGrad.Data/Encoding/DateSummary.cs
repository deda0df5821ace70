namespace MiniGrad.Data;

/// <summary>What the encoding of a column of dates needs to know of it, which is seen once.</summary>
internal sealed class DateSummary
{
    private static readonly DateParts[] parts =
        [DateParts.Elapsed, DateParts.Year, DateParts.Month, DateParts.DayOfWeek, DateParts.Hour];

    private readonly bool[] differ = new bool[parts.Length];
    private readonly NumberSummary[] numbers = [.. Enum.GetValues<DateNumber>().Select(_ => new NumberSummary())];
    private readonly List<Moment> block = [];
    private Moment? origin;
    private long first = long.MaxValue;

    /// <summary>Adds a date; <see cref="Flush"/> follows a few thousand.</summary>
    public void Add(Moment moment)
    {
        Moment one = origin ??= moment;
        first = Math.Min(first, moment.Universal);
        for (int i = 0; i < parts.Length; i++)
            differ[i] |= DateFeature.PartOf(parts[i], moment) != DateFeature.PartOf(parts[i], one);
        block.Add(moment);
    }

    /// <summary>Takes in the dates since the last time.</summary>
    public void Flush()
    {
        double[] values = new double[block.Count];
        for (int number = 0; number < numbers.Length; number++)
        {
            // Days are counted from the first date that was seen, and from the earliest one once that is known.
            for (int i = 0; i < values.Length; i++)
                values[i] = DateFeature.NumberOf((DateNumber)number, block[i], origin?.Universal ?? 0);
            numbers[number].Add(values);
        }
        block.Clear();
    }

    /// <summary>The encoding.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="missing">The number of rows without a date.</param>
    /// <param name="reader">Reads the dates.</param>
    /// <param name="options">How to encode.</param>
    public ColumnEncoding ToEncoding(string name, long missing, DateText reader, TableEncoderOptions options)
    {
        long start = origin is null ? 0 : Math.Clamp(first, 0, DateTime.MaxValue.Ticks);
        List<DateFeature> features = [];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!options.DateParts.HasFlag(parts[i]) || !differ[i]) continue;
            foreach (DateNumber number in DateFeature.NumbersOf(parts[i]))
            {
                NumberSummary all = numbers[(int)number];
                double shift = number == DateNumber.Days ? (origin!.Value.Universal - start) / (double)TimeSpan.TicksPerDay : 0;
                bool isScaled = parts[i] is DateParts.Elapsed or DateParts.Year;
                ColumnScale scale = all.Scale(isScaled ? options.Scaling : Scaling.None);
                double replacement = options.Imputation == Imputation.Median ? all.Median() : all.Mean;
                bool isShifted = isScaled && options.Scaling != Scaling.None;
                features.Add(new(
                    number, isShifted ? scale with { Offset = scale.Offset + shift } : scale, replacement + shift));
            }
        }
        return DateEncoding.Of(name, reader, start, [.. features], missing, options);
    }
}
