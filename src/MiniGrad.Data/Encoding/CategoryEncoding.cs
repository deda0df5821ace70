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

    public override void Encode(TableColumn column, int row, Span<double> features)
    {
        if (categories.Find(column, row) is not var (text, place))
        {
            gaps.Check(Name, row);
            if (hasMissing) features[^1] = 1;
        }
        else if (place >= 0) features[place] = 1;
        else if (refusesUnknown)
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
}
