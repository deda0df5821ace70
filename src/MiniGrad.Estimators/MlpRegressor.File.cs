using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Loading and combining.
public sealed partial class MlpRegressor
{
    private MlpRegressor(JsonElement settings, FittedMlp fitted) : base(settings, fitted with { Link = LinkOf(settings) })
    {
        TargetScaling = Named<Scaling>(settings, "targetScaling");
        Loss = LossIn(settings);
        Quantile = settings.TryGetProperty("quantile", out _) ? settings.Number("quantile") : 0.5;
        TargetTransformation = TransformationIn(settings);
    }

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">There is no such file or folder, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a regressor's, or damaged; the message says why.</exception>
    public static new MlpRegressor Load(string path) =>
        EstimatorFile.Load(path, nameof(MlpRegressor), TargetKind.Numbers, (settings, fitted) => new MlpRegressor(settings, fitted));

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

    private static TargetLink LinkOf(JsonElement settings) => TargetLink.Of(LossIn(settings), TransformationIn(settings));

    private static RegressionLoss LossIn(JsonElement settings) =>
        settings.TryGetProperty("loss", out _) ? Named<RegressionLoss>(settings, "loss") : RegressionLoss.SquaredError;

    private static TargetTransformation TransformationIn(JsonElement settings) =>
        settings.TryGetProperty("targetTransformation", out _)
            ? Named<TargetTransformation>(settings, "targetTransformation") : TargetTransformation.None;
}
