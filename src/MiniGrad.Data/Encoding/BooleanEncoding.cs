namespace MiniGrad.Data;

/// <summary>1 for one of two words, 0 for the other, and half way for what is neither; on demand a feature marks a missing one.</summary>
internal sealed class BooleanEncoding : ColumnEncoding
{
    /// <summary>The feature where the value is missing or neither of the two.</summary>
    public const double Neither = 0.5;

    private static readonly (string False, string True)[] pairs =
        [("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on")];

    private readonly bool hasIndicator, refusesUnknown;
    private readonly GapRule gaps;

    private BooleanEncoding(string name, Categories words, bool hasIndicator, bool refusesUnknown, GapRule gaps) : base(name)
    {
        (Words, this.hasIndicator, this.refusesUnknown, this.gaps) = (words, hasIndicator, refusesUnknown, gaps);
        Features = hasIndicator ? [FeatureName, FeatureName + MissingMark] : [FeatureName];
    }

    /// <summary>The two words in any case: the one for 0, and the one for 1.</summary>
    public Categories Words { get; }

    public bool HasIndicator => hasIndicator;
    public bool RefusesUnknown => refusesUnknown;
    public GapRule Gaps => gaps;
    public override IReadOnlyList<string> Features { get; }

    public override EncodedColumn Description =>
        new(Name, ColumnRole.Boolean, Features, Reason: null) { HadMissing = gaps.WereLearned, Categories = Words.Texts };

    public override string Rule => $"1 for '{Words.Texts[1]}', 0 for '{Words.Texts[0]}'{(refusesUnknown ? "" : ", 0.5 for any other")}";
    public override string GapFiller => gaps.Describe("0.5", hasIndicator);

    /// <summary>What a word means by itself, or null.</summary>
    public static bool? MeaningOf(string word)
    {
        foreach ((string no, string yes) in pairs)
        {
            if (word.Equals(no, StringComparison.OrdinalIgnoreCase)) return false;
            if (word.Equals(yes, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return null;
    }

    /// <summary>The two words, false first, in the order of their meaning; null where they are no pair.</summary>
    public static (string False, string True)? PairOf(IReadOnlyList<string> texts)
    {
        if (texts.Count != 2) return null;
        foreach ((string no, string yes) in pairs)
        {
            if (Are(texts[0], no) && Are(texts[1], yes)) return (texts[0], texts[1]);
            if (Are(texts[1], no) && Are(texts[0], yes)) return (texts[1], texts[0]);
        }
        return null;

        static bool Are(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="column">The name of the column.</param>
    /// <param name="pair">Its words.</param>
    /// <param name="missing">The number of rows without one.</param>
    /// <param name="options">How to encode.</param>
    public static BooleanEncoding Fit(string column, (string False, string True) pair, long missing, TableEncoderOptions options) =>
        new(column, Pair(pair.False, pair.True), missing > 0 && options.MissingIndicators, options.RefuseUnknownCategories,
            GapRule.Of(missing, options));

    public override BoundColumn Bind(TableColumn column) => new Bound(this, column);

    public override void Encode(in RowValue value, Span<double> features)
    {
        int place = Words.PlaceOf(value, Name);
        features[0] = place switch
        {
            0 => 0,
            1 => 1,
            _ => Neither,
        };
        if (place >= 0) return;
        if (place == CategoryPlaces.Missing)
        {
            gaps.Check(Name, row: 0);
            if (hasIndicator) features[1] = 1;
        }
        // Which of other words would be meant by true and false, a table could not tell either.
        else if (value.Kind == RowValueKind.Boolean)
            throw new TableRowException(Name, row: 0, $"expected {NameList.Of(Words.Texts)} in any case, got {value.Describe()}.");
        else if (refusesUnknown) throw UnknownWord(value.ToText(stackalloc char[RowValue.LongestText]).ToString(), row: 0);
    }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "boolean");
        json.WriteString("false", Words.Texts[0]);
        json.WriteString("true", Words.Texts[1]);
        json.WriteBoolean("indicator", hasIndicator);
        json.WriteBoolean("refusesUnknown", refusesUnknown);
        gaps.WriteTo(json);
    }

    /// <exception cref="InvalidDataException">The JSON is not of the form that <see cref="WriteTo"/> writes.</exception>
    public static BooleanEncoding Read(string name, JsonElement json)
    {
        (string no, string yes) = (json.Text("false"), json.Text("true"));
        return no.Equals(yes, StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidDataException($"column '{name}' has '{no}' for both true and false")
            : new(name, Pair(no, yes), json.Boolean("indicator"), json.Boolean("refusesUnknown"), GapRule.Read(json));
    }

    private TableRowException UnknownWord(string? text, int row) =>
        new(Name, row, $"the value '{text}' is unknown; there are {NameList.Of(Words.Texts)} in any case.");

    private static Categories Pair(string no, string yes) => new([no, yes], areNumbers: false, ignoresCase: true);

    private sealed class Bound(BooleanEncoding encoding, TableColumn column) : BoundColumn
    {
        private readonly CategoryPlaces places = new(encoding.Words, column);

        public override void Encode<T>(FeatureBlock<T> block)
        {
            T neither = T.CreateTruncating(Neither);
            for (int i = 0; i < block.Count; i++)
            {
                int row = block.First + i, place = places[row];
                block[i, 0] = place switch
                {
                    0 => T.Zero,
                    1 => T.One,
                    _ => neither,
                };
                if (place == CategoryPlaces.Missing)
                {
                    encoding.gaps.Check(encoding.Name, row);
                    if (encoding.hasIndicator) block[i, 1] = T.One;
                }
                else if (place == CategoryPlaces.Unknown && encoding.refusesUnknown)
                    throw encoding.UnknownWord(column.TextAt(row), row);
            }
        }
    }
}
