using System.Buffers;

namespace MiniGrad.Data;

/// <summary>Numbers of dates: how long after the first, the year, and what comes round again as sine and cosine; on demand a feature marks
/// a missing date.</summary>
internal sealed class DateEncoding : ColumnEncoding
{
    private readonly DateText reader;
    private readonly long first;
    private readonly DateFeature[] numbers;
    private readonly bool hasIndicator;
    private readonly GapRule gaps;

    /// <param name="name">The name of the column.</param>
    /// <param name="reader">Reads the dates.</param>
    /// <param name="first">Universal time from which days are counted.</param>
    /// <param name="numbers">The features.</param>
    /// <param name="hasIndicator">Whether one more marks a missing date.</param>
    /// <param name="gaps">What becomes of missing dates.</param>
    private DateEncoding(string name, DateText reader, long first, DateFeature[] numbers, bool hasIndicator, GapRule gaps) : base(name)
    {
        (this.reader, this.first, this.numbers, this.hasIndicator, this.gaps) = (reader, first, numbers, hasIndicator, gaps);
        Features = [.. numbers.Select(number => FeatureName + number.Mark), .. hasIndicator ? [FeatureName + MissingMark] : (string[])[]];
    }

    public override IReadOnlyList<string> Features { get; }

    public override EncodedColumn Description =>
        new(Name, ColumnRole.Date, Features, Reason: null) { HadMissing = gaps.WereLearned };

    public override string Rule => $"days are counted from {Text(first)}";
    public override string GapFiller => gaps.Describe("the mean or median of each feature", hasIndicator);

