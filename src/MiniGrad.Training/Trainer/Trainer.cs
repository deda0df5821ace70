using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>Trains a model on a data set: epochs of captured steps over shuffled batches, an evaluation after each epoch, early stopping,
/// logs and checkpoints.</summary>
/// <remarks><para>Everything random follows from <see cref="Seed"/>: the order of the samples in each epoch, and what layers such as
/// dropout draw, from generators that the trainer gives them. The schedule of the learning rate, clipping, weight decay and averages are
/// the optimizer's.</para>
/// <para>After each epoch the model is evaluated on the validation data. Their loss, or <see cref="Monitor"/>, is what the best epoch,
/// early stopping, plateaus and stopping rules go by. Without validation data, plateaus and stopping rules go by
/// <see cref="EpochResult.TrainingLoss"/>, which is measured during the epoch and costs nothing. Early stopping and the best weights of
/// <see cref="Checkpoints"/> then go by the loss over the training data with the weights after the epoch,
/// <see cref="EpochResult.EvaluatedTrainingLoss"/>, which takes one more pass, so that the weights kept belong to the loss.</para>
/// <para>The model and the loss are recorded and replayed, as <see cref="TrainingStep{T}"/> says. They are compared with the recording at
/// steps 2, 4, 8, 16 and so on, and at the first step of epochs 2 to 8 and then of each epoch that begins at least 4000 steps after the
/// last comparison, 500 where a batch has 16384 numbers or more: all together below 1 % of the time. A change that the recording did not
/// notice is refused; a number that is meant to change is a <see cref="LiveNumber{T}"/>.</para>
/// <para>Not for training by several threads at once. Predictions and <see cref="Evaluate(IDataset{T})"/> are safe from any number of
/// threads, while nobody trains.</para></remarks>
/// <example><code>
/// var trainer = new Trainer&lt;float&gt;(model, new Adam&lt;float&gt;(model.Parameters), training, validation)
/// {
///     Metrics = [Metric.Accuracy],
///     EarlyStopping = new(patience: 5),
/// };
/// TrainingHistory history = trainer.Fit(epochs: 50);
/// IndexTensor classes = trainer.Predictor.PredictClasses(images);
/// </code>
/// A network with two inputs and two heads, on a data set of named tensors:
/// <code>
/// Tensor&lt;float&gt; left = Tensor.Uniform([60, 3], -1f, 1f, random), right = Tensor.Uniform([60, 5], -1f, 1f, random);
/// Dataset&lt;float&gt; samples = new(
///     numbers: new() { ["left"] = left, ["right"] = right, ["price"] = right.Sum([1], keepDimensions: true) },
///     labels: new() { ["kind"] = left.ArgMax(1) });
/// Linear&lt;float&gt; body = new(3 + 5, 16, random), priceHead = new(16, 1, random), kindHead = new(16, 3, random);
/// var network = new Sequential&lt;float&gt;(body, priceHead, kindHead); // Only holds the weights.
/// var trainer = new Trainer&lt;float&gt;(network, new Adam&lt;float&gt;(network.Parameters), samples)
/// {
///     BatchLoss = batch =>
///     {
///         Tensor&lt;float&gt; hidden = body.Forward(Tensor.Concatenate([batch["left"], batch["right"]], axis: 1)).Relu();
///         return Loss.MeanSquaredError(priceHead.Forward(hidden), batch["price"]) +
///             Loss.CrossEntropy(kindHead.Forward(hidden), batch.LabelsOf("kind"));
///     },
/// };
/// </code></example>
public sealed partial class Trainer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int EvaluationBatchSize = 256;

    private readonly IDataset<T> given;
    private readonly IDataset<T>? validation;
    private readonly Func<Tensor<T>, Batch<T>, Tensor<T>>? loss;

    /// <param name="model">The model to train.</param>
    /// <param name="optimizer">Updates the model's parameters.</param>
    /// <param name="training">The samples to learn from, in memory or streamed.</param>
    /// <param name="validation">The samples that the model is evaluated on after each epoch, in memory or streamed. Default: none.</param>
    /// <param name="loss">From the model's outputs and the batch to the loss: one number, the mean over the batch, or one number for each
    /// sample, of which the trainer takes the mean; the latter where samples or classes have weights. Default:
    /// <see cref="Loss.CrossEntropy{T}(Tensor{T}, IndexTensor, Tensor{T}?, double, LossReduction, int?, Tensor{T}?)"/> for labels,
    /// <see cref="Loss.MeanSquaredError"/> for targets.</param>
    /// <exception cref="ArgumentException">There are no samples, or the names in the validation data are others.</exception>
    public Trainer(
        Layer<T> model, Optimizer<T> optimizer, IDataset<T> training, IDataset<T>? validation = null,
        Func<Tensor<T>, Batch<T>, Tensor<T>>? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(training);
        Guard.NotEmpty(Math.Sign(training.Count), nameof(Trainer<T>), "sample", nameof(training));
        Guard.NotEmpty(Math.Sign(validation?.Count ?? 1), nameof(Trainer<T>), "sample", nameof(validation));
        if (validation?.Layout.HasNamesOf(training.Layout) == false)
        {
            throw new ArgumentException(
                $"Trainer: expected validation data of {training.Layout}, got {validation.Layout}.", nameof(validation));
        }
        (Model, Optimizer) = (model, optimizer);
        (given, this.validation, this.loss) = (training, validation, loss);
        Predictor = new Predictor<T>(model, EvaluationBatchSize);
    }

    /// <summary>The model.</summary>
    public Layer<T> Model { get; }

    /// <summary>The optimizer of the model's parameters.</summary>
    public Optimizer<T> Optimizer { get; }

    /// <summary>The model's predictions, with the weights that it has at each call.</summary>
    public Predictor<T> Predictor { get; private init; }

    /// <summary>The number of samples in a step, at least 1. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int BatchSize { get; init => field = Guard.AtLeast(value, 1, nameof(Trainer<T>), "the batch size", nameof(BatchSize)); } = 64;

    /// <summary>The seed of everything random. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch goes through the samples in a new order. Default: yes.</summary>
    public bool Shuffles { get; init; } = true;

    /// <summary>Whether a last batch that is not full is left out. Default: no.</summary>
    public bool DropsLast { get; init; }

    /// <summary>Whether steps and predictions are captured: see <see cref="TrainingStep{T}"/>. Default: yes.</summary>
    public bool Captures
    {
        get;
        init
        {
            field = value;
            Predictor = new Predictor<T>(Model, EvaluationBatchSize, value);
        }
    }
    = true;

    /// <summary>From a batch to its loss, in the place of <see cref="Layer{T}.Forward"/> and the loss of outputs: for a model with several
    /// inputs or heads. There are no outputs then, so <see cref="Metrics"/> must be empty; measure those of your own with
    /// <c>Metric.Of</c>. Default: null.</summary>
    public Func<Batch<T>, Tensor<T>>? BatchLoss { get; init; }

    /// <summary>How an epoch is cut into batches, from the training data, the size of a batch, the generator of the order, or null where
    /// none is to be drawn, and whether a last batch that is not full is left out: such as <c>SequenceBatches.Of</c> of MiniGrad.Data. It
    /// gives <see cref="StepsPerEpoch"/> batches, which <see cref="Fit"/> otherwise refuses, and the same ones for a generator in the same
    /// state. For samples in memory. Default: null, <see cref="Dataset{T}.Batches"/>.</summary>
    public Func<Dataset<T>, int, Random?, bool, IEnumerable<Batch<T>>>? Batching { get; init; }

    /// <summary>The metrics on the validation data, besides the loss. Default: none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The one of <see cref="Metrics"/> that tells how good an epoch was. Default: null, the loss.</summary>
    public Metric? Monitor { get; init; }

    /// <summary>How much each class counts in training, such as <see cref="ClassWeights.Balanced"/>. Default: null, all the same.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>When to end before the last epoch. The rule sees an iteration for each epoch and the monitored measure as its loss, negated
    /// where larger is better. Default: null, never.</summary>
    public StoppingRule? StoppingRule { get; init; }

    /// <summary>Ends training when the model does not get better, and brings the best weights back at the end. Default: null.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Reduces the learning rate when the monitored measure does not get better. Default: null.</summary>
    public PlateauReduction? Plateau { get; init; }

    /// <summary>Puts other weights in while the model is evaluated after an epoch and its best weights are kept, such as
    /// <see cref="WeightAverage{T}.TryApply"/> of an average that the optimizer keeps; the result is disposed afterwards. Default: null,
    /// the weights themselves.</summary>
    public Func<IDisposable?>? EvaluationWeights { get; init; }

    /// <summary>The callbacks, told of every step and epoch in this order. Default: none.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>The number of steps in an epoch.</summary>
    /// <exception cref="OverflowException">They are more than an int counts: expected larger batches.</exception>
    public int StepsPerEpoch => checked((int)(given.Count / BatchSize + (DropsLast || given.Count % BatchSize == 0 ? 0 : 1)));

    /// <summary>The number of samples that are learned from.</summary>
    internal long SampleCount => given.Count;

    /// <summary>Tells training data from others.</summary>
    internal string DataFingerprint => field ??= given.Fingerprint();

    /// <summary>Tells validation data from others.</summary>
    internal string ValidationFingerprint => field ??= validation?.Fingerprint() ?? "no";

    /// <summary>The loss and the metrics on a data set, in one pass, as in inference, with the weights that the model has.</summary>
    /// <exception cref="InvalidOperationException">The data have other names than the training data: targets, not labels.</exception>
    /// <exception cref="ArgumentException">There are no samples, or the shapes do not fit the model or the loss.</exception>
    public EvaluationResult Evaluate(IDataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Layout.HasNamesOf(given.Layout))
            throw new InvalidOperationException($"Evaluate: this trainer learns from {given.Layout}, got {data.Layout}.");
        Guard.NotEmpty(Math.Sign(data.Count), nameof(Evaluate), "sample", nameof(data));
        if (BatchLoss is not null && Metrics.Count > 0) throw Refusal(MetricsNeedOutputs);
        return Evaluate(data, Metrics);
    }

    private EvaluationResult Evaluate(IDataset<T> data, IReadOnlyList<Metric> metrics, int batches = int.MaxValue)
    {
        MetricSet set = MetricSet.Begin(metrics);
        double sum = 0, weight = 0;
        foreach (Batch<T> batch in data.BriefBatches(EvaluationBatchSize, null, false, 0).Take(batches))
        {
            weight += batch.TotalWeight;
            sum += batch.TotalWeight * (
                BatchLoss is null ? Predictor.Compute(batch.Inputs, outputs => Measure(outputs, batch)) : Measure(null, batch));
        }
        return new EvaluationResult(sum / weight, set.Values);

        double Measure(Tensor<T>? outputs, Batch<T> batch)
        {
            using GraphRegion region = Inference.Begin();
            if (outputs is null) return double.CreateTruncating(LossOf(batch).ToScalar());
            if (metrics.Count > 0 && batch.HasLabels) set.Add(outputs, batch.Labels, batch.Weights);
            else if (metrics.Count > 0) set.Add(outputs, batch.Targets, batch.Weights);
            return double.CreateTruncating(LossOf(outputs, batch).ToScalar());
        }
    }

    private Tensor<T> LossOf(Batch<T> batch) =>
        BatchLoss is null ? LossOf(Model.Forward(batch.Inputs), batch) : SampleLoss.Mean(BatchLoss(batch), batch);

    private Tensor<T> LossOf(Tensor<T> outputs, Batch<T> batch)
    {
        SampleLoss.CheckShapes(outputs, batch);
        return SampleLoss.Mean(loss is null ? SampleLoss.Usual(outputs, batch) : loss(outputs, batch), batch);
    }
}
