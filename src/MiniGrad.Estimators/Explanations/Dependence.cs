using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>Puts values into a column and looks at the predictions.</summary>
internal static class Dependence
{
    private const double LowestShare = 0.05;
    private const string Other = "(other)";

    public static PartialDependence Run(
        MlpEstimator estimator, Table table, string column, int points, IReadOnlyList<string> outputs, Func<Table, Tensor<float>> predict)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(column);
        Guard.AtLeast(points, 2, nameof(PartialDependence), "the number of points");
        (EncodedColumn encoded, _) = Find(estimator, column, nameof(PartialDependence));
        if (encoded.Role is ColumnRole.LeftOut or ColumnRole.Date)
        {
            string why = encoded.Role == ColumnRole.Date ? "it holds dates" : $"it is left out: {encoded.Reason}";
            throw new ArgumentException(
                $"PartialDependence: expected a column of numbers or categories, got '{column}': {why}.", nameof(column));
        }
        TableColumn values = table[column];
        if (values.MissingCount == values.Count)
            throw new ArgumentException($"PartialDependence: expected rows with a value in '{column}', got none.", nameof(table));
        if (encoded.Role == ColumnRole.Number && values is NumberColumn numbers)
        {
            double[] grid = Quantiles(numbers, points);
            return new(column, null, grid, outputs, Means(
                [.. grid.Select(number => new NumberColumn(column, Filled(number, table.Count)))]));
        }
        (string Name, int Row)[] categories = Categories(values, encoded);
        return new(column, [.. categories.Select(category => category.Name)], null, outputs, Means(
            [.. categories.Select(category => values.Select(Filled(category.Row, table.Count)))]));

        double[][] Means(IReadOnlyList<TableColumn> filled)
        {
            double[][] means = [.. outputs.Select(_ => new double[filled.Count])];
            for (int point = 0; point < filled.Count; point++)
            {
                ReadOnlySpan<float> predictions = predict(With(table, filled[point])).Span;
                for (int output = 0; output < means.Length; output++)
                {
                    double sum = 0;
                    for (int row = 0; row < table.Count; row++) sum += predictions[row * means.Length + output];
                    means[output][point] = sum / table.Count;
                }
            }
            return means;
        }
    }

    /// <summary>A column of the fit, and its place there.</summary>
    /// <exception cref="ArgumentException">There is none of the name.</exception>
    public static (EncodedColumn Column, int Number) Find(MlpEstimator estimator, string name, string owner)
    {
        FittedMlp known = estimator.Fitted;
        TableEncoder encoder = known.TableEncoder;
        bool isTarget = name == encoder.Target || known.FurtherTargets.Contains(name);
        for (int number = 0; number < encoder.Columns.Count; number++)
            if (encoder.Columns[number].Name == name && !isTarget) return (encoder.Columns[number], number);
        string columns = string.Join(", ", encoder.Columns.Select(column => $"'{column.Name}'"));
        string problem = isTarget ? "is the target" : "is no column of the fit";
        throw new ArgumentException($"{owner}: '{name}' {problem}; expected one of {columns}.", nameof(name));
    }

    /// <summary>The table with another column of the same name.</summary>
    public static Table With(Table table, TableColumn column) =>
        table.With(new Dictionary<string, TableColumn> { [column.Name] = column });

    private static TValue[] Filled<TValue>(TValue value, int count)
    {
        var filled = new TValue[count];
        Array.Fill(filled, value);
        return filled;
    }

    /// <summary>The quantiles of evenly spread shares, linear between the values, each once.</summary>
    private static double[] Quantiles(NumberColumn column, int points)
    {
        double[] sorted = [.. column.ToArray().Where(number => !double.IsNaN(number)).Order()];
        return [.. Enumerable.Range(0, points).Select(At).Distinct()];

        double At(int point)
        {
            double share = LowestShare + (1 - 2 * LowestShare) * point / (points - 1), place = share * (sorted.Length - 1);
            int below = (int)place;
            if (below >= sorted.Length - 1) return sorted[^1];
            double part = place - below;
            return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
        }
    }

    /// <summary>The values of the table, each with a row that has it: in the order of the fit, then those that it knows no feature
    /// of.</summary>
    private static (string Name, int Row)[] Categories(TableColumn column, EncodedColumn encoded)
    {
        StringComparer comparer = encoded.Role == ColumnRole.Boolean ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        Dictionary<string, int> rows = new(comparer);
        HashSet<string> known = new(encoded.Categories, comparer);
        int other = -1;
        for (int row = 0; row < column.Count; row++)
        {
            if (column.TextAt(row) is not { } text) continue;
            if (known.Contains(text)) rows.TryAdd(text, row);
            else if (other < 0) other = row;
        }
        IEnumerable<(string, int)> found = encoded.Categories.Where(rows.ContainsKey).Select(text => (text, rows[text]));
        return [.. found, .. other < 0 ? (IEnumerable<(string, int)>)[] : [(Other, other)]];
    }
}
