namespace MiniGrad.Search;

/// <summary>Points of [0, 1]ᴰ, stored by features so that loops run over points. Columns are padded to whole vectors with zeros.</summary>
internal sealed class PointTable(int featureCount)
{
    private readonly double[][] columns = [.. Enumerable.Range(0, featureCount).Select(_ => new double[16])];

    public int FeatureCount => featureCount;

    public int Count { get; private set; }

    /// <summary>The count, rounded up to whole vectors.</summary>
    public int PaddedCount => Padded(Count);

    public static int Padded(int count) => (count + 7) & ~7;

    public ReadOnlySpan<double> Column(int feature) => columns[feature];

    public void Get(int point, Span<double> features)
    {
        for (int j = 0; j < featureCount; j++) features[j] = columns[j][point];
    }

    public void Add(ReadOnlySpan<double> features)
    {
        for (int j = 0; j < featureCount; j++)
        {
            if (columns[j].Length == Count) Array.Resize(ref columns[j], 2 * Count);
            columns[j][Count] = features[j];
        }
        Count++;
    }

    /// <summary>Forgets the points from a number on.</summary>
    public void Truncate(int count)
    {
        foreach (double[] column in columns) column.AsSpan(count..Count).Clear();
        Count = count;
    }
}
