using System.Numerics;
using MiniGrad.Data;

namespace MiniGrad.Training;

/// <summary>A batch of a data set of either kind.</summary>
internal readonly struct TrainingBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledBatch<T>? labeled;
    private readonly Batch<T>? numbers;

    public TrainingBatch(LabeledBatch<T> batch) => labeled = batch;

    public TrainingBatch(Batch<T> batch) => numbers = batch;

    public int Count => Batch.Count;

    public StepData<T> Data => labeled is not null ? StepData<T>.Of(labeled) : StepData<T>.Of(numbers!);

    /// <summary>How much the batch counts: its samples' number, or the sum of their weights.</summary>
    public double Weight
    {
        get
        {
            if (Batch.Weights is not { } weights) return Count;
            double sum = 0;
            foreach (T weight in weights.Span) sum += double.CreateTruncating(weight);
            return sum;
        }
    }

    private SampleBatch<T> Batch => (SampleBatch<T>?)labeled ?? numbers!;

    public T Run(TrainingStep<T> trainingStep) => labeled is not null ? trainingStep.Run(labeled) : trainingStep.Run(numbers!);

    public void AddTo(MetricSet metrics, Tensor<T> outputs)
    {
        StepData<T> data = Data;
        if (data.Labels is not null) metrics.Add(outputs, data.Labels, data.Weights);
        else metrics.Add(outputs, data.Targets!, data.Weights);
    }
}
