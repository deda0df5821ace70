using System.Buffers;

namespace MiniGrad.Data;

/// <summary>Makes features of single rows, to the same bits as of a table of one row.</summary>
internal sealed partial class RowEncoder
{
    /// <summary>Instead of a place: the column has no features, or is the target; or it is not known.</summary>
    private const int Unused = -1, Unknown = -2;

    private const int FewFeatures = 256;

    private readonly ColumnEncoding[] columns;
    private readonly int[] starts, widths;
    private readonly int width, mostWidth;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    public RowEncoder(TableEncoder encoder)
    {
        columns = [.. encoder.Encodings.Where(encoding => encoding.Features.Count > 0)];
        widths = [.. columns.Select(column => column.Features.Count)];
        starts = new int[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            (starts[i], width) = (width, width + widths[i]);
            places.Add(columns[i].Name, i);
        }
        mostWidth = widths.Max();
        foreach (EncodedColumn column in encoder.Columns) places.TryAdd(column.Name, Unused);
        places.TryAdd(encoder.Target, Unused);
        names = [.. columns.Select(column => System.Text.Encoding.UTF8.GetBytes(column.Name))];
        utf8Places = Utf8Names.Lookup(places);
    }

    /// <summary>Encodes a row that names its values.</summary>
    public void Encode<T>(IReadOnlyDictionary<string, object?> row, Span<T> features, bool ignoresUnknown)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(features.Length);
        if (!ignoresUnknown && row.Count > columns.Length) CheckKnown(row.Keys);
        double[]? rented = null;
        Span<double> own = mostWidth <= FewFeatures ? stackalloc double[mostWidth] : rented = ArrayPool<double>.Shared.Rent(mostWidth);
        for (int i = 0; i < columns.Length; i++)
        {
            if (!row.TryGetValue(columns[i].Name, out object? value)) throw Lacking(row.Keys);
            Set(i, ObjectRowValue.Of(value), features, own);
        }
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Encodes an object.</summary>
    public void Encode<T, TRow>(TRow row, RowColumns<TRow> given, RowMap map, Span<T> features, bool ignoresUnknown)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(features.Length);
        if (!ignoresUnknown && map.Unknown is { } problem) throw new ArgumentException(problem);
        double[]? rented = null;
        Span<double> own = mostWidth <= FewFeatures ? stackalloc double[mostWidth] : rented = ArrayPool<double>.Shared.Rent(mostWidth);
        for (int i = 0; i < columns.Length; i++) Set(i, given.Columns[map.Places[i]].Read(row), features, own);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Finds the columns in rows that all have these.</summary>
    /// <exception cref="ArgumentException">One is not there.</exception>
    public RowMap Map(IReadOnlyList<string> given)
    {
        int[] found = new int[columns.Length];
        Array.Fill(found, Unknown);
        for (int i = 0; i < given.Count; i++)
            if (PlaceOf(given[i]) is >= 0 and var place) found[place] = i;
        if (found.Contains(Unknown)) throw Lacking(given);
        return new RowMap(found, given.FirstOrDefault(name => PlaceOf(name) == Unknown) is { } other ? NotLearned(other) : null);
    }

    private int PlaceOf(string name) => places.GetValueOrDefault(name, Unknown);

    private void Check(int features)
    {
        if (features != width)
            throw new ArgumentException(Invariant($"TableEncoder: expected room for {width} features, got {features}."), nameof(features));
    }

    /// <summary>Sets the features of a column.</summary>
    /// <exception cref="TableRowException">The value does not fit.</exception>
    private void Set<T>(int column, in RowValue value, Span<T> features, Span<double> room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ColumnEncoding encoding = columns[column];
        Span<double> own = room[..widths[column]];
        own.Clear();
        try
        {
            if (value.Kind == RowValueKind.Refused) throw new TableRowException(encoding.Name, row: 0, value.Text.ToString());
            encoding.Encode(value, own);
            Span<T> target = features.Slice(starts[column], own.Length);
            for (int i = 0; i < own.Length; i++) target[i] = FeatureBlock<T>.Convert(own[i], encoding.Name, row: 0);
        }
        catch (TableRowException refusal)
        {
            throw TableRowException.OfOneRow(refusal);
        }
    }

    private void CheckKnown(IEnumerable<string> given)
    {
        foreach (string name in given)
            if (PlaceOf(name) == Unknown) throw new ArgumentException(NotLearned(name));
    }

    private ArgumentException Lacking(IEnumerable<string> given)
    {
        string[] there = [.. given];
        string[] missing = [.. columns.Select(column => column.Name).Where(name => !there.Contains(name, StringComparer.Ordinal))];
        string? likely = NearName.Of(missing[0], there.Where(name => PlaceOf(name) == Unknown));
        string hint = likely is null ? "" : $"; '{missing[0]}' may be meant by '{likely}'";
        string known = there.Length == 0 ? "there is none" : $"there are {NameList.Of(there)}";
        return new($"TableEncoder: the row has no column {NameList.Of(missing)}; {known}{hint}.");
    }

    private string NotLearned(string name)
    {
        string? likely = NearName.Of(name, columns.Select(column => column.Name));
        string hint = likely is null ? "" : $"; '{likely}' may be meant";
        return $"TableEncoder: the row has a column '{name}', which was not learned from; " +
            $"there are {NameList.Of(columns.Select(column => column.Name))}{hint}. To pass over such columns, set ignoresUnknown.";
    }
}
