using System.Text;

namespace MiniGrad.Data;

/// <summary>Takes the numbers of a column, with their texts as long as these are few enough for categories and memory allows.</summary>
internal sealed class NumberFill(MemoryBudget budget)
{
    private const int MostTexts = 10_000;
    private List<string>? texts;
    private Dictionary<string, ushort>? known;
    private GrowingValues<float>? singles = new(budget);
    private GrowingValues<double>? doubles;
    private GrowingValues<ushort>? spellings;

    public int Count { get; private set; }

    /// <summary>How many rows have a number.</summary>
    public int Numbers { get; private set; }

    /// <summary>Whether the text of every field is known.</summary>
    public bool KeepsTexts { get; private set; } = true;

    public void AddMissing() => Add(double.NaN, default, isShortest: true);

    /// <summary>Adds a field.</summary>
    /// <param name="number">Its number, NaN for a word that stands for a missing one.</param>
    /// <param name="field">Its text.</param>
    /// <param name="isShortest">Whether the text is the number's shortest.</param>
    public void Add(double number, ReadOnlySpan<byte> field, bool isShortest)
    {
        if (!double.IsNaN(number))
        {
            Numbers++;
            if (singles is not null && (float)number != number) Widen();
        }
        if (singles is not null) singles.Add((float)number);
        else doubles!.Add(number);
        Count++;
        if (!KeepsTexts) return;
        if (!budget.HasRoomForMore || (spellings is not null && !HasRoom(spellings.Count))) Drop();
        else if (!isShortest) Keep(field);
        else spellings?.Add(0);
    }

    /// <summary>The text of a row; null where it is missing.</summary>
    public string? TextAt(int row)
    {
        if (spellings is not null && spellings[row] is > 0 and var place) return texts![place - 1];
        double number = singles is not null ? singles[row] : doubles![row];
        return double.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture);
    }

    public NumberColumn ToColumn(string name)
    {
        NumberSpellings? written =
            !KeepsTexts || !budget.HasRoomForMore ? null
            : spellings is null ? NumberSpellings.AllShortest
            : new NumberSpellings(spellings.ToValues(), texts!);
        return singles is not null ? new NumberColumn(name, singles.ToValues(), written)
            : new NumberColumn(name, doubles!.ToValues(), written);
    }

    private void Widen()
    {
        doubles = new GrowingValues<double>(budget);
        for (int row = 0; row < Count; row++) doubles.Add(singles![row]);
        singles = null;
    }

    private void Keep(ReadOnlySpan<byte> field)
    {
        string text = Encoding.UTF8.GetString(field);
        known ??= new Dictionary<string, ushort>(StringComparer.Ordinal);
        texts ??= [];
        if (!known.TryGetValue(text, out ushort place))
        {
            if (texts.Count == MostTexts || !budget.TryTakeMore(TextFill.BytesOf(text.Length)))
            {
                Drop();
                return;
            }
            texts.Add(text);
            known.Add(text, place = (ushort)texts.Count);
        }
        if (spellings is null)
        {
            if (!budget.TryTakeMore(sizeof(ushort) * (long)Count))
            {
                Drop();
                return;
            }
            spellings = new GrowingValues<ushort>(MemoryBudget.Boundless);
            spellings.Add(0, Count - 1);
        }
        spellings.Add(place);
    }

    /// <summary>Takes memory for the places of texts, for many rows at once.</summary>
    private bool HasRoom(int row) => (row & GrowingValues<ushort>.Mask) != 0
        || budget.TryTakeMore(sizeof(ushort) * (GrowingValues<ushort>.Mask + 1L));

    private void Drop()
    {
        KeepsTexts = false;
        spellings = null;
        texts = null;
        known = null;
    }
}
