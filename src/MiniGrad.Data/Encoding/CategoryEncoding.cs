namespace MiniGrad.Data;

/// <summary>A feature for each category, of which one is 1, and on demand one for a missing category.</summary>
internal sealed class CategoryEncoding : ColumnEncoding
{
    private readonly Categories categories;
    private readonly bool hasMissing, refusesUnknown;
    private readonly GapRule gaps;

    public CategoryEncoding(string name, Categories categories, bool hasMissing, bool refusesUnknown, GapRule gaps) : base(name)
    {
        (this.categories, this.hasMissing, this.refusesUnknown, this.gaps) = (categories, hasMissing, refusesUnknown, gaps);
        Features = new NameSequence(
            categories.Texts.Count + (hasMissing ? 1 : 0),
            place => place < categories.Texts.Count ? $"{FeatureName}={categories.Texts[place]}" : FeatureName + MissingMark);
    }

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
        if (!refusesUnknown) return -1;
        string text = categories.Find(column, row)!.Value.Text;
        throw new TableRowException(Name, row, $"the category '{text}' is unknown; there are {NameList.Of(categories.Texts)}.");
    }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "category");
        json.WriteCategories("categories", categories);
        json.WriteBoolean("missing", hasMissing);
        json.WriteBoolean("refusesUnknown", refusesUnknown);
        gaps.WriteTo(json);
    }

    public static CategoryEncoding Read(string name, JsonElement json) => new(
        name, json.Categories("categories", $"column '{name}'"), json.Boolean("missing"), json.Boolean("refusesUnknown"),
        GapRule.Read(json));

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
