using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Estimators;

// Loading and combining.
public sealed partial class MlpClassifier
{
    private MlpClassifier(JsonElement settings, FittedMlp fitted)
        : base(settings, fitted with { Threshold = ThresholdIn(settings, fitted) })
    {
        BalancesClasses = settings.Boolean("balanceClasses");
        if (!settings.TryGetProperty("classWeights", out JsonElement weights)) return;
        if (weights.ValueKind != JsonValueKind.Object) throw new InvalidDataException("expected an object for 'classWeights'");
        ClassWeights = weights.EnumerateObject().ToDictionary(weight => weight.Name, weight => weights.Number(weight.Name));
    }

    internal static EstimatorKind Kind { get; } =
        new(nameof(MlpClassifier), TargetKind.Classes, static (settings, fitted) => new MlpClassifier(settings, fitted));

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(string)"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">There is no such file or folder, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a classifier's, or damaged; the message says why.</exception>
    public static new MlpClassifier Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return LoadThis(file);
    }

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from a stream's position to its end. It predicts the
    /// same, bit for bit.</summary>
    /// <param name="stream">It stays open. It need not seek; then its bytes are in memory until all are read.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not hold a classifier, or a damaged one; the message says why.</exception>
    public static new MlpClassifier Load(Stream stream) => SafetensorsFile.Read(stream, LoadThis);

    /// <summary>Reads an estimator that <see cref="MlpEstimator.Save(Stream)"/> wrote, from memory. It predicts the same, bit for
    /// bit.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes are not a classifier's, or damaged; the message says why.</exception>
    public static new MlpClassifier Load(ReadOnlySpan<byte> bytes) => SafetensorsFile.Read(bytes, LoadThis);

    private static MlpClassifier LoadThis(SafetensorsFile file) => (MlpClassifier)EstimatorFile.Load(file, Kind);

    /// <summary>Several fitted classifiers as one, whose probabilities are the weighted mean of theirs; such as the best of a search.
    /// Their networks may differ and are shared, not copied. Fitted again, it trains as many networks with the settings of the
    /// first.</summary>
    /// <param name="estimators">At least one, each fitted to the same samples, so that they scale and encode alike.</param>
    /// <param name="weights">How much each counts, above 0. Default: all the same.</param>
    /// <exception cref="ArgumentException">There are none, there are not as many weights, one is there twice, or they have other classes,
    /// outputs, features or scales; the message says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite and above 0.</exception>
    /// <exception cref="InvalidOperationException">One was not fitted yet.</exception>
    public static MlpClassifier Combine(IReadOnlyList<MlpClassifier> estimators, IReadOnlyList<double>? weights = null)
    {
        FittedMlp fitted = Together(nameof(MlpClassifier), estimators, weights);
        return new MlpClassifier(estimators[0].Settings(), fitted);
    }

    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        base.WriteSettings(json);
        json.WriteBoolean("balanceClasses", BalancesClasses);
        if (IsFitted && Threshold != FittedMlp.UsualThreshold) json.WriteNumber("threshold", Threshold);
        if (ClassWeights.Count == 0) return;
        json.WriteStartObject("classWeights");
        foreach ((string name, double weight) in ClassWeights) json.WriteNumber(name, weight);
        json.WriteEndObject();
    }

    private static double ThresholdIn(JsonElement settings, FittedMlp fitted)
    {
        if (!settings.TryGetProperty("threshold", out _)) return FittedMlp.UsualThreshold;
        double threshold = settings.Number("threshold");
        if (fitted.OutputCount != 2)
            throw new InvalidDataException(Invariant($"there is a 'threshold' of {fitted.OutputCount} classes: expected one of two"));
        return threshold is >= 0 and <= 1 ? threshold
            : throw new InvalidDataException(Invariant($"'threshold' is {threshold}: expected a number from 0 to 1"));
    }
}
