using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Several fitted estimators as one.
public abstract partial class MlpEstimator
{
    /// <summary>The networks of fitted estimators together, with what goes around those of the first.</summary>
    /// <exception cref="ArgumentException">There are none, or they do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite and above 0.</exception>
    /// <exception cref="InvalidOperationException">One was not fitted yet.</exception>
    private protected static FittedMlp Together(string owner, IReadOnlyList<MlpEstimator> estimators, IReadOnlyList<double>? weights)
    {
        Guard.NotEmpty(estimators, owner, "estimator");
        if (weights is not null && weights.Count != estimators.Count)
        {
            throw new ArgumentException(
                Invariant($"{owner}: expected a weight for each of {estimators.Count} estimators, got {weights.Count}."), nameof(weights));
        }
        FittedMlp[] all = [.. estimators.Select(estimator => estimator.Fitted)];
        for (int i = 1; i < all.Length; i++) CheckTogether(owner, all[0], all[i], i);
        Ensemble<float> ensemble = new(
            [.. all.SelectMany(known => known.Models)],
            [.. all.SelectMany((known, i) => known.Ensemble.Weights.Select(share => share * (weights is null ? 1 : weights[i])))]);
        return new FittedMlp(owner, ensemble, all[0].Encoder, all[0].Inputs)
        {
            Targets = all[0].Targets,
            PredictsVector = all[0].PredictsVector,
            Link = all[0].Link,
            FurtherTargets = all[0].FurtherTargets,
        };
    }

    /// <summary>The settings as a file has them.</summary>
    private protected JsonElement Settings()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteSettings(json);
            json.WriteEndObject();
        }
        using JsonDocument document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }

    private static void CheckTogether(string owner, FittedMlp first, FittedMlp other, int number)
    {
        Check("data", Kind(first), Kind(other));
        if (owner == nameof(MlpClassifier))
            Check("classes", string.Join(", ", first.ClassNames), string.Join(", ", other.ClassNames));
        Check("outputs", Invariant($"{first.OutputCount}"), Invariant($"{other.OutputCount}"));
        Check("targets", TargetAxes(first), TargetAxes(other));
        Check("features", Features(first), Features(other));
        // Of a table the rules say all: categories, what stands for missing values, and the scales.
        bool isSame = first.Encoder?.ToJson() == other.Encoder?.ToJson() && IsSame(first.Inputs, other.Inputs) &&
            IsSame(first.Targets, other.Targets) && first.Link == other.Link && first.FurtherTargets.SequenceEqual(other.FurtherTargets);
        if (isSame) return;
        throw new ArgumentException(Invariant($"{owner}: expected estimators that scale and encode alike, so of the same samples to ") +
            Invariant($"learn from; estimator {number} does it otherwise than estimator 0."));

        void Check(string what, string expected, string got)
        {
            if (expected != got)
                throw new ArgumentException(Invariant($"{owner}: expected estimators of the same {what}, got {expected} of estimator 0 ") +
                    Invariant($"and {got} of estimator {number}."));
        }
    }

    private static string TargetAxes(FittedMlp known) => known.PredictsVector ? "[samples]" : "[samples, outputs]";

    private static string Kind(FittedMlp known) => known.Encoder is null ? "tensors" : "a table";

    private static string Features(FittedMlp known) =>
        known.Encoder is null ? Invariant($"{known.FeatureCount}") : string.Join(", ", known.Encoder.FeatureNames);

    private static bool IsSame<T>(FeatureScaler<T>? first, FeatureScaler<T>? other) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        first is null || other is null
            ? first is null && other is null
            : first.Offset.Span.SequenceEqual(other.Offset.Span) && first.Scale.Span.SequenceEqual(other.Scale.Span);
}
