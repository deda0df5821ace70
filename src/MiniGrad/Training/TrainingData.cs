using System.Numerics;
using MiniGrad.Data;

namespace MiniGrad.Training;

/// <summary>The samples of a data set of either kind.</summary>
internal sealed class TrainingData<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledDataset<T>? labeled;
    private readonly Dataset<T>? numbers;

    public TrainingData(LabeledDataset<T> data) => labeled = data;

    public TrainingData(Dataset<T> data) => numbers = data;

    public static TrainingData<T>? Of(LabeledDataset<T>? data) => data is null ? null : new(data);

    public static TrainingData<T>? Of(Dataset<T>? data) => data is null ? null : new(data);

    public int Count => labeled?.Count ?? numbers!.Count;

    public bool HasLabels => labeled is not null;

    public bool HasWeights => (labeled is null ? numbers!.Weights : labeled.Weights) is not null;

    public IEnumerable<TrainingBatch<T>> Batches(int size, Random? shuffle = null, bool dropLast = false) => labeled is not null
        ? labeled.Batches(size, shuffle, dropLast).Select(batch => new TrainingBatch<T>(batch))
        : numbers!.Batches(size, shuffle, dropLast).Select(batch => new TrainingBatch<T>(batch));

    /// <summary>The same samples, each counting as much more as its class does.</summary>
    /// <exception cref="ArgumentException">There are no labels, or one is not the number of a class that has a weight.</exception>
    public TrainingData<T> Weighted(IReadOnlyList<double> classWeights)
    {
        if (labeled is null) throw new ArgumentException("Trainer: class weights need labels, got targets of numbers.", nameof(classWeights));
        labeled.Labels.CheckRange(classWeights.Count, "Trainer: class weights", "label");
        T[] weights = new T[Count];
        for (int i = 0; i < weights.Length; i++) weights[i] = T.CreateChecked(classWeights[labeled.Labels.Span[i]]) * (labeled.Weights?.Span[i] ?? T.One);
        return new TrainingData<T>(new LabeledDataset<T>(labeled.Inputs, labeled.Labels, Tensor.Create<T>(weights, [weights.Length])));
    }
}
