using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using static System.FormattableString;

namespace Tabular;

/// <summary>A table to learn from, in two parts.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Test">The rows that are held out.</param>
/// <param name="WithoutTarget">How many rows are in neither part, for nobody knows what they should be taken for.</param>
internal sealed record LearningTable(string Name, string Target, TargetKind Kind, Table Training, Table Test, int WithoutTarget)
{
    private const string BuiltInName = "iris.csv";
    private const string BuiltInTarget = "species";

    /// <summary>Reads the table of the options and divides it.</summary>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or there is nothing to be learned from it.</exception>
    public static LearningTable Read(TabularOptions options)
    {
        string name = options.CsvPath ?? BuiltInName, target = options.Target ?? BuiltInTarget;
        CsvOptions format = new() { TextColumns = options.TextColumns };
        Table table = options.CsvPath is null ? ReadBuiltIn(format) : CsvTable.Read(options.CsvPath, format);
        int[] rows = UserData.Use(name, () => RowsWith(table[target]));
        return UserData.Use(name, () => Divide(name, table.Select(rows), target, options), row => rows[row]) with { WithoutTarget = table.Count - rows.Length };
    }

    private static Table ReadBuiltIn(CsvOptions format)
    {
        using Stream stream = typeof(LearningTable).Assembly.GetManifestResourceStream(BuiltInName)!;
        return CsvTable.Read(stream, format, BuiltInName);
    }

    /// <summary>The rows that can be learned from.</summary>
    private static int[] RowsWith(TableColumn target) => [.. Enumerable.Range(0, target.Count).Where(row => !target.IsMissing(row))];

    private static LearningTable Divide(string name, Table table, string target, TabularOptions options)
    {
        TargetKind? wanted = options.Task switch
        {
            TaskKind.Classification => TargetKind.Classes,
            TaskKind.Regression => TargetKind.Numbers,
            _ => options.TextColumns.Contains(target) ? TargetKind.Classes : null,
        };
        TableEncoder encoder = TableEncoder.Fit(table, target, new TableEncoderOptions { TargetKind = wanted });
        Check(encoder, name, table);
        int[] labels = encoder.TargetKind == TargetKind.Classes ? encoder.EncodeLabels(table).ToArray() : new int[table.Count];
        int[][] parts = Partition.SplitStratified(labels, [1 - options.TestShare, options.TestShare], new XoshiroRandom(unchecked((ulong)options.Seed)));

        // What is the only row of its class cannot be asked for without having been learned.
        int[] known = [.. parts[0].Select(row => labels[row]).Distinct()];
        ILookup<bool, int> heldOut = parts[1].ToLookup(row => known.Contains(labels[row]));
        int[] training = [.. parts[0], .. heldOut[false]], test = [.. heldOut[true]];
        if (training.Length == 0 || test.Length == 0)
            throw new InvalidDataException(Invariant($"{name}: expected rows enough to hold out a share of {options.TestShare}, got {table.Count}."));
        return new LearningTable(name, target, encoder.TargetKind, table.Select(training), table.Select(test), WithoutTarget: 0);
    }

    /// <summary>Refuses what cannot be learned while the rows are still in the order of the file.</summary>
    private static void Check(TableEncoder encoder, string name, Table table)
    {
        TableColumn column = table[encoder.Target];
        _ = encoder.EncodeInputs<float>(table);
        if (encoder.TargetKind == TargetKind.Numbers)
        {
            _ = encoder.EncodeTargets<float>(table);
            string? first = column.TextAt(0);
            if (Enumerable.Range(0, table.Count).All(row => column.TextAt(row) == first))
                throw new InvalidDataException($"{name}: the target '{encoder.Target}' is {first} in every row: expected at least two different numbers.");
        }
        else if (encoder.ClassNames.Count == table.Count)
        {
            string likely = column is NumberColumn ? "an identifier, or like numbers, which --task regression predicts" : "an identifier";
            throw new InvalidDataException(
                $"{name}: every class of the target '{encoder.Target}' has one row only: " +
                $"expected classes of several rows, got a column that looks like {likely}.");
        }
    }
}
