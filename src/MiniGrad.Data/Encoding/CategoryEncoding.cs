namespace MiniGrad.Data;

/// <summary>A feature for each category, of which one is 1, and on demand one for a missing category.</summary>
internal sealed class CategoryEncoding(string name, Categories categories, bool hasMissing, bool refusesUnknown) : ColumnEncoding(name)
{
    public override IReadOnlyList<string> Features { get; } = new NameSequence(
        categories.Texts.Count + (hasMissing ? 1 : 0),
        place => place < categories.Texts.Count ? $"{name}={categories.Texts[place]}" : $"{name} (missing)");

    public override EncodedColumn Description => new(Name, ColumnRole.Category, Features, Reason: null);

    public override void Encode(TableColumn column, int row, Span<double> features)
    {
        if (categories.Find(column, row) is not var (text, place))
        {
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
    }

    public static CategoryEncoding Read(string name, JsonElement json) =>
        new(name, json.Categories("categories", $"column '{name}'"), json.Boolean("missing"), json.Boolean("refusesUnknown"));
}
