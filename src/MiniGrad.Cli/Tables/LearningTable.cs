using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>A table to learn from, in two parts.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Test">The rows that are held out.</param>
/// <param name="WithoutTarget">The number of rows in neither part, because their target is missing.</param>
internal sealed record LearningTable(string Name, string Target, TargetKind Kind, Table Training, Table Test, int WithoutTarget)
{
    /// <summary>Reads the table and divides it.</summary>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or there is nothing to be learned from it.</exception>
    public static LearningTable Read(TrainOptions options)
    {
        (Table known, TableEncoder encoder, int withoutTarget) = ReadWhole(options.Source, options.Task);
        return UserData.Use(options.Source.Name, () =>
        {
            LearningTable divided = Divide(known, encoder, options);
            // Before it is learned: by the scale of the rows to learn from, a number held out may be more than the network's type holds.
            TableEncoderOptions kind = new() { TargetKind = divided.Kind };
            _ = TableEncoder.Fit(divided.Training, divided.Target, kind).EncodeInputs<float>(divided.Test);
            return divided with { WithoutTarget = withoutTarget };
        });
    }

    /// <summary>Reads the rows with a target, and finds out what can be learned from them.</summary>
    /// <inheritdoc cref="Read"/>
    public static (Table Known, TableEncoder Encoder, int WithoutTarget) ReadWhole(DataSource source, TaskKind task)
    {
        Table table = TableFile.Read(source);
        Table known = table.DropMissing(UserData.Column(source.Name, table, source.Target).Name);
        TargetKind? wanted = task switch
        {
            TaskKind.Classification => TargetKind.Classes,
            TaskKind.Regression => TargetKind.Numbers,
            _ => source.Format.TextColumns.Contains(source.Target) ? TargetKind.Classes : null,
        };
        TableEncoder encoder = UserData.Use(source.Name, () =>
        {
            TableEncoder fitted = TableEncoder.Fit(known, source.Target, new TableEncoderOptions { TargetKind = wanted });
            Check(fitted, source.Name, known);
            return fitted;
        });
        return (known, encoder, table.Count - known.Count);
    }

    private static LearningTable Divide(Table table, TableEncoder encoder, TrainOptions options)
    {
        (string name, string target) = (options.Source.Name, options.Source.Target);
        int[] labels = encoder.TargetKind == TargetKind.Classes ? encoder.EncodeLabels(table).ToArray() : new int[table.Count];
        XoshiroRandom random = new(unchecked((ulong)options.Seed));
        int[][] parts = Partition.SplitStratified(labels, [1 - options.TestShare, options.TestShare], random);

        // The only row of its class cannot be asked for without having been learned.
        int[] known = [.. parts[0].Select(row => labels[row]).Distinct()];
        ILookup<bool, int> heldOut = parts[1].ToLookup(row => known.Contains(labels[row]));
        int[] training = [.. parts[0], .. heldOut[false]], test = [.. heldOut[true]];
        if (training.Length == 0 || test.Length == 0)
            throw new InvalidDataException(
                Invariant($"{name}: expected rows enough to hold out a share of {options.TestShare}, got {table.Count}."));
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
            if (Enumerable.Range(0, table.Count).Any(row => column.TextAt(row) != first)) return;
            throw new InvalidDataException(
                $"{name}: the target '{encoder.Target}' is {first} in every row: expected at least two different numbers.");
        }
        if (encoder.ClassNames.Count < table.Count) return;
        string likely = column is NumberColumn ? "an identifier, or like numbers, which --task regression predicts" : "an identifier";
        throw new InvalidDataException(
            $"{name}: every class of the target '{encoder.Target}' has one row only: " +
            $"expected classes of several rows, got a column that looks like {likely}.");
    }
}
