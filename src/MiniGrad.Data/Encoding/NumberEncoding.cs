namespace MiniGrad.Data;

/// <summary>A scaled number; a replacement stands for a missing one, and on demand a second feature marks it.</summary>
internal sealed class NumberEncoding(string name, ColumnScale scale, double replacement, bool hasIndicator, GapRule gaps)
    : ColumnEncoding(name)
{
    public override IReadOnlyList<string> Features =>
        field ??= hasIndicator ? [FeatureName, FeatureName + MissingMark] : [FeatureName];

    public override EncodedColumn Description =>
        new(Name, ColumnRole.Number, Features, Reason: null) { HadMissing = gaps.WereLearned };

    public override string Rule => Invariant($"(x − {scale.Offset:G4}) / {scale.Scale:G4}");
    public override string GapFiller => gaps.Describe(replacement.ToString("G4", CultureInfo.InvariantCulture), hasIndicator);

    public ColumnScale Scale => scale;
    public double Replacement => replacement;
    public bool HasIndicator => hasIndicator;
    public GapRule Gaps => gaps;

    /// <param name="column">A column of numbers.</param>
    /// <param name="options">How to encode.</param>
    /// <exception cref="ArgumentException">A number is infinite, or the numbers lie too far apart.</exception>
    public static NumberEncoding Fit(IColumnContent column, TableEncoderOptions options)
    {
        bool hasIndicator = options.MissingIndicators && column.MissingCount > 0;
        var gaps = GapRule.Of(column.MissingCount, options);
        if (column.MissingCount == column.Count) return new(column.Name, new ColumnScale(0, 1), 0, hasIndicator, gaps);
        column.RefuseInfinite();
        ColumnScale scale = column.Scale(options.Scaling);
        if (!double.IsFinite(scale.Scale))
            throw new ArgumentException($"TableEncoder: column '{column.Name}': the numbers lie too far apart for a double.");
        bool hasMean = options is { Imputation: Imputation.Mean, Scaling: Scaling.Standard };
        return new(column.Name, scale, hasMean ? scale.Offset : column.Replacement(options.Imputation), hasIndicator, gaps);
    }

    /// <summary>What replaces a missing one of numbers, whose order changes.</summary>
    public static double Replacing(Span<double> numbers, Imputation imputation) =>
        imputation == Imputation.Median ? ColumnScale.Median(numbers) : ColumnScale.Fit(Scaling.Standard, numbers).Offset;

    /// <summary>The refusal of an infinite number.</summary>
    public static TableRowException Infinite(TableColumn column, int row) =>
        new(column.Name, row, $"expected a finite number, got {column.TextAt(row)}.");

    /// <summary>Of a column that is text because of one value, that value rather than the numbers before it.</summary>
    private TableRowException NoNumber(TableColumn column, int row)
    {
        bool IsText(int other) =>
            column.TextAt(other) is { } text && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        int first = Enumerable.Range(row, column.Count - row).FirstOrDefault(IsText, row);
        return new TableRowException(Name, first, $"expected a number, got the text '{column.TextAt(first)}'.");
    }

    public override BoundColumn Bind(TableColumn column) => new Bound(this, column);

    public override void Encode(in RowValue value, Span<double> features)
    {
        if (value.Kind == RowValueKind.Number)
        {
            features[0] = scale.Apply(value.Number);
            return;
        }
        if (value.Kind != RowValueKind.Missing)
            throw new TableRowException(Name, row: 0, $"expected a number, got {value.Describe()}.");
        gaps.Check(Name, row: 0);
        features[0] = scale.Apply(replacement);
        if (hasIndicator) features[1] = 1;
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
        var scale = ColumnScale.Read(name, json);
        return new(name, scale, json.Number("replacement"), json.Boolean("indicator"), GapRule.Read(json));
    }

    private sealed class Bound(NumberEncoding encoding, TableColumn column) : BoundColumn
    {
        private readonly double gap = encoding.Scale.Apply(encoding.Replacement);

        public override void Encode<T>(FeatureBlock<T> block)
        {
            Span<double> numbers = stackalloc double[TableEncoder.RowsTogether];
            numbers = numbers[..block.Count];
            if (column is NumberColumn given) given.CopyTo(block.First, numbers);
            else numbers.Fill(double.NaN);
            encoding.Scale.Apply(numbers);
            for (int i = 0; (i = block.SetFinite(i, 0, numbers)) < numbers.Length; i++)
            {
                if (!double.IsNaN(numbers[i])) block.Set(i, 0, numbers[i], encoding.Name);
                int row = block.First + i;
                if (column is TextColumn && !column.IsMissing(row)) throw encoding.NoNumber(column, row);
                encoding.Gaps.Check(encoding.Name, row);
                block.Set(i, 0, gap, encoding.Name);
                if (encoding.HasIndicator) block[i, 1] = T.One;
            }
        }
    }
}
