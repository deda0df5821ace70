using MiniGrad.Data;

namespace MiniGrad.Training;

// What the model says, and how good that is.
public sealed partial class Trainer<T>
{
    private const int DefaultEvaluationBatchSize = 256;

    private readonly Predictor<T> predictor;

    /// <inheritdoc cref="Predictor{T}.Predict"/>
    public Tensor<T> Predict(Tensor<T> inputs) => predictor.Predict(inputs);

    /// <inheritdoc cref="Predictor{T}.PredictClasses"/>
    public IndexTensor PredictClasses(Tensor<T> inputs) => predictor.PredictClasses(inputs);

    /// <inheritdoc cref="Predictor{T}.PredictProbabilities"/>
    public Tensor<T> PredictProbabilities(Tensor<T> inputs) => predictor.PredictProbabilities(inputs);

    /// <summary>The loss and the metrics on a data set, in one pass over it, the model as in inference and with the weights that it has.</summary>
    /// <exception cref="InvalidOperationException">The trainer learns numbers, not labels.</exception>
    /// <exception cref="ArgumentException">There are no samples, or the shapes do not fit the model or the loss.</exception>
    public EvaluationResult Evaluate(LabeledDataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!given.HasLabels) throw new InvalidOperationException("Evaluate: this trainer learns targets of numbers, got labels.");
        return Evaluate(new TrainingData<T>(data));
    }

    /// <summary>The loss and the metrics on a data set, in one pass over it, the model as in inference and with the weights that it has.</summary>
    /// <exception cref="InvalidOperationException">The trainer learns labels, not numbers.</exception>
    /// <exception cref="ArgumentException">There are no samples, or the shapes do not fit the model or the loss.</exception>
    public EvaluationResult Evaluate(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (given.HasLabels) throw new InvalidOperationException("Evaluate: this trainer learns labels, got targets of numbers.");
        return Evaluate(new TrainingData<T>(data));
    }

    private EvaluationResult Evaluate(TrainingData<T> data, int batches = int.MaxValue)
    {
        if (data.Count == 0) throw new ArgumentException("Evaluate: expected samples, got none.", nameof(data));
        MetricSet metrics = MetricSet.Begin(Metrics);
        double sum = 0, weight = 0;
        foreach (TrainingBatch<T> batch in data.Batches(predictor.BatchSize).Take(batches))
        {
            double batchWeight = batch.Weight;
            weight += batchWeight;
            sum += batchWeight * predictor.Compute(batch.Data.Inputs, outputs =>
            {
                using GraphRegion region = Inference.Begin();
                batch.AddTo(metrics, outputs);
                return double.CreateTruncating(loss.Of(outputs, batch.Data).ToScalar());
            });
        }
        return new EvaluationResult(sum / weight, metrics.Values);
    }
}
