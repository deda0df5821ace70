using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Metrics;
using MiniGrad.Optimizers;
using MiniGrad.Training.Stopping;
using static System.FormattableString;

namespace MiniGrad.Training;

/// <summary>
/// Trains a model on a data set: epochs of captured steps over shuffled batches, evaluation after each, and whatever ends the training, adapts it, watches
/// it and makes it safe from interruption.
/// </summary>
/// <remarks>
/// <para>
/// Everything random follows from <see cref="Seed"/>: the order of the samples in each epoch, and what layers such as dropout draw, which get generators of
/// the trainer's. The schedule of the learning rate, clipping, weight decay and averages are the optimizer's.
/// </para>
/// <para>
/// What is monitored, for the best epoch, early stopping, plateaus and stopping rules, is <see cref="Monitor"/> or else the loss, on the validation data or
/// else on the training data.
/// </para>
/// <para>
/// The model and the loss are recorded and replayed, as <see cref="TrainingStep{T}"/> says. They are compared with the recording at steps
/// 2, 4, 8, 16 and so on, and at the first step of epochs 2 to 8 and then of each epoch that begins at least 4000 steps after the last
/// comparison, 500 where a batch has 16384 numbers or more: all together below 1 % of the time. What changed without the recording's
/// noticing is refused; a number that is meant to change is a <see cref="LiveNumber{T}"/>.
/// </para>
/// <para>Not for training by several threads at once. Predictions and <see cref="Evaluate(LabeledDataset{T})"/> are safe from any number of threads, while nobody trains.</para>
/// </remarks>
/// <example><code>
/// var trainer = new Trainer&lt;float&gt;(model, new Adam&lt;float&gt;(model.Parameters), training, validation)
/// {
///     Metrics = [Metric.Accuracy],
///     EarlyStopping = new EarlyStopping&lt;float&gt;(model, patience: 5),
/// };
/// TrainingHistory history = trainer.Fit(epochs: 50);
/// </code></example>
public sealed partial class Trainer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingData<T> given;
    private readonly TrainingData<T>? validation;
    private readonly SampleLoss<T> loss;

    /// <summary>A trainer that learns classes.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">Updates the model's parameters.</param>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What the model is evaluated on after each epoch. Default: nothing.</param>
    /// <param name="loss">
    /// From the model's outputs and the labels to the loss: one number for the batch, the mean and not the sum of its samples' losses, or one for each sample, of which the trainer takes the mean;
    /// where samples or classes have weights it must be the latter. Default: <see cref="Loss.CrossEntropy{T}(Tensor{T}, IndexTensor, Tensor{T}?, double, LossReduction)"/>.
    /// </param>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    [OverloadResolutionPriority(1)]
    public Trainer(
        Layer<T> model, Optimizer<T> optimizer, LabeledDataset<T> training, LabeledDataset<T>? validation = null, Func<Tensor<T>, IndexTensor, Tensor<T>>? loss = null)
        : this(model, optimizer, TrainingData<T>.Of(training)!, TrainingData<T>.Of(validation), loss is null ? null : data => loss(data.Inputs, data.Labels!)) { }

    /// <summary>A trainer that learns numbers.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">Updates the model's parameters.</param>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What the model is evaluated on after each epoch. Default: nothing.</param>
    /// <param name="loss">
    /// From the model's outputs and the targets to the loss: one number for the batch, the mean and not the sum of its samples' losses, or one for each sample, of which the trainer takes the mean;
    /// where samples have weights it must be the latter. Default: <see cref="Loss.MeanSquaredError"/>.
    /// </param>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public Trainer(Layer<T> model, Optimizer<T> optimizer, Dataset<T> training, Dataset<T>? validation = null, Func<Tensor<T>, Tensor<T>, Tensor<T>>? loss = null)
        : this(model, optimizer, TrainingData<T>.Of(training)!, TrainingData<T>.Of(validation), loss is null ? null : data => loss(data.Inputs, data.Targets!)) { }

    /// <summary>A trainer that learns what the data have: classes or numbers.</summary>
    internal Trainer(Layer<T> model, Optimizer<T> optimizer, TrainingData<T> training, TrainingData<T>? validation, Func<StepData<T>, Tensor<T>>? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(training);
        CheckNotEmpty(training.Count, nameof(training));
        CheckNotEmpty(validation?.Count, nameof(validation));
        (Model, Optimizer) = (model, optimizer);
        (given, this.validation) = (training, validation);
        this.loss = new SampleLoss<T>(loss ?? UsualLoss);
        predictor = new Predictor<T>(model, DefaultEvaluationBatchSize);
    }

    /// <summary>What is trained.</summary>
    public Layer<T> Model { get; }

    /// <summary>What updates the model's parameters.</summary>
    public Optimizer<T> Optimizer { get; }

    /// <summary>The number of samples in a step, at least 1. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), Invariant($"Trainer: the batch size must be at least 1, got {value}."));
    }
    = 64;

    /// <summary>What everything random follows from. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch goes through the samples in a new order. Default: yes.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether a last batch that is not full is left out. Default: it is learned from as well.</summary>
    public bool DropLast { get; init; }

    /// <summary>Whether steps and predictions are captured. Default: yes; to be switched off for a model that cannot be.</summary>
    public bool Capture
    {
        get;
        init
        {
            field = value;
            predictor = new Predictor<T>(Model, DefaultEvaluationBatchSize, value);
        }
    }
    = true;

    /// <summary>What is measured on the validation data besides the loss. Default: nothing.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>What tells how good an epoch was: one of <see cref="Metrics"/>. Default: null, the loss.</summary>
    public Metric? Monitor { get; init; }

    /// <summary>How much the samples of each class count in training, such as <see cref="ClassWeights.Balanced"/>. Default: null, all the same.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// When to end before the last epoch; the rule sees an iteration for each epoch, and what is monitored as its loss, with a minus where larger is better.
    /// Default: null, not before.
    /// </summary>
    public StoppingRule? StoppingRule { get; init; }

    /// <summary>Ends training when what is monitored does not get better, and brings the best weights back at the end. Default: null.</summary>
    public EarlyStopping<T>? EarlyStopping { get; init; }

    /// <summary>Reduces the learning rate when what is monitored does not get better. Default: null.</summary>
    public PlateauReduction<T>? Plateau { get; init; }

    /// <summary>
    /// Puts other weights in while the model is evaluated after an epoch and its best weights are kept, such as <see cref="WeightAverage{T}.TryApply"/> of an average that
    /// the optimizer keeps; what it returns, if anything, is disposed afterwards. Default: null, the weights themselves.
    /// </summary>
    public Func<IDisposable?>? EvaluationWeights { get; init; }

    /// <summary>Who is told of every step and epoch. Default: nobody.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Who is told of every step, besides the callbacks. Default: nobody.</summary>
    public IProgress<StepResult>? StepProgress { get; init; }

    /// <summary>Who is told of every epoch, besides the callbacks. Default: nobody.</summary>
    public IProgress<EpochResult>? EpochProgress { get; init; }

    /// <summary>The number of steps in an epoch.</summary>
    public int StepsPerEpoch => given.Count / BatchSize + (DropLast || given.Count % BatchSize == 0 ? 0 : 1);

    /// <summary>The number of samples that are learned from.</summary>
    internal int SampleCount => given.Count;

    /// <summary>Tells training data from others.</summary>
    internal string DataFingerprint => field ??= given.Fingerprint();

    /// <summary>The same for validation data.</summary>
    internal string ValidationFingerprint => field ??= validation?.Fingerprint() ?? "no";

    private static void CheckNotEmpty(int? count, string parameter)
    {
        if (count == 0) throw new ArgumentException($"Trainer: expected samples in the {parameter} data, got none.", parameter);
    }

    private static Tensor<T> UsualLoss(StepData<T> data)
    {
        LossReduction reduction = data.Weights is null ? LossReduction.Mean : LossReduction.None;
        return data.Labels is not null
            ? Loss.CrossEntropy(data.Inputs, data.Labels, reduction: reduction)
            : Loss.MeanSquaredError(data.Inputs, data.Targets!, reduction);
    }
}
