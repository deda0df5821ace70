using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// Samples that need not fit into memory, and samples that come bit by bit.
public sealed partial class MlpClassifier
{
    private const int MostClasses = 1_000_000;

    /// <summary>Learns from samples that are streamed. They are read once to find scales and classes, and then in each epoch.</summary>
    /// <param name="training">Inputs of finite numbers, [samples, features], and labels [samples].</param>
    /// <param name="validation">What <see cref="MlpEstimator.StopsEarly"/> goes by, which holds out nothing of a stream. Default:
    /// none.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, or there are too few classes.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite; or there are validation samples without early stopping,
    /// or none with it.</exception>
    /// <exception cref="InvalidDataException">The stream is others than before, or its source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory FitStream(
        StreamedDataset<float> training, StreamedDataset<float>? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        CheckValidation(validation is not null);
        List<double> sums = [];
        FeatureScaler<float>? scaler = Survey(training, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (batch.Labels.Shape.Rank != 1)
                throw new ArgumentException($"{Name}: expected labels [samples], got {batch.Labels.Shape}.", nameof(training));
            for (int i = 0; i < batch.Count; i++)
            {
                int label = batch.Labels[i];
                if (label >= MostClasses)
                    throw new ArgumentException(Invariant($"{Name}: expected labels below {MostClasses}, got {label}."), nameof(training));
                while (sums.Count <= label) sums.Add(0);
                sums[label] += batch.Weights is { } weights ? weights.Span[i] : 1;
            }
        });
        if (sums.Count(sum => sum > 0) < 2)
        {
            throw new ArgumentException(
                Invariant($"{Name}: expected labels of at least two classes, got {sums.Count - 1} for every sample."), nameof(training));
        }
        FittedMlp start = new(Name, CreateModels(training.Layout.Find(Batch<float>.InputName).Shape[1], sums.Count), null, scaler);
        return Learn(
            start, Scaled(training)!, Scaled(validation), penaltyFactor: 1,
            WeightsOfClasses(start, () => Training.ClassWeights.Of([.. sums])),
            cancellation);

        StreamedDataset<float>? Scaled(StreamedDataset<float>? samples) =>
            samples?.With(batch => new Batch<float>(start.ModelInputs(batch.Inputs), batch.Labels, batch.Weights));
    }

    /// <summary>Learns from rows that are streamed. They are read once to find how columns become features, as
    /// <see cref="TableEncoder.FitStream(TableSource, string, TableEncoderOptions?)"/> does, and then in each epoch.</summary>
    /// <param name="rows">Rows of numbers and text, of which values may be missing but for the target.</param>
    /// <param name="target">The name of the column with the classes, text or whole numbers.</param>
    /// <param name="validation">What <see cref="MlpEstimator.StopsEarly"/> goes by, which holds out nothing of a stream. Default:
    /// none.</param>
    /// <param name="shuffleBuffer">The number of rows that are brought into a random order together. Default: 16,384.</param>
    /// <param name="encoding">How columns become features, as for a table in memory. Default: as <see cref="TableEncoderOptions"/> has
    /// it.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">As for a table in memory.</exception>
    /// <exception cref="InvalidOperationException">As for samples that are streamed.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be read or encoded; the message names file, column and row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory FitStream(
        TableSource rows, string target, TableSource? validation = null, int shuffleBuffer = 16384, TableEncoderOptions? encoding = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckValidation(validation is not null);
        TableEncoder encoder = FitEncoder(rows, target, encoding, TargetKind.Classes, out ColumnSummary targets);
        if (!targets.IsText && encoder.ClassNames.FirstOrDefault(IsFraction) is { } fraction)
            throw Amounts(target, fraction);
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, encoder.ClassNames.Count), encoder, null);
        IReadOnlyList<double>? weights = WeightsOfClasses(start, () => Training.ClassWeights.Of(
            WeightColumn is null ? targets.CountsOf(encoder.TargetEncoding.Classes!) : SumsOfWeights()));
        return Learn(
            start, Dataset.Stream(Samples(rows), shuffleBuffer), validation is null ? null : Dataset.Stream(Samples(validation)),
            penaltyFactor: 1, weights, cancellation);

        EncodedSource<float> Samples(TableSource source) =>
            new(encoder, source, (table, inputs) => new Batch<float>(inputs, encoder.EncodeLabels(table), WeightsOf(table)));

        double[] SumsOfWeights()
        {
            double[] sums = new double[encoder.ClassNames.Count];
            foreach (Batch<float> batch in All(Samples(rows)))
                for (int i = 0; i < batch.Count; i++) sums[batch.Labels[i]] += batch.Weights!.Span[i];
            return sums;
        }
    }

    /// <summary>The accuracy on samples that are streamed: the share of those whose class is predicted, from 0 to 1; weighted where they
    /// are.</summary>
    /// <inheritdoc cref="Evaluate(StreamedDataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(StreamedDataset<float> data) => Evaluate(data, [Metric.Accuracy])[Metric.Accuracy.Name];

    /// <summary>The accuracy on rows that are streamed: the share of those whose class is predicted, from 0 to 1.</summary>
    /// <inheritdoc cref="Evaluate(TableSource, IReadOnlyList{Metric}?)"/>
    public double Score(TableSource rows) => Evaluate(rows, [Metric.Accuracy])[Metric.Accuracy.Name];

    /// <summary>The mean cross-entropy and other metrics of samples that are streamed, as of those in memory. Only what the networks give
    /// for them, and the labels, are in memory together.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and labels.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">As for a <see cref="Dataset{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    /// <exception cref="InvalidDataException">The stream is others than before, or its source cannot be read.</exception>
    public EvaluationResult Evaluate(StreamedDataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp known = Fitted;
        return Evaluate(known, data.BriefBatches(SummaryBatch), known.Logits, metrics, label => Invariant($"{label}"));
    }

    /// <summary>The mean cross-entropy and other metrics of rows that are streamed, as of those in memory. Only what the networks give for
    /// them, and the labels, are in memory together.</summary>
    /// <param name="rows">Have the columns that those of the fit had, in any order, the target among them.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">As for a <see cref="Table"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be read or encoded; the message names file, column and row.</exception>
    public EvaluationResult Evaluate(TableSource rows, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        FittedMlp known = Fitted;
        List<string> unknown = [];
        EncodedSource<float> source = new(known.TableEncoder, rows, (table, inputs) =>
            new Batch<float>(inputs, known.TableEncoder.TargetEncoding.Labels(table[known.TableEncoder.Target], unknown),
                WeightsOf(table, isRequired: false)));
        return Evaluate(known, All(source), known.LogitsOf, metrics, label => unknown[label - known.OutputCount]);
    }

    private EvaluationResult Evaluate(
        FittedMlp known, IEnumerable<Batch<float>> batches, Func<Tensor<float>, Tensor<float>> logitsOf, IReadOnlyList<Metric>? metrics,
        Func<int, string> nameOfUnknown)
    {
        GatheredRows<float> logits = new();
        GatheredRows<float> weights = new();
        List<int> labels = [];
        foreach (Batch<float> batch in batches)
        {
            logits.Add(logitsOf(batch.Inputs));
            labels.AddRange(batch.Labels.Span);
            if (batch.Weights is { } some) weights.Add(some);
        }
        CheckJudged(labels.Count);
        return Evaluate(
            known, logits.ToTensor(), new IndexTensor(labels.ToArray(), [labels.Count]), weights.Count > 0 ? weights.ToTensor() : null,
            metrics, nameOfUnknown);
    }

    /// <summary>Goes on learning from some samples: one pass over them with the optimizer of the calls before. The first call of an
    /// estimator that was not fitted finds the scales by its samples; one that was goes on from there.</summary>
    /// <param name="data">Inputs of finite numbers, [samples, features], and labels [samples].</param>
    /// <param name="classCount">The number of classes, also of those that are not among these samples. Default: one more than the largest
    /// label of the first call.</param>
    /// <returns>How the pass went.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, there are too few classes, or a label is beyond
    /// them.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite, or the estimator was fitted on a table.</exception>
    public TrainingHistory PartialFit(Dataset<float> data, int? classCount = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp.CheckInputs(Name, data.Inputs);
        if (data.Labels.Shape.Rank != 1)
            throw new ArgumentException($"{Name}: expected labels [samples], got {data.Labels.Shape}.", nameof(data));
        FittedMlp start = IsFitted ? Fitted : Begin();
        if (classCount is { } asked && asked != start.OutputCount)
            throw new ArgumentException(Invariant($"{Name}: expected {start.OutputCount} classes, as before, got {asked}."),
                nameof(classCount));
        data.Labels.CheckRange(start.OutputCount, Name, "label", nameof(data), ": more classes than the first call had (classCount)");
        return GoOn(start, start.WithScaledInputs(data));

        FittedMlp Begin()
        {
            int classes = classCount is { } given ? Guard.AtLeast(given, 2, Name, nameof(classCount)) : ClassCount(data.Labels);
            return new(Name, CreateModels(data.Inputs.Shape[1], classes), null, InputScaler(data.Inputs));
        }
    }

    /// <summary>Goes on learning from some rows: one pass over them with the optimizer of the calls before. The first call of an estimator
    /// that was not fitted finds by its rows how columns become features and which classes there are; one that was goes on from
    /// there.</summary>
    /// <param name="table">Rows with the columns of the first call.</param>
    /// <param name="target">The name of the column with the classes.</param>
    /// <returns>How the pass went.</returns>
    /// <exception cref="ArgumentException">The table does not fit that of the first call, or holds a class that that did not.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite, or the estimator was fitted on tensors.</exception>
    public TrainingHistory PartialFit(Table table, string target)
    {
        ArgumentNullException.ThrowIfNull(table);
        TableEncoder encoder = IsFitted ? Fitted.TableEncoder : FitEncoder(table, target, null, TargetKind.Classes);
        CheckTarget(encoder, target);
        FittedMlp start = IsFitted ? Fitted
            : new(Name, CreateModels(encoder.FeatureNames.Count, encoder.ClassNames.Count), encoder, null);
        return GoOn(start, Encoded(encoder, table));
    }

    private static bool IsFraction(string number) => !double.IsInteger(double.Parse(number, CultureInfo.InvariantCulture));

    private TrainingHistory GoOn(FittedMlp start, Dataset<float> data) => GoOn(
        start, data, penaltyFactor: 1,
        WeightsOfClasses(start, () => Training.ClassWeights.Balanced(data.Labels, start.OutputCount, data.Weights)));
}
