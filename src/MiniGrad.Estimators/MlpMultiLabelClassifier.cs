using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Losses;
using MiniGrad.Serialization;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>Learns which of several labels a sample has, any number of them at once: a multi-layer perceptron with a logit for each label,
/// trained on the binary cross-entropy with Adam.</summary>
/// <remarks><inheritdoc cref="MlpEstimator" path="/remarks"/></remarks>
/// <example><code>
/// var classifier = new MlpMultiLabelClassifier { HiddenSizes = [64], Epochs = 100 };
/// classifier.Fit(trainingTable, labels: ["comedy", "drama", "crime"]);
/// double exact = classifier.Score(testTable);
/// </code></example>
public sealed class MlpMultiLabelClassifier : MlpEstimator
{
    private const double LargestLogit = 40;

    /// <summary>An estimator with the default settings, which an object initializer changes.</summary>
    public MlpMultiLabelClassifier() { }

    private MlpMultiLabelClassifier(JsonElement settings, FittedMlp fitted) : base(settings, fitted with { Link = TargetLink.Odds }) =>
        Threshold = settings.Number("threshold");

    /// <summary>The probability above which a label is predicted, from 0 to 1. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double Threshold { get; init => field = Check(value is >= 0 and <= 1, "from 0 to 1", value); } = 0.5;

    /// <summary>The labels: the columns of the table of the fit, or after a fit on tensors their numbers as text.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IReadOnlyList<string> LabelNames => Fitted is { Encoder: not null } known
        ? known.TargetColumns.Names : [.. Enumerable.Range(0, Fitted.OutputCount).Select(label => Invariant($"{label}"))];

    private protected override Func<Tensor<float>, Batch<float>, Tensor<float>>? LossOfSamples => (outputs, batch) =>
        Loss.BinaryCrossEntropyWithLogits(
            outputs, batch.Targets, reduction: batch.HasWeights ? LossReduction.None : LossReduction.Mean);

    /// <summary>Learns from tensors.</summary>
    /// <param name="inputs">Finite numbers, [samples, features].</param>
    /// <param name="labels">1 where a sample has a label, else 0, [samples, labels].</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <inheritdoc cref="Fit(Dataset{float}, CancellationToken)" path="/*[not(self::param)]"/>
    public TrainingHistory Fit(Tensor<float> inputs, Tensor<float> labels, CancellationToken cancellation = default) =>
        Fit(new Dataset<float>(inputs, labels), cancellation);

    /// <summary>Learns from a data set, whose weights, if it has any, say how much each sample counts.</summary>
    /// <param name="data">Finite inputs [samples, features], and targets of 0 and 1, [samples, labels].</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, an input is not finite, a target is neither 0 nor 1, or there are too few
    /// samples.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(Dataset<float> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp.CheckInputs(Name, data.Inputs);
        if (data.Count == 0) throw new ArgumentException($"{Name}: expected samples to learn from, got none.", nameof(data));
        if (data.Targets.Rank != 2 || data.Targets.Shape[1] == 0)
            throw new ArgumentException($"{Name}: expected labels [samples, labels], got {data.Targets.Shape}.", nameof(data));
        _ = TargetLink.Odds.Apply(Name, FittedMlp.Convert<float, double>(data.Targets));
        Dataset<float>? heldOut = null;
        if (HoldOut(new int[data.Count]) is var (learned, watched)) (data, heldOut) = (data.Select(learned), data.Select(watched));
        FittedMlp start = new(Name, CreateModels(data.Inputs.Shape[1], data.Targets.Shape[1]), null, InputScaler(data.Inputs))
        {
            Link = TargetLink.Odds,
        };
        return Learn(start, Scaled(data), heldOut is null ? null : Scaled(heldOut), cancellation);

