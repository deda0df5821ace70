using MiniGrad;
using MiniGrad.Csv;
using MiniGrad.Data;
using MiniGrad.Data.Tables;
using static System.FormattableString;

namespace Tabular;

/// <summary>A table to learn from, in two parts.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Test">The rows that are held out.</param>
internal sealed record LearningTable(string Name, string Target, TargetKind Kind, Table Training, Table Test)
{
    private const string BuiltInName = "iris.csv";
    private const string BuiltInTarget = "species";

    /// <summary>Reads the table of the options and divides it.</summary>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or there is nothing to be learned from it.</exception>
    public static LearningTable Read(TabularOptions options)
    {
        string name = options.CsvPath ?? BuiltInName, target = options.Target ?? BuiltInTarget;
        Table table = options.CsvPath is null ? ReadBuiltIn() : CsvTable.Read(options.CsvPath);
        return UserData.Use(name, () => Divide(name, WithTarget(table, target), target, options));
    }

    private static Table ReadBuiltIn()
    {
        using Stream stream = typeof(LearningTable).Assembly.GetManifestResourceStream(BuiltInName)!;
        return CsvTable.Read(stream, name: BuiltInName);
    }

    /// <summary>The rows that can be learned from.</summary>
    private static Table WithTarget(Table table, string target)
    {
        TableColumn column = table[target];
        int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => !column.IsMissing(row))];
        return rows.Length == table.Count ? table : table.Select(rows);
    }

    private static LearningTable Divide(string name, Table table, string target, TabularOptions options)
    {
        TargetKind? wanted = options.Task switch
        {
            TaskKind.Classification => TargetKind.Classes,
            TaskKind.Regression => TargetKind.Numbers,
            _ => null,
        };
        TableEncoder encoder = TableEncoder.Fit(table, target, new TableEncoderOptions { TargetKind = wanted });
        int[] labels = encoder.TargetKind == TargetKind.Classes ? encoder.EncodeLabels(table).ToArray() : new int[table.Count];
        int[][] parts = Partition.SplitStratified(labels, [1 - options.TestShare, options.TestShare], new XoshiroRandom(unchecked((ulong)options.Seed)));

        // What is the only row of its class cannot be asked for without having been learned.
        int[] known = [.. parts[0].Select(row => labels[row]).Distinct()];
        ILookup<bool, int> heldOut = parts[1].ToLookup(row => known.Contains(labels[row]));
        int[] training = [.. parts[0], .. heldOut[false]], test = [.. heldOut[true]];
        if (training.Length == 0 || test.Length == 0)
            throw new InvalidDataException(Invariant($"{name}: expected rows enough to hold out a share of {options.TestShare}, got {table.Count}."));
        return new LearningTable(name, target, encoder.TargetKind, table.Select(training), table.Select(test));
    }
}
