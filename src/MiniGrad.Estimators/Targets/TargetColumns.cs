using MiniGrad.Data;

namespace MiniGrad.Estimators;

/// <summary>The columns of a table that a regressor learns.</summary>
/// <param name="encoder">Knows the first.</param>
/// <param name="further">The names of the others.</param>
internal sealed class TargetColumns(TableEncoder encoder, IReadOnlyList<string> further)
{
    public IReadOnlyList<string> Names => [encoder.Target, .. further];

    /// <summary>The targets in their own unit, [rows, outputs]; those that predictions in single precision do not hold are refused.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="link">Refuses what it cannot transform. Default: nothing.</param>
    /// <exception cref="ArgumentException">A column is not there.</exception>
    /// <exception cref="TableRowException">A target is missing, no finite number, beyond single precision, or cannot be transformed.
    /// </exception>
    public Tensor<double> Of(Table table, TargetLink? link = null)
    {
        IReadOnlyList<string> names = Names;
        double[] values = new double[checked(table.Count * names.Count)];
        for (int output = 0; output < names.Count; output++)
        {
            string name = names[output];
            TableColumn column = table[name];
            TargetEncoding encoding = new(name, classes: null);
            int place = output;
            TableRowException.Locate(table, () =>
            {
                for (int row = 0; row < table.Count; row++)
                {
                    double value = encoding.NumberAt(column, row);
                    _ = FeatureBlock<float>.Convert(value, name, row);
                    if (link?.ProblemOf(value) is { } problem) throw new TableRowException(name, row, $"{problem}.");
                    values[row * names.Count + place] = value;
                }
                return true;
            });
        }
        return new Tensor<double>(values, [table.Count, names.Count]);
    }
}