    /// <summary>The encoding of a column of dates.</summary>
    /// <param name="column">The dates.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="options">How to encode.</param>
    /// <returns>null where a text is no date.</returns>
    public static ColumnEncoding? Fit(TextColumn column, DateText reader, TableEncoderOptions options)
    {
        int[] counts = column.CountTexts();
        int missing = column.Count - counts.Sum();
        var moments = new Moment[counts.Length];
        List<Moment> used = [];
        for (int text = 0; text < counts.Length; text++)
        {
            if (counts[text] == 0) continue;
            if (!reader.TryRead(column.Distinct[text], out moments[text])) return null;
            used.Add(moments[text]);
        }
        // An offset may lead out of the years from 1 to 9999.
        long first = used.Count == 0 ? 0 : Math.Clamp(used.Min(moment => moment.Universal), 0, DateTime.MaxValue.Ticks);
        List<DateFeature> numbers = [];
        double[] rented = ArrayPool<double>.Shared.Rent(column.Count);
        try
        {
            foreach (DateParts part in (DateParts[])
                [DateParts.Elapsed, DateParts.Year, DateParts.Month, DateParts.DayOfWeek, DateParts.Hour])
            {
                if (!options.DateParts.HasFlag(part) || !Differ(used, part)) continue;
                foreach (DateNumber number in DateFeature.NumbersOf(part))
                {
                    int count = 0;
                    double[] ofTexts = Array.ConvertAll(moments, moment => DateFeature.NumberOf(number, moment, first));
                    for (int row = 0; row < column.Count; row++)
                        if (column.PlaceAt(row) is >= 0 and var text) rented[count++] = ofTexts[text];
                    bool isScaled = part is DateParts.Elapsed or DateParts.Year;
                    ColumnScale scale = ColumnScale.Fit(isScaled ? options.Scaling : Scaling.None, rented.AsSpan(0, count));
                    numbers.Add(new(number, scale, NumberEncoding.Replacing(rented.AsSpan(0, count), options.Imputation)));
                }
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
        return Of(column.Name, reader, first, [.. numbers], missing, options);
    }

    /// <summary>The encoding with some features.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="reader">Reads the dates.</param>
    /// <param name="first">Universal time from which days are counted.</param>
    /// <param name="numbers">The features.</param>
    /// <param name="missing">The number of rows without a date.</param>
    /// <param name="options">How to encode.</param>
    public static ColumnEncoding Of(
        string name, DateText reader, long first, DateFeature[] numbers, long missing, TableEncoderOptions options)
    {
        bool hasIndicator = missing > 0 && options.MissingIndicators;
        return numbers.Length > 0 || hasIndicator
            ? new DateEncoding(name, reader, first, numbers, hasIndicator, GapRule.Of(missing, options))
            : new LeftOutColumn(name, "the parts of its dates that are asked for (DateParts) are all the same");
    }

    public override BoundColumn Bind(TableColumn column) => new Bound(this, column);

    public override void Encode(in RowValue value, Span<double> features)
    {
        if (value.Kind == RowValueKind.Missing)
        {
            gaps.Check(Name, row: 0);
            for (int i = 0; i < numbers.Length; i++) features[i] = numbers[i].Scale.Apply(numbers[i].Replacement);
            if (hasIndicator) features[^1] = 1;
            return;
        }
        Moment moment = new(value.Ticks.Written, value.Ticks.Universal);
        if (value.Kind != RowValueKind.Date && (value.Kind != RowValueKind.Text || !reader.TryRead(value.Text, out moment)))
            throw NoDate(value.ToText(stackalloc char[RowValue.LongestText]).ToString(), row: 0);
        Compute(moment, features);
    }

    private void Compute(Moment moment, Span<double> features)
    {
        for (int i = 0; i < numbers.Length; i++)
            features[i] = numbers[i].Scale.Apply(DateFeature.NumberOf(numbers[i].Number, moment, first));
    }

    private TableRowException NoDate(string? text, int row)
    {
        string formats = reader.Formats.Count == 0 ? "" : $", or in the format {NameList.Of(reader.Formats)}";
        return new(Name, row, $"expected a date such as {DateText.Example}{formats}, got '{text}'.");
    }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "date");
        json.WriteStartArray("formats");
        foreach (string format in reader.Formats) json.WriteStringValue(format);
        json.WriteEndArray();
        json.WriteString("first", Text(first));
        json.WriteStartArray("parts");
        foreach (DateFeature number in numbers)
        {
            json.WriteStartObject();
            number.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("indicator", hasIndicator);
        gaps.WriteTo(json);
    }

    /// <exception cref="InvalidDataException">The JSON is not of the form that <see cref="WriteTo"/> writes.</exception>
    public static DateEncoding Read(string name, JsonElement json)
    {
        DateText reader = new(json.Texts("formats"));
        if (!reader.TryRead(json.Text("first"), out Moment first))
            throw new InvalidDataException($"the first date of column '{name}' is '{json.Text("first")}': expected {DateText.Example}");
        DateFeature[] numbers = [.. json.Items("parts").Select(part => DateFeature.Read(name, part))];
        if (numbers.DistinctBy(number => number.Number).Count() < numbers.Length)
            throw new InvalidDataException($"column '{name}' has one part of its dates twice");
        return new(name, reader, first.Written, numbers, json.Boolean("indicator"), GapRule.Read(json));
    }

    private static bool Differ(List<Moment> moments, DateParts part) =>
        moments.Exists(moment => DateFeature.PartOf(part, moment) != DateFeature.PartOf(part, moments[0]));

    private static string Text(long ticks) => new DateTime(ticks).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private sealed class Bound : BoundColumn
    {
        // A text needs to repeat as often as that for its features to be worth their memory.
        private const int FewRows = 4;

        private readonly DateEncoding encoding;
        private readonly TableColumn column;
        private readonly TextColumn? repeating;
        private readonly double[] ofTexts = [];
        private readonly bool[] areKnown = [];
        private readonly double[] ofGap, ofRow;

        public Bound(DateEncoding encoding, TableColumn column)
        {
            (this.encoding, this.column) = (encoding, column);
            ofGap = Array.ConvertAll(encoding.numbers, number => number.Scale.Apply(number.Replacement));
            ofRow = new double[ofGap.Length];
            if (column is not TextColumn { HasFewTexts: true } few || few.Distinct.Count > few.Count / FewRows) return;
            (repeating, ofTexts, areKnown) = (few, new double[few.Distinct.Count * ofGap.Length], new bool[few.Distinct.Count]);
        }

        public override void Encode<T>(FeatureBlock<T> block)
        {
            for (int i = 0; i < block.Count; i++)
            {
                int row = block.First + i;
                if (column.IsMissing(row))
                {
                    encoding.gaps.Check(encoding.Name, row);
                    if (encoding.hasIndicator) block[i, ofGap.Length] = T.One;
                    Set(block, i, ofGap);
                }
                else Set(block, i, Find(row));
            }
        }

        private void Set<T>(FeatureBlock<T> block, int row, ReadOnlySpan<double> features)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < features.Length; i++) block.Set(row, i, features[i], encoding.Name);
        }

        private ReadOnlySpan<double> Find(int row)
        {
            if (repeating is null)
            {
                Compute(row, ofRow);
                return ofRow;
            }
            int text = repeating.PlaceAt(row);
            Span<double> found = ofTexts.AsSpan(text * ofGap.Length, ofGap.Length);
            if (!areKnown[text]) Compute(row, found);
            areKnown[text] = true;
            return found;
        }

        private void Compute(int row, Span<double> features)
        {
            if (column is not TextColumn texts || !encoding.reader.TryRead(texts[row]!, out Moment moment))
                throw encoding.NoDate(column.TextAt(row), row);
            encoding.Compute(moment, features);
        }
    }
}
