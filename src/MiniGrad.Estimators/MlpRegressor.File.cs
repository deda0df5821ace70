using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Estimators;

// Loading and combining.
public sealed partial class MlpRegressor
{
    private MlpRegressor(JsonElement settings, FittedMlp fitted) : base(settings, Linked(settings, fitted))
    {
        TargetScaling = Named<Scaling>(settings, "targetScaling");
        Loss = LossIn(settings);
        Quantile = settings.TryGetProperty("quantile", out _) ? settings.Number("quantile") : 0.5;
        TargetTransformation = TransformationIn(settings);
    }

    internal static EstimatorKind Kind { get; } =
        new(nameof(MlpRegressor), TargetKind.Numbers, static (settings, fitted) => new MlpRegressor(settings, fitted));

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(string)"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">There is no such file or folder, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a regressor's, or damaged; the message says why.</exception>
    public static new MlpRegressor Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return LoadThis(file);
    }

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from a stream's position to its end. It predicts the
    /// same, bit for bit.</summary>
    /// <param name="stream">It stays open. It need not seek; then its bytes are in memory until all are read.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not hold a regressor, or a damaged one; the message says why.</exception>
    public static new MlpRegressor Load(Stream stream) => SafetensorsFile.Read(stream, LoadThis);

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from memory. It predicts the same, bit for
    /// bit.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes are not a regressor's, or damaged; the message says why.</exception>
    public static new MlpRegressor Load(ReadOnlySpan<byte> bytes) => SafetensorsFile.Read(bytes, LoadThis);

    private static MlpRegressor LoadThis(SafetensorsFile file) => (MlpRegressor)EstimatorFile.Load(file, Kind);

    /// <summary>Several fitted regressors as one, whose numbers are the weighted mean of theirs; such as the best of a search. Their
    /// networks may differ and are shared, not copied. Fitted again, it trains as many networks with the settings of the first.</summary>
    /// <param name="estimators">At least one, each fitted to the same samples, so that they scale and encode alike.</param>
    /// <param name="weights">How much each counts, above 0. Default: all the same.</param>
    /// <exception cref="ArgumentException">There are none, there are not as many weights, one is there twice, or they have other outputs,
    /// features or scales; the message says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite and above 0.</exception>
    /// <exception cref="InvalidOperationException">One was not fitted yet.</exception>
    public static MlpRegressor Combine(IReadOnlyList<MlpRegressor> estimators, IReadOnlyList<double>? weights = null)
    {
        FittedMlp fitted = Together(nameof(MlpRegressor), estimators, weights);
        MlpRegressor first = estimators[0];
        int other = estimators.ToList().FindIndex(one => one.Loss != first.Loss || one.Quantile != first.Quantile);
        if (other >= 0)
        {
            throw new ArgumentException(Invariant(
                $"MlpRegressor: expected estimators of the same loss, got {first.Loss} (quantile {first.Quantile}) of estimator 0 and ") +
                Invariant($"{estimators[other].Loss} (quantile {estimators[other].Quantile}) of estimator {other}."), nameof(estimators));
        }
        return new MlpRegressor(estimators[0].Settings(), fitted);
    }

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteString("targetScaling", $"{TargetScaling}");
        // Files of the usual kind have none of these.
        if (Loss != RegressionLoss.SquaredError) json.WriteString("loss", $"{Loss}");
        if (Quantile != 0.5) json.WriteNumber("quantile", Quantile);
        if (TargetTransformation != TargetTransformation.None) json.WriteString("targetTransformation", $"{TargetTransformation}");
    }

    private static FittedMlp Linked(JsonElement settings, FittedMlp fitted)
    {
        TargetLink link = TargetLink.Of(LossIn(settings), TransformationIn(settings));
        return link != TargetLink.Counts || fitted.Targets is not null ? fitted with { Link = link }
            : throw new InvalidDataException("there is no scale of counts, 'targets.offset' and 'targets.scale'");
    }

    private static RegressionLoss LossIn(JsonElement settings) =>
        settings.TryGetProperty("loss", out _) ? Named<RegressionLoss>(settings, "loss") : RegressionLoss.SquaredError;

    private static TargetTransformation TransformationIn(JsonElement settings) =>
        settings.TryGetProperty("targetTransformation", out _)
            ? Named<TargetTransformation>(settings, "targetTransformation") : TargetTransformation.None;
}