        Dataset<float> Scaled(Dataset<float> samples) => new(start.ModelInputs(samples.Inputs), samples.Targets, samples.Weights);
    }

    /// <summary>Learns from a table. <see cref="TableEncoder"/> finds from the rows to learn from how the other columns become
    /// features.</summary>
    /// <param name="table">Rows of numbers and text, of which values may be missing but for the labels.</param>
    /// <param name="labels">The names of the columns, a label each, at least one: 0 and 1, or two words such as no and yes.</param>
    /// <param name="encoding">How columns become features. Default: as <see cref="TableEncoderOptions"/> has it.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">As for <see cref="TableEncoder.Fit(Table, string, TableEncoderOptions?)"/>; a label is named
    /// twice, or missing in a row or no answer, which the message names; or the rows are too few to hold some out.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(
        Table table, IReadOnlyList<string> labels, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        Guard.NotEmpty(labels, Name, "label");
        if (labels.Distinct(StringComparer.Ordinal).Count() < labels.Count)
            throw new ArgumentException($"{Name}: expected different labels, got {string.Join(", ", labels)}.", nameof(labels));
        CheckNotWeights(labels);
        string[] further = [.. labels.Skip(1)];
        encoding ??= new TableEncoderOptions();
        encoding = encoding with { Roles = WithoutFeatures(encoding.Roles, further) };
        table = LabelColumns.AsNumbers(table, labels);
        Table? apart = null;
        if (HoldOut(new int[table.Count]) is var (learned, watched)) (table, apart) = (table.Select(learned), table.Select(watched));
        TableEncoder encoder = FitEncoder(table, labels[0], encoding, TargetKind.Numbers);
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, labels.Count), encoder, null)
        {
            Link = TargetLink.Odds,
            FurtherTargets = Array.AsReadOnly(further),
        };
        Dataset<float>? heldOut =
            apart is null ? null : Encoded(FitHeldOutEncoder(table, labels[0], encoding, TargetKind.Numbers), apart);
        return Learn(start, Encoded(encoder, table), heldOut, cancellation);

        Dataset<float> Encoded(TableEncoder encoder, Table rows) => new(
            encoder.EncodeInputs<float>(rows),
            FittedMlp.Convert<double, float>(new TargetColumns(encoder, further).Of(rows)), WeightsOf(rows));
    }

    /// <summary>The probability of each label: the logistic function of the network's outputs; of several
    /// <see cref="MlpEstimator.Members"/> the mean of their probabilities.</summary>
    /// <param name="inputs">Finite numbers, [samples, features], as many features as in the fit.</param>
    /// <returns>[samples, labels], each from 0 to 1 by itself.</returns>
    /// <exception cref="ArgumentException">The inputs are not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public Tensor<float> PredictProbabilities(Tensor<float> inputs) => FittedMlp.Convert<double, float>(Fitted.Numbers(inputs));

    /// <param name="table">Has the columns that the table of the fit had, in any order; the labels may be there or not.</param>
    /// <returns>[rows, labels], each from 0 to 1 by itself.</returns>
    /// <exception cref="ArgumentException">The table is not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    /// <inheritdoc cref="PredictProbabilities(Tensor{float})" path="/summary"/>
    public Tensor<float> PredictProbabilities(Table table) => FittedMlp.Convert<double, float>(Fitted.Numbers(table));

    /// <summary>The labels that each sample is predicted to have: those whose probability is above <see cref="Threshold"/>.</summary>
    /// <returns>1 for a label that it has, else 0, [samples, labels].</returns>
    /// <inheritdoc cref="PredictProbabilities(Tensor{float})"/>
    public Tensor<float> Predict(Tensor<float> inputs) => Decided(Fitted.Numbers(inputs));

    /// <summary>The labels that each row is predicted to have: those whose probability is above <see cref="Threshold"/>.</summary>
    /// <returns>1 for a label that it has, else 0, [rows, labels].</returns>
    /// <inheritdoc cref="PredictProbabilities(Table)"/>
    public Tensor<float> Predict(Table table) => Decided(Fitted.Numbers(table));

    /// <summary>The names of the labels that each row is predicted to have, in the order of <see cref="LabelNames"/>; perhaps none.
    /// </summary>
    /// <returns>A list for each row.</returns>
    /// <inheritdoc cref="PredictProbabilities(Table)"/>
    public IReadOnlyList<IReadOnlyList<string>> PredictLabelNames(Table table)
    {
        FittedMlp known = Fitted;
        IReadOnlyList<string> names = known.TargetColumns.Names;
        return [.. Decided(known.Numbers(table)).ToArray().Chunk(names.Count).Select(
            IReadOnlyList<string> (row) => [.. names.Where((_, label) => row[label] == 1)])];
    }

    /// <summary>The share of the samples all of whose labels are predicted right: <see cref="Metric.SubsetAccuracy"/>; weighted where the
    /// samples are.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Dataset<float> data) => Evaluate(data, [Exact]).Metrics[0].Value;

    /// <summary>The share of the rows all of whose labels are predicted right: <see cref="Metric.SubsetAccuracy"/>.</summary>
    /// <inheritdoc cref="Evaluate(Table, IReadOnlyList{Metric}?)"/>
    public double Score(Table table) => Evaluate(table, [Exact]).Metrics[0].Value;

    /// <summary>The mean binary cross-entropy and other metrics.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and targets of 0 and 1, [samples,
    /// labels].</param>
    /// <param name="metrics">What to measure. Default: subset accuracy, label accuracy and F1 (macro), by <see cref="Threshold"/>.</param>
    /// <exception cref="ArgumentException">The data are not such, or there are no samples.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public EvaluationResult Evaluate(Dataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(Fitted.Numbers(data.Inputs), data.Targets, data.Weights, metrics);
    }

    /// <summary>The mean binary cross-entropy and other metrics.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order, the labels among them.</param>
    /// <param name="metrics">What to measure. Default: subset accuracy, label accuracy and F1 (macro), by <see cref="Threshold"/>.</param>
    /// <exception cref="ArgumentException">The table is not such, or has no rows.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public EvaluationResult Evaluate(Table table, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        FittedMlp known = Fitted;
        Table labelled = LabelColumns.AsNumbers(table, known.TargetColumns.Names);
        return Evaluate(
            known.Numbers(table), FittedMlp.Convert<double, float>(known.TargetColumns.Of(labelled)), WeightsOf(table, isRequired: false),
            metrics);
    }

    internal static EstimatorKind Kind { get; } = new(
        nameof(MlpMultiLabelClassifier), TargetKind.Numbers, static (settings, fitted) => new MlpMultiLabelClassifier(settings, fitted));

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(string)"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">There is no such file or folder, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not such an estimator's, or damaged; the message says why.</exception>
    public static new MlpMultiLabelClassifier Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return LoadThis(file);
    }

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from a stream's position to its end. It predicts the
    /// same, bit for bit.</summary>
    /// <param name="stream">It stays open. It need not seek; then its bytes are in memory until all are read.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not hold such an estimator, or a damaged one; the message says why.</exception>
    public static new MlpMultiLabelClassifier Load(Stream stream) => SafetensorsFile.Read(stream, LoadThis);

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from memory. It predicts the same, bit for
    /// bit.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes are not such an estimator's, or damaged; the message says why.</exception>
    public static new MlpMultiLabelClassifier Load(ReadOnlySpan<byte> bytes) => SafetensorsFile.Read(bytes, LoadThis);

    private static MlpMultiLabelClassifier LoadThis(SafetensorsFile file) => (MlpMultiLabelClassifier)EstimatorFile.Load(file, Kind);

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteNumber("threshold", Threshold);
    }

    private Metric Exact => Metric.SubsetAccuracy(Threshold);

    private TrainingHistory Learn(FittedMlp start, Dataset<float> training, Dataset<float>? heldOut, CancellationToken cancellation) =>
        Learn(start, training, heldOut, penaltyFactor: 1.0 / start.OutputCount, classWeights: null, cancellation);

    private Tensor<float> Decided(Tensor<double> probabilities) => new(
        Array.ConvertAll(probabilities.ToArray(), probability => probability > Threshold ? 1f : 0), probabilities.Shape);

    private EvaluationResult Evaluate(
        Tensor<double> probabilities, Tensor<float> targets, Tensor<float>? weights, IReadOnlyList<Metric>? metrics)
    {
        if (targets.Shape != probabilities.Shape)
            throw new ArgumentException($"{Name}: expected labels {probabilities.Shape}, got {targets.Shape}.", nameof(targets));
        CheckJudged(targets.Shape[0]);
        Tensor<double> wanted = FittedMlp.Convert<float, double>(targets);
        _ = TargetLink.Odds.Apply(Name, wanted);
        Tensor<double> logits = new(
            Array.ConvertAll(probabilities.ToArray(), p => Math.Clamp(Math.Log(p / (1 - p)), -LargestLogit, LargestLogit)),
            probabilities.Shape);
        Tensor<double>? counts = weights is null ? null : FittedMlp.Convert<float, double>(weights);
        var set = MetricSet.Begin(metrics ?? [Exact, Metric.LabelAccuracy(Threshold), Metric.MultiLabelF1(Averaging.Macro, Threshold)]);
        set.Add(logits, wanted, counts);
        Tensor<double> losses = Loss.BinaryCrossEntropyWithLogits(logits, wanted, reduction: LossReduction.None).Mean([1]);
        double loss = (counts is null ? losses.Mean() : (losses * counts).Sum() / counts.Sum()).ToScalar();
        return new EvaluationResult(loss, set.Values);
    }
}
