namespace MiniGrad.Data;

/// <summary>A feature for each category, of which one is 1, perhaps one for all others together, and on demand one for a missing category.
/// </summary>
internal sealed class CategoryEncoding : ColumnEncoding
{
    /// <summary>Stands for all rare categories.</summary>
    public const string Other = "(other)";

    private const string OtherKey = "other";

    private readonly Categories categories;
    private readonly bool hasOther, hasMissing, refusesUnknown;
    private readonly GapRule gaps;

    /// <param name="name">The name of the column.</param>
    /// <param name="categories">The categories with a feature each.</param>
    /// <param name="hasOther">Whether all others share a feature.</param>
    /// <param name="hasMissing">Whether a missing category has a feature.</param>
    /// <param name="refusesUnknown">Whether a category without a feature is refused.</param>
    /// <param name="gaps">What becomes of missing categories.</param>
    public CategoryEncoding(
        string name, Categories categories, bool hasOther, bool hasMissing, bool refusesUnknown, GapRule gaps) : base(name)
    {
        this.categories = categories;
        (this.hasOther, this.hasMissing, this.refusesUnknown, this.gaps) = (hasOther, hasMissing, refusesUnknown && !hasOther, gaps);
        int known = categories.Texts.Count;
        Features = new NameSequence(
            known + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0),
            place => place < known ? $"{FeatureName}={categories.Texts[place]}"
                : hasOther && place == known ? $"{FeatureName}={Other}" : FeatureName + MissingMark);
    }

    /// <summary>Whether all categories but <see cref="Categories"/> share the feature after theirs.</summary>
    public bool HasOther => hasOther;

    public Categories Categories => categories;
    public bool HasMissing => hasMissing;
    public bool RefusesUnknown => refusesUnknown;
    public GapRule Gaps => gaps;
    public override IReadOnlyList<string> Features { get; }

    public override EncodedColumn Description =>
        new(Name, ColumnRole.Category, Features, Reason: null) { HadMissing = gaps.WereLearned, Categories = categories.Texts };

    public override BoundColumn Bind(TableColumn column) => new Bound(this, column);

    /// <summary>The feature that is 1 where no known category is, −1 for none.</summary>
    private int WithoutCategory(bool isMissing, TableColumn column, int row)
    {
        if (isMissing)
        {
            gaps.Check(Name, row);
            return hasMissing ? Features.Count - 1 : -1;
        }
        if (hasOther) return categories.Texts.Count;
        return refusesUnknown ? throw UnknownCategory(categories.Find(column, row)!.Value.Text, row) : -1;
    }

    private TableRowException UnknownCategory(string text, int row) =>
        new(Name, row, $"the category '{text}' is unknown; there are {NameList.Of(categories.Texts)}.");

    public override void Encode(in RowValue value, Span<double> features)
    {
        int place = categories.PlaceOf(value, Name);
        if (place == CategoryPlaces.Missing)
        {
            gaps.Check(Name, row: 0);
            if (hasMissing) features[^1] = 1;
        }
        else if (place >= 0) features[place] = 1;
        else if (hasOther) features[categories.Texts.Count] = 1;
        else if (refusesUnknown) throw UnknownCategory(value.ToText(stackalloc char[RowValue.LongestText]).ToString(), row: 0);
    }

    public override string Rule =>
        hasOther ? "rare and unknown ones are (other)" : refusesUnknown ? "unknown ones are refused" : "unknown ones are 0 in all features";

    public override string GapFiller => gaps.Describe(hasMissing ? "a feature of its own" : "0 in all features", hasIndicator: false);

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "category");
        json.WriteCategories("categories", categories);
        json.WriteBoolean(OtherKey, hasOther);
        json.WriteBoolean("missing", hasMissing);
        json.WriteBoolean("refusesUnknown", refusesUnknown);
        gaps.WriteTo(json);
    }

    public static CategoryEncoding Read(string name, JsonElement json) => new(
        name, json.Categories("categories", $"column '{name}'"), json.TryGetProperty(OtherKey, out _) && json.Boolean(OtherKey),
        json.Boolean("missing"), json.Boolean("refusesUnknown"), GapRule.Read(json));

    private sealed class Bound(CategoryEncoding encoding, TableColumn column) : BoundColumn
    {
        private readonly CategoryPlaces places = new(encoding.categories, column);

        public override void Encode<T>(FeatureBlock<T> block)
        {
            for (int i = 0; i < block.Count; i++)
            {
                int row = block.First + i, place = places[row];
                if (place < 0) place = encoding.WithoutCategory(place == CategoryPlaces.Missing, column, row);
                if (place >= 0) block[i, place] = T.One;
            }
        }
    }
}
