using System.Text;

namespace MiniGrad.Data;

/// <summary>Takes the texts of a column, each of which is kept once.</summary>
internal sealed class TextFill(MemoryBudget budget)
{
    // A text's header, length and last character; its place in the set, which doubles when it is full.
    private const int BytesPerText = 24, BytesPerPlace = 64;
    private readonly GrowingValues<int> places = new(budget);
    private readonly List<string> texts = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private char[] characters = [];

    public IReadOnlyList<string> Texts => texts;

    public void AddMissing(int count = 1) => places.Add(TextColumn.Missing, count);

    public void Add(ReadOnlySpan<byte> field)
    {
        if (characters.Length < field.Length) characters = new char[Math.Max(field.Length, 2 * characters.Length)];
        Add(characters.AsSpan(0, Encoding.UTF8.GetChars(field, characters)));
    }

    public void Add(ReadOnlySpan<char> text)
    {
        if (!known.TryGetValue(text, out int place))
        {
            budget.Take(BytesOf(text.Length));
            place = texts.Count;
            texts.Add(text.ToString());
            known.Dictionary.Add(texts[^1], place);
        }
        places.Add(place);
    }

    /// <summary>How often each text occurs.</summary>
    public int[] Counts()
    {
        int[] counts = new int[texts.Count];
        for (int row = 0; row < places.Count; row++)
            if (places[row] >= 0) counts[places[row]]++;
        return counts;
    }

    public TextColumn ToColumn(string name) => new(name, [.. texts], places.ToValues());

    /// <summary>The memory that a new text takes.</summary>
    public static long BytesOf(int characters) => BytesPerText + BytesPerPlace + (2L * characters);
}
