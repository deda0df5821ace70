using MiniGrad.Data;

namespace MiniGrad.Benchmarks.Searches;

/// <summary>A table of the peer's with classes, and for each seed a part of the rows to learn from, one to choose by and a rest.</summary>
internal sealed class SearchTable
{
    /// <summary>So many ways of cutting into parts there are.</summary>
    public const int Seeds = 10;

    private const string PartName = "part ";

    private readonly float[] inputs;
    private readonly int[] labels;
    private readonly int[][] parts;
    private readonly int features;

    public SearchTable(string folder, string name)
    {
        Name = name;
        Table table = CsvTable.Read(Path.Combine(folder, $"{name}.csv"));
        NumberColumn[] columns = [.. table.Columns.SkipLast(1 + Seeds).Cast<NumberColumn>()];
        features = columns.Length;
        inputs = [.. Enumerable.Range(0, table.Count).SelectMany(row => columns.Select(column => (float)column[row]))];
        labels = Numbers("target");
        ClassCount = labels.Max() + 1;
        parts = [.. Enumerable.Range(0, Seeds).Select(seed => Numbers($"{PartName}{seed}"))];

        int[] Numbers(string column) => Array.ConvertAll(((NumberColumn)table[column]).ToArray(), number => (int)number);
    }

    /// <summary>Those that there are.</summary>
    public static IReadOnlyList<string> All { get; } = ["breast-cancer", "wine", "digits"];

    public string Name { get; }

    public int FeatureCount => features;

    public int ClassCount { get; }

    /// <summary>Some parts of the rows: 0 to learn from, 1 to choose by, 2 the rest.</summary>
    public Dataset<float> Part(int seed, params int[] wanted)
    {
        Dataset<float> all = new(Tensor.Create<float>(inputs, [labels.Length, features]), labels);
        return all.Select([.. Enumerable.Range(0, labels.Length).Where(row => wanted.Contains(parts[seed][row]))]);
    }
}
