namespace MiniGrad.Data;

/// <summary>Divides data sets into parts for training, validation and test, and into folds for cross-validation. Weights go with their samples.</summary>
/// <remarks>Each part is a copy of its samples. <see cref="Partition"/> gives their places instead, for data of other kinds.</remarks>
public static class DatasetSplits
{
    /// <summary>Parts for training, for validation and for test, each with its share of every class to within one sample.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="training">The share for training, from 0 to 1.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for test; the three are 1 together.</param>
    /// <param name="shuffle">Draws an order before the data are divided. Default: the order of the data.</param>
    /// <param name="stratified">Whether each part has its share of every class, not of all samples alone. Default: true.</param>
    /// <exception cref="ArgumentException">A share is negative, or they are not 1 together.</exception>
    public static (LabeledDataset<T> Training, LabeledDataset<T> Validation, LabeledDataset<T> Test) Split<T>(
        this LabeledDataset<T> data, double training, double validation, double test, Random? shuffle = null, bool stratified = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        double[] shares = [training, validation, test];
        int[][] parts = stratified ? Partition.SplitStratified(data.Labels.Span, shares, shuffle) : Partition.Split(data.Count, shares, shuffle);
        return (data.Select(parts[0]), data.Select(parts[1]), data.Select(parts[2]));
    }

    /// <summary>Parts for training, for validation and for test.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="training">The share for training, from 0 to 1.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for test; the three are 1 together.</param>
    /// <param name="shuffle">Draws an order before the data are divided. Default: the order of the data.</param>
    /// <exception cref="ArgumentException">A share is negative, or they are not 1 together.</exception>
    public static (Dataset<T> Training, Dataset<T> Validation, Dataset<T> Test) Split<T>(
        this Dataset<T> data, double training, double validation, double test, Random? shuffle = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        int[][] parts = Partition.Split(data.Count, [training, validation, test], shuffle);
        return (data.Select(parts[0]), data.Select(parts[1]), data.Select(parts[2]));
    }

    /// <summary>Pairs for cross-validation: each of k parts once for validation, with the others for training. They are copied when they are asked for.</summary>
    /// <param name="data">The samples, at least k.</param>
    /// <param name="folds">k, at least 2.</param>
    /// <param name="shuffle">Draws an order before the data are divided. Default: the order of the data.</param>
    /// <param name="stratified">Whether each part has its share of every class, to within one sample. Default: true.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds, or fewer samples than folds.</exception>
    public static IEnumerable<(LabeledDataset<T> Training, LabeledDataset<T> Validation)> Folds<T>(
        this LabeledDataset<T> data, int folds, Random? shuffle = null, bool stratified = true) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return (stratified ? Partition.StratifiedFolds(data.Labels.Span, folds, shuffle) : Partition.Folds(data.Count, folds, shuffle))
            .Select(fold => (data.Select(fold.Training), data.Select(fold.Validation)));
    }

    /// <inheritdoc cref="Folds{T}(LabeledDataset{T}, int, Random?, bool)"/>
    public static IEnumerable<(Dataset<T> Training, Dataset<T> Validation)> Folds<T>(this Dataset<T> data, int folds, Random? shuffle = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return Partition.Folds(data.Count, folds, shuffle).Select(fold => (data.Select(fold.Training), data.Select(fold.Validation)));
    }
}
