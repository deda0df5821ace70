using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Loading.
public sealed partial class MlpClassifier
{
    private MlpClassifier(JsonElement settings, FittedMlp fitted) : base(settings, fitted) => BalancesClasses = settings.Boolean("balanceClasses");

    /// <summary>Reads what <see cref="MlpEstimator.Save"/> wrote: settings and what was fitted. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not one of a classifier, or damaged. The message begins with the path.</exception>
    public static new MlpClassifier Load(string path) =>
        EstimatorFile.Load(path, nameof(MlpClassifier), TargetKind.Classes, (settings, fitted) => new MlpClassifier(settings, fitted));

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteBoolean("balanceClasses", BalancesClasses);
    }
}
