using MiniGrad.Data;
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
        FittedMlp start = new(Name, models, null, InputScaler(data.Inputs)) { PredictsVector = isVector };
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
        ArgumentNullException.ThrowIfNull(table);
        Table? apart = null;
        if (HoldOut(new int[table.Count]) is var (learned, watched)) (table, apart) = (table.Select(learned), table.Select(watched));
        TableEncoder encoder = FitEncoder(table, target, encoding, TargetKind.Numbers);
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, 1), encoder, null) { PredictsVector = true };
        RegressionSamples? heldOut = apart is null ? null : Encoded(FitHeldOutEncoder(table, target, encoding, TargetKind.Numbers), apart);
        return Learn(start, Encoded(encoder, table), heldOut, cancellation);
    }

    private static RegressionSamples Encoded(TableEncoder encoder, Table table)
    {
        Tensor<double> targets = TargetsOf(encoder, table);
        return new(encoder.EncodeInputs<float>(table), targets, Weights: null);
    }

    private TrainingHistory Learn(FittedMlp start, RegressionSamples training, RegressionSamples? heldOut, CancellationToken cancellation)
    {
        if (TargetScaling != Scaling.None) start = start with { Targets = FeatureScaler.Fit(training.Targets, TargetScaling) };
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
