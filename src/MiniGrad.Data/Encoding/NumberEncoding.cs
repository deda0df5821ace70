namespace MiniGrad.Data;

/// <summary>A scaled number; a replacement stands for a missing one, and on demand a second feature marks it.</summary>
internal sealed class NumberEncoding(string name, ColumnScale scale, double replacement, bool hasIndicator, GapRule gaps)
    : ColumnEncoding(name)
{
    public override IReadOnlyList<string> Features =>
        field ??= hasIndicator ? [FeatureName, FeatureName + MissingMark] : [FeatureName];

    public override EncodedColumn Description =>
        new(Name, ColumnRole.Number, Features, Reason: null) { HadMissing = gaps.WereLearned };

    /// <exception cref="ArgumentException">A number is infinite, or the numbers lie too far apart.</exception>
    public ColumnScale Scale => scale;
    public double Replacement => replacement;
    public bool HasIndicator => hasIndicator;
    public GapRule Gaps => gaps;

    public static NumberEncoding Fit(NumberColumn column, TableEncoderOptions options)
    {
        RefuseInfinite(column);
        double[] present = [.. column.ToArray().Where(number => !double.IsNaN(number))];
        bool hasIndicator = options.MissingIndicators && present.Length < column.Count;
        var gaps = GapRule.Of(column, options);
        if (present.Length == 0) return new(column.Name, new ColumnScale(0, 1), 0, hasIndicator, gaps);
        ColumnScale scale = ColumnScale.Fit(options.Scaling, present);
        if (!double.IsFinite(scale.Scale))
            throw new ArgumentException($"TableEncoder: column '{column.Name}': the numbers lie too far apart for a double.");
        double replacement = options.Imputation == Imputation.Median ? Median(present) : ColumnScale.Fit(Scaling.Standard, present).Offset;
        return new(column.Name, scale, replacement, hasIndicator, gaps);
    }

    /// <summary>Of a column that is text because of one value, that value rather than the numbers before it.</summary>
    private TableRowException NoNumber(TableColumn column, int row)
    {
        bool IsText(int other) =>
            column.TextAt(other) is { } text && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        int first = Enumerable.Range(row, column.Count - row).FirstOrDefault(IsText, row);
        return new TableRowException(Name, first, $"expected a number, got the text '{column.TextAt(first)}'.");
    }

    public override void Encode(TableColumn column, int row, Span<double> features)
    {
        double number = double.NaN;
        if (column is NumberColumn numbers) number = numbers[row];
        else if (!column.IsMissing(row)) throw NoNumber(column, row);
        if (double.IsNaN(number)) gaps.Check(Name, row);
        features[0] = scale.Apply(double.IsNaN(number) ? replacement : number);
        if (hasIndicator && double.IsNaN(number)) features[1] = 1;
    }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "number");
        json.WriteNumber("offset", scale.Offset);
        json.WriteNumber("scale", scale.Scale);
        json.WriteNumber("replacement", replacement);
        json.WriteBoolean("indicator", hasIndicator);
        gaps.WriteTo(json);
    }

    public static NumberEncoding Read(string name, JsonElement json)
    {
        ColumnScale scale = new(json.Number("offset"), json.Number("scale"));
        return scale.Scale > 0
            ? new(name, scale, json.Number("replacement"), json.Boolean("indicator"), GapRule.Read(json))
            : throw new InvalidDataException(Invariant($"the scale of column '{name}' is {scale.Scale}: expected more than 0"));
    }

    /// <exception cref="TableRowException">A number is infinite.</exception>
    public static void RefuseInfinite(NumberColumn column)
    {
        for (int row = 0; row < column.Count; row++)
            if (double.IsInfinity(column[row]))
                throw new TableRowException(column.Name, row, $"expected a finite number, got {column.TextAt(row)}.");
    }

    private static double Median(double[] numbers)
    {
        Array.Sort(numbers);
        int middle = numbers.Length / 2;
        return numbers.Length % 2 == 1 ? numbers[middle] : (numbers[middle - 1] / 2) + (numbers[middle] / 2);
    }
}
