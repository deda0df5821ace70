namespace MiniGrad.Training;

/// <summary>A mean over samples of how far each output is from its target, column by column.</summary>
internal abstract class ErrorAccumulator(string name) : MetricAccumulator
{
    private WeightedMean[] columns = [];

    /// <summary>The mean over the columns.</summary>
    public sealed override double Value => columns.Length == 0 ? double.NaN : columns.Average(column => Finish(column.Value));

    public sealed override void Add(in MetricBatch batch)
    {
        ReadOnlySpan<double> targets = batch.RequireTargets();
        CheckColumns(name, ref columns, batch.Columns);
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.Weight(row);
            for (int column = 0; column < columns.Length; column++)
            {
                int place = row * columns.Length + column;
                columns[column].Add(Error(targets[place] - batch.Outputs[place]), weight);
            }
        }
    }

    /// <summary>Makes a state for each column, or checks that there are as many as there were.</summary>
    public static void CheckColumns<TState>(string name, ref TState[] states, int columns)
    {
        if (states.Length == 0) states = new TState[columns];
        if (states.Length != columns)
            throw new ArgumentException(Invariant($"{name}: expected outputs of {states.Length} columns, got {columns}."), nameof(columns));
    }

    /// <summary>What one difference adds.</summary>
    protected abstract double Error(double difference);

    /// <summary>What becomes of a column's mean.</summary>
    protected virtual double Finish(double mean) => mean;
}
