namespace MiniGrad.Data;

/// <summary>Chooses the columns that are read.</summary>
internal static class ColumnChoice
{
    /// <exception cref="FileProblem">A column of the options is not there, or one that is to be read cannot be.</exception>
    public static TColumn[] Of<TColumn>(TColumn[] all, TableFileOptions options) where TColumn : StoredColumn
    {
        ILookup<string, TColumn> byName = all.ToLookup(column => column.Name, StringComparer.Ordinal);
        CheckNames(options.LeftOutColumns, nameof(TableFileOptions.LeftOutColumns), byName);
        CheckNames(options.TextColumns, nameof(TableFileOptions.TextColumns), byName);
        if (options.Columns is not null) CheckNames(options.Columns, nameof(TableFileOptions.Columns), byName);
        HashSet<string> leftOut = [.. options.LeftOutColumns];
        IEnumerable<TColumn> wanted = options.Columns is null ? all : options.Columns.Distinct().SelectMany(name => byName[name]);
        TColumn[] chosen = [.. wanted.Where(column => !leftOut.Contains(column.Name))];
        if (chosen.Length == 0) throw new FileProblem("no column is left to be read");
        foreach (TColumn column in chosen)
        {
            const string Way = $"leave it out ({nameof(TableFileOptions)}.{nameof(TableFileOptions.LeftOutColumns)})";
            if (column.Refusal is not null) throw new FileProblem($"column '{column.Name}' {column.Refusal}, which is not read: {Way}");
            if (byName[column.Name].Count() > 1) throw new FileProblem($"two columns are called '{column.Name}': {Way}");
        }
        return chosen;
    }

    private static void CheckNames<TColumn>(IEnumerable<string> names, string option, ILookup<string, TColumn> byName)
    {
        if (names.FirstOrDefault(name => !byName.Contains(name)) is not { } missing) return;
        string known = NameList.Of(byName.Select(one => one.Key));
        throw new FileProblem($"{nameof(TableFileOptions)}.{option}: there is no column '{missing}'; there are {known}");
    }
}
