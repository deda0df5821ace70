namespace MiniGrad.Parquet;

/// <summary>Chooses the columns that are read.</summary>
internal static class ColumnChoice
{
    /// <exception cref="ParquetProblem">A column of the options is not there, or one that is to be read cannot be.</exception>
    public static ColumnPlan[] Of(ColumnPlan[] all, ParquetOptions options)
    {
        ILookup<string, ColumnPlan> byName = all.ToLookup(column => column.Name, StringComparer.Ordinal);
        CheckNames(options.LeftOutColumns, nameof(ParquetOptions.LeftOutColumns), byName);
        CheckNames(options.TextColumns, nameof(ParquetOptions.TextColumns), byName);
        if (options.Columns is not null) CheckNames(options.Columns, nameof(ParquetOptions.Columns), byName);
        HashSet<string> leftOut = [.. options.LeftOutColumns];
        IEnumerable<ColumnPlan> wanted = options.Columns is null ? all : options.Columns.Distinct().SelectMany(name => byName[name]);
        ColumnPlan[] chosen = [.. wanted.Where(column => !leftOut.Contains(column.Name))];
        if (chosen.Length == 0) throw new ParquetProblem("no column is left to be read");
        foreach (ColumnPlan column in chosen)
        {
            const string Way = $"leave it out ({nameof(ParquetOptions)}.{nameof(ParquetOptions.LeftOutColumns)})";
            if (column.Refusal is not null) throw new ParquetProblem($"column '{column.Name}' {column.Refusal}, which is not read: {Way}");
            if (byName[column.Name].Count() > 1) throw new ParquetProblem($"two columns are called '{column.Name}': {Way}");
        }
        return chosen;
    }

    private static void CheckNames(IEnumerable<string> names, string option, ILookup<string, ColumnPlan> byName)
    {
        if (names.FirstOrDefault(name => !byName.Contains(name)) is not { } missing) return;
        string known = NameList.Of(byName.Select(one => one.Key));
        throw new ParquetProblem($"{nameof(ParquetOptions)}.{option}: there is no column '{missing}'; there are {known}");
    }
}
