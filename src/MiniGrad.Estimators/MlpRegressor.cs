using MiniGrad.Data;
using MiniGrad.Losses;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>Learns numbers from the rows of a table or from tensors: a multi-layer perceptron trained on the mean squared error of scaled
/// targets with Adam.</summary>
/// <remarks><inheritdoc cref="MlpEstimator" path="/remarks"/></remarks>
/// <example><code>
/// var regressor = new MlpRegressor { HiddenSizes = [64], Epochs = 100 };
/// regressor.Fit(trainingTable, target: "price");
/// double rSquared = regressor.Score(testTable);
/// </code></example>
public sealed partial class MlpRegressor : MlpEstimator
{
    /// <summary>An estimator with the default settings, which an object initializer changes.</summary>
    public MlpRegressor() { }

    /// <summary>How targets are scaled while the network learns them, each output by itself; predictions are scaled back. Default: to mean
    /// 0 and standard deviation 1, so that learning rate and tolerance mean the same in any unit. Those of a table are scaled before they
    /// are rounded to single precision. scikit-learn does not scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public Scaling TargetScaling { get; init => field = Check(Enum.IsDefined(value), "a defined scaling", value); } = Scaling.Standard;

    /// <summary>What is minimised. Default: the squared error.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public RegressionLoss Loss { get; init => field = Check(Enum.IsDefined(value), "a defined loss", value); }

    /// <summary>The quantile that <see cref="RegressionLoss.Quantile"/> predicts, between 0 and 1. Default: 0.5, the median.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double Quantile { get; init => field = Check(value is > 0 and < 1, "between 0 and 1", value); } = 0.5;

    /// <summary>A function of the targets that is learned in their place, before they are scaled, and undone in predictions, so that scores
    /// are of the targets themselves. Default: none.</summary>
    /// <remarks>Of several <see cref="MlpEstimator.Members"/> predictions are averaged after it is undone. With the squared error
    /// predictions are the means of the transformed targets: with the logarithm they are medians rather than means where the error is
    /// symmetric.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public TargetTransformation TargetTransformation
    {
        get;
        init => field = Check(Enum.IsDefined(value), "a defined transformation", value);
    }

    /// <summary>The columns of the table of the fit that are predicted, in the order of the outputs; none after a fit on tensors.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IReadOnlyList<string> TargetNames => Fitted is { Encoder: not null } known ? known.TargetColumns.Names : [];

    private TargetLink Link => TargetLink.Of(Loss, TargetTransformation);

    // The trainer's own where it is the squared error.
    private protected override Func<Tensor<float>, Batch<float>, Tensor<float>>? LossOfSamples => Loss == RegressionLoss.SquaredError
        ? null : LossOf;

    private Tensor<float> LossOf(Tensor<float> outputs, Batch<float> batch)
    {
        LossReduction reduction = batch.HasWeights ? LossReduction.None : LossReduction.Mean;
        return Loss switch
        {
            RegressionLoss.AbsoluteError => Losses.Loss.MeanAbsoluteError(outputs, batch.Targets, reduction),
            RegressionLoss.Huber => Losses.Loss.Huber(outputs, batch.Targets, reduction: reduction),
            RegressionLoss.LogCosh => Losses.Loss.LogCosh(outputs, batch.Targets, reduction),
            RegressionLoss.Quantile => Losses.Loss.Quantile(outputs, batch.Targets, Quantile, reduction),
            _ => Losses.Loss.Poisson(outputs, batch.Targets, reduction),
        };
    }

    /// <summary>Learns from tensors.</summary>
    /// <param name="inputs">Finite numbers, [samples, features].</param>
    /// <param name="targets">Finite numbers, [samples] or [samples, outputs]; predictions have the same axes.</param>
    /// <inheritdoc cref="Fit(Dataset{float}, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    public TrainingHistory Fit(Tensor<float> inputs, Tensor<float> targets, CancellationToken cancellation = default) =>
        Fit(new Dataset<float>(inputs, targets), cancellation);

    /// <summary>Learns from a data set, whose weights, if it has any, say how much each sample counts.</summary>
    /// <param name="data">Finite inputs [samples, features] and targets [samples] or [samples, outputs].</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>, with losses of scaled targets.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, or there are too few samples.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(Dataset<float> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp.CheckInputs(Name, data.Inputs);
        if (data.Count == 0) throw new ArgumentException($"{Name}: expected samples to learn from, got none.", nameof(data));
        bool isVector = data.Targets.Rank == 1;
        if (isVector) data = new Dataset<float>(data.Inputs, data.Targets.Reshape([data.Count, 1]), data.Weights);
        if (data.Targets.Rank != 2 || data.Targets.Shape[1] == 0)
        {
            throw new ArgumentException(
                $"{Name}: expected targets [samples] or [samples, outputs], got {data.Targets.Shape}.", nameof(data));
        }
        FittedMlp.CheckFinite(Name, data.Targets, "targets");
        Dataset<float>? heldOut = null;
        if (HoldOut(new int[data.Count]) is var (learned, watched)) (data, heldOut) = (data.Select(learned), data.Select(watched));
        Ensemble<float> models = CreateModels(data.Inputs.Shape[1], data.Targets.Shape[1]);
        FittedMlp start = new(Name, models, null, InputScaler(data.Inputs)) { PredictsVector = isVector, Link = Link };
        return Learn(start, Numbers(data), heldOut is null ? null : Numbers(heldOut), cancellation);

