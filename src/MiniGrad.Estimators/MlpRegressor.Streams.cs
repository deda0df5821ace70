using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// Samples that need not fit into memory, and samples that come bit by bit.
public sealed partial class MlpRegressor
{
    /// <summary>Learns from samples that are streamed. They are read once to find scales, and then in each epoch.</summary>
    /// <param name="training">Finite inputs [samples, features] and targets [samples] or [samples, outputs].</param>
    /// <param name="validation">What <see cref="MlpEstimator.StopsEarly"/> goes by, which holds out nothing of a stream. Default:
    /// none.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>, with losses of scaled targets.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite; or there are validation samples without early stopping,
    /// or none with it.</exception>
    /// <exception cref="InvalidDataException">The stream is others than before, or its source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory FitStream(
        StreamedDataset<float> training, StreamedDataset<float>? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        CheckValidation(validation is not null);
        ScalerFitting<double> targets = new();
        TargetLink link = Link;
        FeatureScaler<float>? scaler = Survey(training, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            targets.Add(link.Apply(Name, Columns(batch.Targets)));
        });
        Tensor<float> someTargets = training.Layout.Find(Batch<float>.TargetName);
        int features = training.Layout.Find(Batch<float>.InputName).Shape[1];
        FittedMlp start = new(Name, CreateModels(features, Columns(someTargets).Shape[1]), null, scaler)
        {
            PredictsVector = someTargets.Rank == 1,
            Link = link,
            Targets = link.Scaler(Name, targets, TargetScaling),
        };
        return Learn(
            start, Scaled(training)!, Scaled(validation), penaltyFactor: 2.0 / start.OutputCount, classWeights: null, cancellation);

        StreamedDataset<float>? Scaled(StreamedDataset<float>? samples) => samples?.With(batch => new Batch<float>(
            start.ModelInputs(batch.Inputs), start.ModelTargets(Columns(batch.Targets)), batch.Weights));
    }

    /// <summary>Learns from rows that are streamed. They are read once to find how columns become features, as
    /// <see cref="TableEncoder.FitStream(TableSource, string, TableEncoderOptions?)"/> does, and then in each epoch.</summary>
    /// <param name="rows">Rows of numbers and text, of which values may be missing but for the target.</param>
    /// <param name="target">The name of the column with the numbers to predict.</param>
    /// <param name="validation">What <see cref="MlpEstimator.StopsEarly"/> goes by, which holds out nothing of a stream. Default:
    /// none.</param>
    /// <param name="shuffleBuffer">The number of rows that are brought into a random order together. Default: 16,384.</param>
    /// <param name="encoding">How columns become features, as for a table in memory. Default: as <see cref="TableEncoderOptions"/> has
    /// it.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>, with losses of scaled targets.</returns>
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
        TableEncoder encoder = FitEncoder(rows, target, encoding, TargetKind.Numbers, out ColumnSummary targets);
        TargetColumns columns = new(encoder, []);
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, 1), encoder, null) { PredictsVector = true, Link = Link };
        if (start.Link != TargetLink.Identity)
        {
            ScalerFitting<double> transformed = new();
            EncodedSource<float> source = new(encoder, rows, (table, inputs) =>
            {
                transformed.Add(start.Link.Apply(Name, columns.Of(table, start.Link)));
                return new Batch<float>(inputs, new Tensor<float>(new float[table.Count], [table.Count]));
            });
            foreach (Batch<float> _ in All(source)) cancellation.ThrowIfCancellationRequested();
            start = start with { Targets = start.Link.Scaler(Name, transformed, TargetScaling) };
        }
        else if (TargetScaling != Scaling.None)
        {
            (double offset, double scale) = FeatureScaler.InType<double>(targets.Scale(TargetScaling), feature: 0);
            start = start with { Targets = new FeatureScaler<double>(new Tensor<double>([offset], [1]), new Tensor<double>([scale], [1])) };
        }
        return Learn(
            start, Samples(rows), validation is null ? null : Samples(validation), penaltyFactor: 2, classWeights: null, cancellation);

        StreamedDataset<float> Samples(TableSource source) => Dataset.Stream(
            new EncodedSource<float>(encoder, source, (table, inputs) =>
                new Batch<float>(inputs, start.ModelTargets(columns.Of(table, start.Link)), WeightsOf(table))),
            shuffleBuffer);
    }

    /// <summary>R² of samples that are streamed: <see cref="Metric.RSquared"/>; weighted where the samples are.</summary>
    /// <inheritdoc cref="Evaluate(StreamedDataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(StreamedDataset<float> data) => Evaluate(data, [Metric.RSquared])[Metric.RSquared.Name];

    /// <summary>R² of rows that are streamed: <see cref="Metric.RSquared"/>.</summary>
    /// <inheritdoc cref="Evaluate(TableSource, IReadOnlyList{Metric}?)"/>
    public double Score(TableSource rows) => Evaluate(rows, [Metric.RSquared])[Metric.RSquared.Name];

    /// <summary>The mean squared error and other metrics of samples that are streamed, in the unit of the targets, as of those in memory.
    /// Only predictions and targets are in memory together.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and targets of the axes of the fit.</param>
    /// <param name="metrics">What to measure. Default: R², MAE and RMSE.</param>
    /// <exception cref="ArgumentException">As for a <see cref="Dataset{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    /// <exception cref="InvalidDataException">The stream is others than before, or its source cannot be read.</exception>
    public EvaluationResult Evaluate(StreamedDataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        GatheredRows<float> predictions = new(), targets = new(), weights = new();
        foreach (Batch<float> batch in data.BriefBatches(SummaryBatch))
        {
            predictions.Add(Predict(batch.Inputs));
            targets.Add(batch.Targets);
            if (batch.Weights is { } some) weights.Add(some);
        }
        CheckJudged(targets.Count);
        return Evaluate(predictions.ToTensor(), targets.ToTensor(), weights.Count > 0 ? weights.ToTensor() : null, metrics);
    }

    /// <summary>The mean squared error and other metrics of rows that are streamed, in the unit of the target, as of those in memory. Only
    /// predictions and targets are in memory together.</summary>
    /// <param name="rows">Have the columns that those of the fit had, in any order, the target among them.</param>
    /// <param name="metrics">What to measure. Default: R², MAE and RMSE.</param>
    /// <exception cref="ArgumentException">As for a <see cref="Table"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be read or encoded; the message names file, column and row.</exception>
    public EvaluationResult Evaluate(TableSource rows, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        FittedMlp known = Fitted;
        GatheredRows<double> predictions = new(), targets = new(), weights = new();
        EncodedSource<float> source = new(known.TableEncoder, rows, (table, inputs) =>
        {
            // Single precision need not hold them.
            targets.Add(TargetsOf(known, table));
            if (WeightsInDouble(table) is { } some) weights.Add(some);
            return new Batch<float>(inputs, new Tensor<float>(new float[table.Count], [table.Count]));
        });
        foreach (Batch<float> batch in All(source)) predictions.Add(known.NumbersOf(batch.Inputs));
        CheckJudged(targets.Count);
        return Evaluate(predictions.ToTensor(), targets.ToTensor(), weights.Count > 0 ? weights.ToTensor() : null, metrics);
    }

    /// <summary>Goes on learning from some samples: one pass over them with the optimizer of the calls before. The first call of an
    /// estimator that was not fitted finds the scales by its samples; one that was goes on from there.</summary>
    /// <param name="data">Finite inputs [samples, features] and targets [samples] or [samples, outputs].</param>
    /// <returns>How the pass went.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite, or the estimator was fitted on a table.</exception>
    public TrainingHistory PartialFit(Dataset<float> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp.CheckInputs(Name, data.Inputs);
        FittedMlp.CheckFinite(Name, data.Targets, "targets");
        Tensor<double> targets = Columns(data.Targets);
        FittedMlp start = IsFitted ? Fitted : Begin();
        if (targets.Shape[1] != start.OutputCount)
            throw new ArgumentException(Invariant(
                $"{Name}: expected targets of {start.OutputCount} outputs, got {data.Targets.Shape}."), nameof(data));
        return GoOn(
            start, new Dataset<float>(start.ModelInputs(data.Inputs), start.ModelTargets(targets), data.Weights),
            penaltyFactor: 2.0 / start.OutputCount, classWeights: null);

        FittedMlp Begin() => new(Name, CreateModels(data.Inputs.Shape[1], targets.Shape[1]), null, InputScaler(data.Inputs))
        {
            PredictsVector = data.Targets.Rank == 1,
            Link = Link,
            Targets = Link.Scaler(Name, Link.Apply(Name, targets), TargetScaling),
        };
    }

    /// <summary>Goes on learning from some rows: one pass over them with the optimizer of the calls before. The first call of an estimator
    /// that was not fitted finds by its rows how columns become features; one that was goes on from there.</summary>
    /// <param name="table">Rows with the columns of the first call.</param>
    /// <param name="target">The name of the column with the numbers to predict.</param>
    /// <returns>How the pass went.</returns>
    /// <exception cref="ArgumentException">The table does not fit that of the first call.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite, or the estimator was fitted on tensors.</exception>
    public TrainingHistory PartialFit(Table table, string target)
    {
        ArgumentNullException.ThrowIfNull(table);
        TableEncoder encoder = IsFitted ? Fitted.TableEncoder : FitEncoder(table, target, null, TargetKind.Numbers);
        CheckTarget(encoder, target);
        TargetLink link = IsFitted ? Fitted.Link : Link;
        Tensor<double> targets = new TargetColumns(encoder, IsFitted ? Fitted.FurtherTargets : []).Of(table, link);
        FittedMlp start = IsFitted ? Fitted
            : new(Name, CreateModels(encoder.FeatureNames.Count, 1), encoder, null)
            {
                PredictsVector = true,
                Link = link,
                Targets = link.Scaler(Name, link.Apply(Name, targets), TargetScaling),
            };
        return GoOn(
            start, new Dataset<float>(encoder.EncodeInputs<float>(table), start.ModelTargets(targets), WeightsOf(table)),
            penaltyFactor: 2.0 / start.OutputCount, classWeights: null);
    }

    /// <summary>[samples, outputs], also of [samples].</summary>
    private Tensor<double> Columns(Tensor<float> targets)
    {
        if (targets.Rank is not (1 or 2) || (targets.Rank == 2 && targets.Shape[1] == 0))
            throw new ArgumentException($"{Name}: expected targets [samples] or [samples, outputs], got {targets.Shape}.");
        Tensor<double> numbers = FittedMlp.Convert<float, double>(targets);
        return targets.Rank == 1 ? numbers.Reshape([targets.Shape[0], 1]) : numbers;
    }
}
