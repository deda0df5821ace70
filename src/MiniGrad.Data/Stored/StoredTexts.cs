using System.Runtime.InteropServices;
using System.Text;

namespace MiniGrad.Data;

/// <summary>Takes texts, each of which is kept once.</summary>
internal sealed class StoredTexts : StoredFill
{
    // A text's header, length and last character; its place in the set, which doubles when it is full.
    private const int BytesPerText = 24, BytesPerPlace = 64, Unknown = -2;
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadingLimit limit;
    private readonly ValuePieces<int> places;
    private readonly List<string> texts = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<long, int> knownNumbers = [];
    private readonly bool isBytes;
    private int[] batch = [];
    private char[] characters = [];
    private long[] dictionary = [];
    private byte[] dictionaryBytes = [];
    private int[] dictionaryPlaces = [];

    public StoredTexts(StoredColumn column, ReadingLimit limit) : base(column)
    {
        this.limit = limit;
        places = new ValuePieces<int>(limit);
        isBytes = column.IsBytes;
        if (column.Meaning == Meaning.Decimal) StoredDecimal.Check(column.Scale);
    }

    public override int Count => places.Count;

    public override void BeginDictionary(ReadOnlySpan<long> entries, byte[] bytes)
    {
        (dictionary, dictionaryBytes) = (entries.ToArray(), bytes);
        dictionaryPlaces = new int[entries.Length];
        dictionaryPlaces.AsSpan().Fill(Unknown);
    }

    public override void Add(ReadOnlySpan<long> values, byte[] bytes, ReadOnlySpan<int> present)
    {
        MakeRoom(values.Length, present);
        for (int i = 0; i < values.Length; i++) batch[i] = PlaceOf(values[i], bytes);
        Store(values.Length, present);
    }

    public override void AddPlaces(ReadOnlySpan<int> places, ReadOnlySpan<int> present)
    {
        MakeRoom(places.Length, present);
        for (int i = 0; i < places.Length; i++)
        {
            ref int place = ref dictionaryPlaces[places[i]];
            // What no row refers to is no value of the column.
            if (place == Unknown) place = PlaceOf(dictionary[places[i]], dictionaryBytes);
            batch[i] = place;
        }
        Store(places.Length, present);
    }

    public override TableColumn ToColumn() =>
        Count == 0 ? new TextColumn(Column.Name, ReadOnlyMemory<string?>.Empty)
            : new TextColumn(Column.Name, [.. texts], places.ToValues());

    private void MakeRoom(int count, ReadOnlySpan<int> present)
    {
        int rows = Math.Max(count, present.Length);
        if (batch.Length < rows) batch = new int[rows];
    }

    private void Store(int count, ReadOnlySpan<int> present)
    {
        if (!present.IsEmpty)
        {
            int from = count;
            for (int row = present.Length - 1; row >= 0; row--) batch[row] = present[row] != 0 ? batch[--from] : TextColumn.Missing;
            count = present.Length;
        }
        places.Add(batch.AsSpan(0, count));
    }

    private int PlaceOf(long value, byte[] bytes)
    {
        if (isBytes)
        {
            ReadOnlySpan<byte> found = BytesOf(value, bytes);
            if (Column.Meaning == Meaning.Text) return PlaceOf(Decode(found));
            return Write(found) is { } written ? PlaceOf(written) : TextColumn.Missing;
        }
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(knownNumbers, value, out bool isKnown);
        if (!isKnown)
        {
            limit.Take(BytesPerPlace);
            place = Write(value) is { } text ? PlaceOf(text) : TextColumn.Missing;
        }
        return place;
    }

    private int PlaceOf(ReadOnlySpan<char> text)
    {
        if (known.TryGetValue(text, out int place)) return place;
        limit.Take(BytesPerText + BytesPerPlace + (sizeof(char) * (long)text.Length));
        place = texts.Count;
        texts.Add(text.ToString());
        known.Dictionary.Add(texts[^1], place);
        return place;
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes)
    {
        if (characters.Length < bytes.Length)
        {
            limit.Check(sizeof(char) * (long)bytes.Length);
            characters = new char[Math.Max(bytes.Length, Math.Min(2 * characters.Length, 1 << 20))];
        }
        try
        {
            return characters.AsSpan(0, strict.GetChars(bytes, characters));
        }
        catch (DecoderFallbackException error)
        {
            throw new FileProblem("it holds bytes that are no text in UTF-8: leave it out (TableFileOptions.LeftOutColumns)", error);
        }
    }

    private string? Write(ReadOnlySpan<byte> bytes) => Column.Meaning switch
    {
        Meaning.Uuid => new Guid(bytes, bigEndian: true).ToString(),
        Meaning.Int96Timestamp => WrittenTimes.Int96(bytes),
        Meaning.Half => Written(BitConverter.ToHalf(bytes)),
        _ => StoredDecimal.ToText(StoredDecimal.Whole(bytes, Column.IsLittleEndian), Column.Scale),
    };

    private string? Write(long value) => Column.Meaning switch
    {
        Meaning.Boolean => value == 0 ? "false" : "true",
        Meaning.Date => WrittenTimes.Date(value),
        Meaning.Time => WrittenTimes.Time(value, Column.Unit),
        Meaning.Timestamp => WrittenTimes.Timestamp(value, Column.Unit, Column.IsUtc),
        Meaning.Single => Written(BitConverter.Int32BitsToSingle((int)value)),
        Meaning.Double => Written(BitConverter.Int64BitsToDouble(value)),
        Meaning.Decimal => StoredDecimal.ToText(value, Column.Scale),
        Meaning.Unsigned => Column.Is32Bits ? Invariant($"{(uint)value}") : Invariant($"{(ulong)value}"),
        _ => Invariant($"{value}"),
    };

    // The shortest form of a whole number of few bits is another whole number.
    private static string? Written<T>(T number) where T : IFloatingPointIeee754<T> =>
        T.IsNaN(number) ? null
        : T.IsInteger(number) ? double.CreateChecked(number).ToString("R", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}
