using System.Buffers;
using System.Runtime.InteropServices;

namespace MiniGrad.Data;

// Objects in JSON, whose names and texts are compared as they stand, in UTF-8.
internal sealed partial class RowEncoder
{
    private const int FewCharacters = 256, FewColumns = 256;

    private readonly byte[][] names;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> utf8Places;

    /// <summary>Encodes an object in JSON.</summary>
    public void Encode<T>(JsonElement row, Span<T> features, bool ignoresUnknown) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(features.Length);
        if (row.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"TableEncoder: expected an object in JSON, got {JsonRowValue.Describe(row.ValueKind)}.");
        double[]? rented = null;
        Span<double> own = mostWidth <= FewFeatures ? stackalloc double[mostWidth] : rented = ArrayPool<double>.Shared.Rent(mostWidth);
        Span<bool> seen = columns.Length <= FewColumns ? stackalloc bool[columns.Length] : new bool[columns.Length];
        Span<char> characters = stackalloc char[FewCharacters];
        int count = 0, next = 0;
        foreach (JsonProperty property in row.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(property);
            // Mostly in the order of the training table.
            int place = next < names.Length && name.SequenceEqual(names[next]) ? next : Find(property, name);
            if (place < 0)
            {
                if (place == Unknown && !ignoresUnknown) throw NotLearned(row, property);
                continue;
            }
            if (seen[place]) throw new ArgumentException($"TableEncoder: the row has the column '{columns[place].Name}' twice.");
            (seen[place], next) = (true, place + 1);
            count++;
            Set(place, JsonRowValue.Of(property.Value, characters, needsSpelling: columns[place] is not NumberEncoding), features, own);
        }
        if (count < columns.Length) throw Lacking(NamesOf(row));
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    private int Find(JsonProperty property, ReadOnlySpan<byte> name)
    {
        if (name.Contains((byte)'\\')) return PlaceOf(NameOf(property));
        return utf8Places.TryGetValue(name, out int place) ? place : Unknown;
    }

    /// <summary>What is wrong with a column that is not known, or with the row that lacks the one that is meant.</summary>
    private ArgumentException NotLearned(JsonElement row, JsonProperty property)
    {
        string[] there = NamesOf(row);
        bool lacks = columns.Any(column => !there.Contains(column.Name, StringComparer.Ordinal));
        return lacks ? Lacking(there) : new ArgumentException(NotLearned(NameOf(property)));
    }

    private static string[] NamesOf(JsonElement row) => [.. row.EnumerateObject().Select(NameOf)];

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        // Half of a surrogate pair.
        catch (InvalidOperationException error)
        {
            throw new ArgumentException($"TableEncoder: the name of a column in JSON is no text: {error.Message}", error);
        }
    }
}
