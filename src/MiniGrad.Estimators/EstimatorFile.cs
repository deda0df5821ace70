using System.Text;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Serialization;

namespace MiniGrad.Estimators;

/// <summary>A fitted estimator as one safetensors file. The arrays are the network's weights under their names, of several networks as
/// members.0.…, members.1.…, and the scales of inputs and targets; the metadata hold the settings as JSON, for tables the encoder's JSON,
/// and of several networks what <see cref="MemberSettings"/> has of each.</summary>
internal static class EstimatorFile
{
    private const int Version = 1;
    private const string SettingsKey = "minigrad_estimator";
    private const string EncoderKey = "minigrad_table_encoder";
    private const string Inputs = "inputs";
    private const string Targets = "targets";
    private const string FurtherTargets = "furtherTargets";

    public static SafetensorsBuilder Gather(FittedMlp known, Action<Utf8JsonWriter> writeSettings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("kind", known.Owner);
            json.WriteBoolean("predictsVector", known.PredictsVector);
            if (known.FurtherTargets.Count > 0)
            {
                json.WriteStartArray(FurtherTargets);
                foreach (string name in known.FurtherTargets) json.WriteStringValue(name);
                json.WriteEndArray();
            }
            writeSettings(json);
            if (known.Models.Count > 1) MemberSettings.Write(json, known);
            json.WriteEndObject();
        }
        SafetensorsBuilder builder = new();
        builder.AddMetadata(SettingsKey, Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        if (known.Encoder is not null) builder.AddMetadata(EncoderKey, known.Encoder.ToJson());
        Add(builder, Inputs, known.Inputs);
        Add(builder, Targets, known.Targets);
        for (int m = 0; m < known.Models.Count; m++)
        {
            string prefix = PrefixOf(m, known.Models.Count);
            Weights.AddTo(builder, known.Models[m], rename: name => prefix + name);
        }
        return builder;
    }

    /// <param name="file">The file.</param>
    /// <param name="kinds">What it may hold.</param>
    /// <exception cref="InvalidDataException">The file is not what <see cref="Gather"/> makes of one of these. The message begins with its
    /// name.</exception>
    public static MlpEstimator Load(SafetensorsFile file, params ReadOnlySpan<EstimatorKind> kinds)
    {
        try
        {
            string text = file.Metadata.GetValueOrDefault(SettingsKey) ?? throw new InvalidDataException(
                $"no estimator: its metadata have no '{SettingsKey}'");
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            JsonElement settings = document.RootElement;
            if (settings.Number("version") != Version)
                throw new InvalidDataException(Invariant($"the version is {settings.Number("version")}: expected {Version}"));
            string found = settings.Text("kind"), expected = "";
            foreach (EstimatorKind kind in kinds)
            {
                if (kind.Name == found) return kind.Create(settings, Read(file, kind, settings));
                expected += (expected.Length > 0 ? " or " : "") + kind.Name;
            }
            throw new InvalidDataException($"it holds a '{found}': expected {expected}");
        }
        // Settings and scales check what they are given; half of a surrogate pair in JSON is an invalid operation.
        catch (Exception trouble) when (trouble is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            string message = trouble.Message.StartsWith(file.Name, StringComparison.Ordinal)
                ? trouble.Message
                : $"{file.Name}: {trouble.Message.TrimEnd('.')}.";
            throw new InvalidDataException(message, trouble);
        }
    }

    private static FittedMlp Read(SafetensorsFile file, EstimatorKind kind, JsonElement settings)
    {
        TargetKind targetKind = kind.Target;
        bool predictsVector = settings.Boolean("predictsVector");
        TableEncoder? encoder = file.Metadata.GetValueOrDefault(EncoderKey) is { } rules ? TableEncoder.FromJson(rules) : null;
        JsonElement[] members = MemberSettings.Each(settings);
        int[][] allSizes = [.. members.Select((_, m) => Sizes(file, PrefixOf(m, members.Length)))];
        int[] sizes = allSizes[0];
        for (int m = 1; m < allSizes.Length; m++)
        {
            Check(Invariant($"inputs of member {m}"), sizes[0], allSizes[m][0]);
            Check(Invariant($"outputs of member {m}"), sizes[^1], allSizes[m][^1]);
        }
        Check("features", encoder?.FeatureNames.Count, sizes[0]);
        if (encoder is not null && encoder.TargetKind != targetKind)
            throw new InvalidDataException($"the table's target '{encoder.Target}' is one of {encoder.TargetKind}");
        if (targetKind == TargetKind.Classes) Check("classes", encoder?.ClassNames.Count, sizes[^1]);
        string[] further = settings.TryGetProperty(FurtherTargets, out _)
            ? [.. settings.Items(FurtherTargets).Select(name => name.GetString() ?? throw new InvalidDataException("a target has no name"))]
            : [];
        int? outputs = predictsVector ? 1 : encoder is not null && targetKind == TargetKind.Numbers ? 1 + further.Length : null;
        Check("outputs", outputs, sizes[^1]);

        string[] scalers =
            [.. encoder is null ? (string[])[Inputs] : [], .. targetKind == TargetKind.Numbers ? (string[])[Targets] : []];
        string[] apart = [.. scalers.SelectMany(scaler => new[] { OffsetOf(scaler), ScaleOf(scaler) })];
        if (members.Length > 1) CheckNames(file, apart, members.Length);
        Mlp<float>[] models = [.. members.Select((member, m) => MemberSettings.Of(member).CreateModel(allSizes[m]))];
        for (int m = 0; m < models.Length; m++)
        {
            string prefix = PrefixOf(m, models.Length);
            Weights.Load(models[m], file, new WeightsOptions
            {
                Layout = WeightLayout.InputsFirst,
                Rename = name => apart.Contains(name) || !name.StartsWith(prefix, StringComparison.Ordinal) ? null : name[prefix.Length..],
            });
        }
        Ensemble<float> ensemble = models.Length == 1 ? new(models)
            : new(models, Array.AsReadOnly(EnsembleFile.ReadWeights(settings)), temperature: 1);
        return new FittedMlp(kind.Name, ensemble, encoder, scalers.Contains(Inputs) ? Scaler<float>(file, Inputs, sizes[0]) : null)
        {
            Targets = scalers.Contains(Targets) ? Scaler<double>(file, Targets, sizes[^1]) : null,
            PredictsVector = predictsVector,
            FurtherTargets = Array.AsReadOnly(further),
        };
    }