        RegressionSamples Numbers(Dataset<float> samples) =>
            new(start.ModelInputs(samples.Inputs), FittedMlp.Convert<float, double>(samples.Targets), samples.Weights);
    }

    /// <summary>Learns from a table. <see cref="TableEncoder"/> finds from the rows to learn from how columns become features.</summary>
    /// <param name="table">Rows of numbers and text, of which values may be missing but for the target.</param>
    /// <param name="target">The name of the column with the numbers to predict.</param>
    /// <param name="encoding">How columns become features; its <see cref="TableEncoderOptions.Scaling"/> and
    /// <see cref="TableEncoderOptions.TargetKind"/> are overruled by <see cref="MlpEstimator.InputScaling"/> and by what a regressor
    /// learns. Default: as <see cref="TableEncoderOptions"/> has it.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>, with losses of scaled targets.</returns>
    /// <exception cref="ArgumentException">As for <see cref="TableEncoder.Fit(Table, string, TableEncoderOptions?)"/>; or the rows are
    /// too few to hold some out.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(Table table, string target, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Fit(table, [target], encoding, isVector: true, cancellation);
    }

    /// <summary>Learns several columns of a table at once, with one network of as many outputs. Predictions are [rows, targets].</summary>
    /// <param name="table">Rows of numbers and text, of which values may be missing but for the targets.</param>
    /// <param name="targets">The names of the columns with the numbers to predict, at least one; none of them is a feature.</param>
    /// <param name="encoding">As for one column.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <inheritdoc cref="Fit(Table, string, TableEncoderOptions?, CancellationToken)" path="/*[not(self::param) and not(self::summary)]"/>
    public TrainingHistory Fit(
        Table table, IReadOnlyList<string> targets, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        Guard.NotEmpty(targets, Name, "target");
        if (targets.Distinct(StringComparer.Ordinal).Count() < targets.Count)
            throw new ArgumentException($"{Name}: expected different targets, got {string.Join(", ", targets)}.", nameof(targets));
        return Fit(table, targets, encoding, isVector: false, cancellation);
    }

    private TrainingHistory Fit(
        Table table, IReadOnlyList<string> targets, TableEncoderOptions? encoding, bool isVector, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        string target = targets[0];
        CheckNotWeights(targets);
        string[] further = [.. targets.Skip(1)];
        if (further.Length > 0)
        {
            encoding ??= new TableEncoderOptions();
            encoding = encoding with { Roles = WithoutFeatures(encoding.Roles, further) };
        }
        TargetLink link = Link;
        Table? apart = null;
        if (HoldOut(new int[table.Count]) is var (learned, watched)) (table, apart) = (table.Select(learned), table.Select(watched));
        TableEncoder encoder = FitEncoder(table, target, encoding, TargetKind.Numbers);
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, targets.Count), encoder, null)
        {
            PredictsVector = isVector,
            Link = link,
            FurtherTargets = Array.AsReadOnly(further),
        };
        RegressionSamples? heldOut = apart is null ? null : Encoded(FitHeldOutEncoder(table, target, encoding, TargetKind.Numbers), apart);
        return Learn(start, Encoded(encoder, table), heldOut, cancellation);

        RegressionSamples Encoded(TableEncoder encoder, Table rows) => new(
            encoder.EncodeInputs<float>(rows), new TargetColumns(encoder, further).Of(rows, link), WeightsOf(rows));
    }

    private TrainingHistory Learn(FittedMlp start, RegressionSamples training, RegressionSamples? heldOut, CancellationToken cancellation)
    {
        start = start with { Targets = start.Link.Scaler(Name, start.Link.Apply(Name, training.Targets), TargetScaling) };
        return Learn(
            start, training.For(start), heldOut?.For(start), penaltyFactor: 2.0 / start.OutputCount, classWeights: null, cancellation);
    }

    /// <summary>What to learn from.</summary>
    /// <param name="Inputs">As the network takes them.</param>
    /// <param name="Targets">In their own unit, [samples, outputs].</param>
    /// <param name="Weights">How much each sample counts, or null.</param>
    private sealed record RegressionSamples(Tensor<float> Inputs, Tensor<double> Targets, Tensor<float>? Weights)
    {
        public Dataset<float> For(FittedMlp network) => new(Inputs, network.ModelTargets(Targets), Weights);
    }
}
