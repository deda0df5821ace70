namespace MiniGrad.Decoding;

/// <summary>Which source each row of a step belongs to: rows are in the order of their sources, each of which has one at least.</summary>
internal sealed class SourceRows
{
    private readonly int[] sources;
    // For each source and place the row, and for each row its place; null where every source fills all places, one behind the other.
    private readonly IndexTensor? rowsOfPlaces, placesOfRows;

    /// <param name="sources">For each row the position of its source, none left out.</param>
    public SourceRows(int[] sources)
    {
        this.sources = sources;
        Count = sources.Length == 0 ? 0 : sources[^1] + 1;
        int[] placesTaken = new int[Count];
        foreach (int source in sources) Places = Math.Max(Places, ++placesTaken[source]);
        if (Count * Places == sources.Length) return;
        int[] rows = new int[Count * Places], places = new int[sources.Length];
        Array.Clear(placesTaken);
        for (int row = 0; row < sources.Length; row++)
        {
            int source = sources[row], first = source * Places;
            // What stands at a place that no row takes is left out afterwards: any row of the source does.
            if (placesTaken[source] == 0) rows.AsSpan(first, Places).Fill(row);
            places[row] = first + placesTaken[source]++;
            rows[places[row]] = row;
        }
        (rowsOfPlaces, placesOfRows) = (rows, places);
    }

    /// <summary>The number of sources.</summary>
    public int Count { get; }

    /// <summary>The most rows of a source.</summary>
    public int Places { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => sources.Length;

    /// <summary>[rows, …] as [sources, places, …].</summary>
    public Tensor<T> Group<T>(Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (rowsOfPlaces is null ? tensor : tensor.GatherRows(rowsOfPlaces)).Reshape([Count, Places, .. tensor.Shape.Skip(1)]);

    /// <summary>[sources, places, …] as [rows, …].</summary>
    public Tensor<T> Ungroup<T>(Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> places = tensor.Reshape([Count * Places, .. tensor.Shape.Skip(2)]);
        return placesOfRows is null ? places : places.GatherRows(placesOfRows);
    }

    /// <summary>The rows that go on: which of the sources are left, and the rows among those.</summary>
    public (SourceRows Rows, int[] Left) Select(ReadOnlySpan<int> rows)
    {
        List<int> left = [];
        int[] positions = new int[rows.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            int source = sources[rows[i]];
            if (left.Count == 0 || left[^1] != source) left.Add(source);
            positions[i] = left.Count - 1;
        }
        return (new SourceRows(positions), [.. left]);
    }
}
