using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Loading.
public sealed partial class MlpRegressor
{
    private MlpRegressor(JsonElement settings, FittedMlp fitted) : base(settings, fitted) =>
        TargetScaling = Named<Scaling>(settings, "targetScaling");

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a regressor's, or damaged; the message says why.</exception>
    public static new MlpRegressor Load(string path) =>
        EstimatorFile.Load(path, nameof(MlpRegressor), TargetKind.Numbers, (settings, fitted) => new MlpRegressor(settings, fitted));

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteString("targetScaling", $"{TargetScaling}");
    }
}
