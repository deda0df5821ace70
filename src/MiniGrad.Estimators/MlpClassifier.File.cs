using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Loading.
public sealed partial class MlpClassifier
{
    private MlpClassifier(JsonElement settings, FittedMlp fitted) : base(settings, fitted) =>
        BalancesClasses = settings.Boolean("balanceClasses");

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a classifier's, or damaged; the message says why.</exception>
    public static new MlpClassifier Load(string path) =>
        EstimatorFile.Load(path, nameof(MlpClassifier), TargetKind.Classes, (settings, fitted) => new MlpClassifier(settings, fitted));

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteBoolean("balanceClasses", BalancesClasses);
    }
}
