namespace MiniGrad.Data;

/// <summary>Keeps the texts of a column's numbers, as long as they are few enough for categories and memory allows.</summary>
internal sealed class SpellingFill(int rows, FieldReading fields, MemoryBudget budget)
{
    private const int MostTexts = 10_000;
    private readonly List<string> texts = [];
    private readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> known =
        new Dictionary<string, ushort>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private ushort[]? places;
    private bool isKept = true;

    public void Fill(int row, ReadOnlySpan<byte> field, double number)
    {
        if (!budget.HasRoomForMore) Drop();
        if (!isKept || FieldReading.IsShortest(field, number)) return;
        if (places is null && budget.TryTakeMore(2L * rows)) places = new ushort[rows];
        if (places is null)
        {
            Drop();
            return;
        }
        ReadOnlySpan<char> text = fields.Characters(field);
        if (!known.TryGetValue(text, out ushort place))
        {
            if (texts.Count == MostTexts || !budget.TryTakeMore(ColumnFill.BytesOf(text)))
            {
                Drop();
                return;
            }
            texts.Add(text.ToString());
            known.Dictionary.Add(texts[^1], place = (ushort)texts.Count);
        }
        places[row] = place;
    }

    /// <returns>null where they are not known.</returns>
    public NumberSpellings? ToSpellings() =>
        !isKept || !budget.HasRoomForMore ? null : places is null ? NumberSpellings.AllShortest : new NumberSpellings(places, texts);

    private void Drop()
    {
        isKept = false;
        places = null;
        texts.Clear();
        known.Dictionary.Clear();
        known.Dictionary.TrimExcess();
    }
}
