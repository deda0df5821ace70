using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Initializers;
using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>What a network is made of besides its sizes. Members of one estimator may differ in it where they were combined.</summary>
internal sealed record MemberSettings(Activation Activation, double Dropout)
{
    private const string Key = "members";

    public Mlp<float> CreateModel(int[] sizes) => new(sizes, Activation, new XoshiroRandom(0), Dropout, Initializer.Zeros);

    /// <summary>Those of a network.</summary>
    public static MemberSettings Of(Mlp<float> model)
    {
        Layer<float>[] layers = [.. model.Children.Select(child => child.Layer)];
        // Without hidden layers none is followed by anything.
        return new(
            layers.OfType<ActivationLayer<float>>().FirstOrDefault()?.Activation ?? Activation.Identity,
            layers.OfType<Dropout<float>>().FirstOrDefault()?.Probability ?? 0);
    }

    /// <summary>A network of the same sizes and settings, whose weights are 0.</summary>
    public static Mlp<float> CopyOf(Mlp<float> model)
    {
        IEnumerable<Parameter<float>> weights = model.Parameters.Where(parameter => parameter.Shape.Rank == 2);
        return Of(model).CreateModel([model.Parameters[0].Shape[0], .. weights.Select(weight => weight.Shape[1])]);
    }

    /// <summary>Writes those of several members, and how much each counts.</summary>
    public static void Write(Utf8JsonWriter json, FittedMlp known)
    {
        json.WriteStartArray(Key);
        foreach (Mlp<float> model in known.Models)
        {
            MemberSettings settings = Of(model);
            json.WriteStartObject();
            json.WriteString("activation", $"{settings.Activation}");
            json.WriteNumber("dropout", settings.Dropout);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (double weight in known.Ensemble.Weights) json.WriteNumberValue(weight);
        json.WriteEndArray();
    }

    /// <summary>What holds those of each member: of a single one the estimator's.</summary>
    /// <exception cref="InvalidDataException">There are not as many weights as members, or more than an estimator may have.</exception>
    public static JsonElement[] Each(JsonElement settings)
    {
        if (!settings.TryGetProperty(Key, out _)) return [settings];
        JsonElement[] members = [.. settings.Items(Key)];
        if (members.Length is < 2 or > MlpEstimator.MaximumMembers)
            throw new InvalidDataException(Invariant($"'{Key}' are {members.Length}: expected 2 to {MlpEstimator.MaximumMembers}"));
        int weights = EnsembleFile.ReadWeights(settings).Length;
        return weights == members.Length ? members : throw new InvalidDataException(
            Invariant($"'weights' are {weights}: expected one for each of {members.Length} members"));
    }

    /// <exception cref="InvalidDataException">A setting is not there or of another kind.</exception>
    public static MemberSettings Of(JsonElement settings) =>
        new(MlpEstimator.ReadActivation(settings), MlpEstimator.ReadDropout(settings));
}
