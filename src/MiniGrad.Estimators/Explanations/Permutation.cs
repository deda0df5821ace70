using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>Shuffles columns and looks at the score.</summary>
internal static class Permutation
{
    public static PermutationImportance Run(
        MlpEstimator estimator, Table table, Metric metric, Func<Table, double> score, IReadOnlyList<string>? columns, int repeats,
        ulong seed, int workers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        Guard.AtLeast(repeats, 1, nameof(PermutationImportance), "the number of repeats");
        Guard.AtLeast(workers, 1, nameof(PermutationImportance), "the number of workers");
        (EncodedColumn Column, int Number)[] chosen = Choose(estimator, columns);
        double before = score(table);
        if (!double.IsFinite(before))
        {
            throw new ArgumentException(
                Invariant($"PermutationImportance: the {metric} of these {table.Count} rows is {before}: expected a finite number."),
                nameof(table));
        }
        double[] losses = MemberWorkers.Run(chosen.Length * repeats, workers, Loss, cancellation);
        return new(metric.Name, before, chosen.Select((pair, index) =>
            new FeatureImportance(pair.Column.Name, losses.AsSpan(index * repeats, repeats).ToArray())));

        double Loss(int work)
        {
            (EncodedColumn column, int number) = chosen[work / repeats];
            if (column.Role == ColumnRole.LeftOut) return 0;
            double after = score(Shuffled(table, column.Name, new XoshiroRandom(seed, ((ulong)number << 32) + (ulong)(work % repeats))));
            return metric.LargerIsBetter ? before - after : after - before;
        }
    }

    /// <summary>The columns with their places among those of the fit, so that a column is shuffled alike alone and among others.</summary>
    private static (EncodedColumn Column, int Number)[] Choose(MlpEstimator estimator, IReadOnlyList<string>? columns)
    {
        FittedMlp known = estimator.Fitted;
        if (columns is null)
        {
            // Other targets and the weights are in the table for something else.
            return [.. known.TableEncoder.Columns.Select((column, number) => (column, number)).Where(
                pair => pair.column.Name != estimator.WeightColumn && !known.FurtherTargets.Contains(pair.column.Name))];
        }
        Guard.NotEmpty(columns, nameof(PermutationImportance), "column");
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"PermutationImportance: the column '{twice.Key}' is named twice.", nameof(columns));
        return [.. columns.Select(name => Dependence.Find(estimator, name, nameof(PermutationImportance)))];
    }

    private static Table Shuffled(Table table, string name, Random random)
    {
        int[] order = [.. Enumerable.Range(0, table.Count)];
        random.Shuffle(order);
        return Dependence.With(table, table[name].Select(order));
    }
}