    /// <summary>The sizes of the network's layers by the shapes in the file, so that no more memory is needed than the file has.</summary>
    private static int[] Sizes(SafetensorsFile file, string prefix)
    {
        List<int> sizes = [];
        for (int layer = 0; file.Find($"{prefix}layers.{layer}.weight") is { } weight; layer++)
        {
            if (layer > MlpEstimator.MaximumHiddenLayers)
                throw new InvalidDataException(Invariant($"the network has more than {MlpEstimator.MaximumHiddenLayers} hidden layers"));
            if (weight.Shape.Rank != 2 || (layer > 0 && weight.Shape[0] != sizes[^1]))
                throw Unfit(weight, layer == 0 ? "[inputs, outputs]" : $"[{sizes[^1]}, outputs]");
            if (layer == 0) sizes.Add(weight.Shape[0]);
            sizes.Add(weight.Shape[1]);
            SafetensorsEntry bias = file.Find($"{prefix}layers.{layer}.bias") ?? throw new InvalidDataException(
                Invariant($"there is no '{prefix}layers.{layer}.bias'"));
            if (bias.Shape != [sizes[^1]]) throw Unfit(bias, $"[{sizes[^1]}]");
            foreach (SafetensorsEntry entry in (SafetensorsEntry[])[weight, bias])
                if (entry.Type != ElementType.Binary32)
                    throw new InvalidDataException($"'{entry.Name}' has elements of type {entry.TypeName}: expected F32");
        }
        return sizes.Count > 0 ? [.. sizes] : throw new InvalidDataException($"there is no '{prefix}layers.0.weight'");
    }

    private static void Add<T>(SafetensorsBuilder builder, string name, FeatureScaler<T>? scaler)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scaler is not null) builder.Add(OffsetOf(name), scaler.Offset).Add(ScaleOf(name), scaler.Scale);
    }

    /// <summary>The figures of a scaler. They were once in single precision, which reads the same.</summary>
    private static FeatureScaler<T>? Scaler<T>(SafetensorsFile file, string name, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsEntry? offset = file.Find(OffsetOf(name)), scale = file.Find(ScaleOf(name));
        if (offset is null && scale is null) return null;
        foreach (SafetensorsEntry? entry in (SafetensorsEntry?[])[offset, scale])
            if (entry is not null && entry.Shape != [features]) throw Unfit(entry, $"[{features}]");
        return new FeatureScaler<T>(file.ReadTensor<double>(OffsetOf(name)), file.ReadTensor<double>(ScaleOf(name)));
    }

    /// <exception cref="InvalidDataException">An array is of no member and no scaler.</exception>
    private static void CheckNames(SafetensorsFile file, string[] apart, int members)
    {
        foreach (SafetensorsEntry entry in file.Entries)
            if (!apart.Contains(entry.Name) && EnsembleFile.MemberOf(entry.Name, members) is null)
                throw new InvalidDataException(Invariant($"'{entry.Name}' is not expected in a file of {members} members"));
    }

    private static string PrefixOf(int member, int members) => members == 1 ? "" : Ensemble.PrefixOf(member);

    private static void Check(string what, int? expected, int got)
    {
        if (expected is not null && expected != got)
            throw new InvalidDataException(Invariant($"expected {expected} {what} of the network, got {got}"));
    }

    private static InvalidDataException Unfit(SafetensorsEntry entry, string expected) =>
        new($"'{entry.Name}' has the shape {entry.Shape}: expected {expected}");

    private static string OffsetOf(string scaler) => $"{scaler}.offset";

    private static string ScaleOf(string scaler) => $"{scaler}.scale";
}

/// <summary>A type of estimators.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What it learns.</param>
/// <param name="Create">Makes one of its settings.</param>
internal sealed record EstimatorKind(string Name, TargetKind Target, Func<JsonElement, FittedMlp, MlpEstimator> Create);
