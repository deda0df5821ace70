using System.Diagnostics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Benchmarks.Tables;

/// <summary>A table from elsewhere, read without an option, of which a fifth of the rows is tested.</summary>
internal sealed class PublicTable
{
    /// <summary>The file that says of the others in its folder what is predicted.</summary>
    public const string List = "tables.json";

    private const int Parts = 5;

    private readonly Entry entry;
    private readonly Table table;
    private readonly int[] known;

    private PublicTable(string folder, Entry entry)
    {
        this.entry = entry;
        table = CsvTable.Read(Path.Combine(folder, entry.File));
        TableColumn target = table[entry.Target];
        known = [.. Enumerable.Range(0, table.Count).Where(row => !target.IsMissing(row))];
    }

    public string Name => entry.Name;

    public bool IsRegression => entry.IsRegression;

    /// <summary>The rows in the file.</summary>
    public int Count => table.Count;

    /// <summary>Those of which is known what is to be predicted.</summary>
    public int KnownCount => known.Length;

    public IReadOnlyList<string> Notes => table.Notes;

    /// <summary>Whether there are tables in a folder.</summary>
    public static bool Are(string folder) => File.Exists(Path.Combine(folder, List));

    /// <summary>What is in a folder that <c>public_tables.py</c> has filled.</summary>
    public static IReadOnlyList<Entry> Entries(string folder) =>
        Json.Read<Entry[]>(File.ReadAllText(Path.Combine(folder, List)));

    public static PublicTable Read(string folder, Entry entry) => new(folder, entry);

    /// <summary>The places of the rows to learn from and of those to test, of each class its share.</summary>
    public (int[] Training, int[] Test) Split(int seed)
    {
        int[] rows = [.. known];
        new Random(seed).Shuffle(rows);
        if (!IsRegression) rows = [.. rows.OrderBy(row => table[entry.Target].TextAt(row), StringComparer.Ordinal)];
        return ([.. rows.Where((_, place) => place % Parts != 0)], [.. rows.Where((_, place) => place % Parts == 0)]);
    }

    /// <summary>Encodes and learns with nothing set but the seed.</summary>
    public Fit Fit(int[] training, int[] test, int seed, out TableEncoder encoder)
    {
        Table learned = table.Select(training), tested = table.Select(test);
        long start = Stopwatch.GetTimestamp();
        if (IsRegression)
        {
            MlpRegressor regressor = new() { Seed = (ulong)seed };
            regressor.Fit(learned, entry.Target);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            encoder = regressor.Encoder!;
            return new Fit(regressor.Score(tested), seconds);
        }
        else
        {
            MlpClassifier classifier = new() { Seed = (ulong)seed };
            classifier.Fit(learned, entry.Target);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            encoder = classifier.Encoder!;
            return new Fit(classifier.Score(tested), seconds);
        }
    }

    /// <param name="Name">What it is called.</param>
    /// <param name="File">Its file in the folder.</param>
    /// <param name="Target">The column to predict.</param>
    /// <param name="IsRegression">Whether that is a number rather than a class.</param>
    internal sealed record Entry(string Name, string File, string Target, bool IsRegression);
}
