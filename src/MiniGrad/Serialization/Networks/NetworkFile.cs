using System.Buffers;
using System.Text;
using System.Text.Json;
using MiniGrad.Layers;
using static System.FormattableString;

namespace MiniGrad.Serialization;

/// <summary>Networks of the library's layers in files that hold the architecture beside the weights, so that a program that loads one does
/// not repeat how it was made.</summary>
/// <remarks><para>A file is in the safetensors format, as <see cref="Weights"/> writes it, with the architecture as JSON in its metadata
/// under <c>network</c>: <see cref="Weights.Load{T}(Layer{T}, string, WeightsOptions?)"/> and other programs read its weights as well. The
/// architecture tells which parameters are frozen and which layers stay in inference.</para>
/// <para>Networks with layers of one's own are refused by <see cref="Save"/>. A file from elsewhere makes no more weights than it holds
/// numbers.</para></remarks>
/// <example><code>
/// var model = new Sequential&lt;float&gt;(
///     new Linear&lt;float&gt;(4, 16, random), new ActivationLayer&lt;float&gt;(Activation.Relu), new Linear&lt;float&gt;(16, 3, random));
/// NetworkFile.Save(model, "model.safetensors");
/// Layer&lt;float&gt; same = NetworkFile.Load&lt;float&gt;("model.safetensors");
/// </code></example>
public static class NetworkFile
{
    private const string Key = "network", VersionKey = "version", FrozenKey = "frozen", InferenceKey = "inference", RootKey = "layer";
    private const int Version = 1, Depth = 512;

    /// <summary>Writes a network to a file, which appears only once it is complete and on disk.</summary>
    /// <param name="model">The network.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="metadata">Texts to go along, which <see cref="SafetensorsFile.Metadata"/> tells. Default: none.</param>
    /// <exception cref="NotSupportedException">A layer is none of the library's; the message names it.</exception>
    /// <exception cref="ArgumentException">Metadata have a key that the file needs itself: <c>network</c>, <c>linear_weights</c> or
    /// <c>weights_prefix</c>.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save<T>(Layer<T> model, string path, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        Weights.Save(model, path, [new(Key, Describe(model)), .. metadata ?? []]);
    }

    /// <summary>Makes the network of a file, with its weights.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <param name="random">Draws what the layers draw in training, such as dropout. Default: one of seed 0.</param>
    /// <returns>The network, of the class that was saved. Numbers of another precision are rounded.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, holds no network, one of a newer version, or a layer that this version
    /// does not know, which the message names.</exception>
    public static Layer<T> Load<T>(string path, Random? random = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load<T>(file, random);
    }

    /// <param name="file">A file that is open.</param>
    /// <param name="random">Draws what the layers draw in training, such as dropout. Default: one of seed 0.</param>
    /// <inheritdoc cref="Load{T}(string, Random?)" path="/*[not(self::param)]"/>
    public static Layer<T> Load<T>(SafetensorsFile file, Random? random = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(file);
        string text = file.Metadata.GetValueOrDefault(Key) ?? throw new InvalidDataException(
            $"{file.Name}: expected a network, as {nameof(NetworkFile)}.{nameof(Save)} writes it, got a file without '{Key}' in its " +
            "metadata; Weights.Load loads weights into a network that is there.");
        try
        {
            Layer<T> model = Make<T>(text, random ?? new Random(0), file.Entries.Sum(entry => (double)entry.Shape.ElementCount));
            Weights.Load(model, file);
            return model;
        }
        // Half of a surrogate pair in JSON is an invalid operation.
        catch (Exception error) when (
            error is InvalidDataException or ArgumentException or JsonException or InvalidOperationException)
        {
            throw error.Message.StartsWith(file.Name, StringComparison.Ordinal)
                ? new InvalidDataException(error.Message, error)
                : new InvalidDataException($"{file.Name}: the network in it is not right: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static string Describe<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { MaxDepth = Depth }))
        {
            json.WriteStartObject();
            json.WriteNumber(VersionKey, Version);
            WriteNames(json, FrozenKey, model.NamedParameters.Where(entry => entry.Parameter.IsFrozen).Select(entry => entry.Name));
            WriteNames(json, InferenceKey, model.All().Where(entry => entry.Layer.StaysInInference).Select(entry => entry.Name));
            json.WritePropertyName(RootKey);
            new NetworkWriter<T>(json).Write(model);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Layer<T> Make<T>(string text, Random random, double elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using JsonDocument document = JsonDocument.Parse(
            text, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(VersionKey, out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 1)
            throw new InvalidDataException($"expected a whole number from 1 for '{VersionKey}'");
        if (number > Version)
            throw new InvalidDataException(Invariant($"it is of version {number}, and this program knows those up to {Version}"));
        if (!root.TryGetProperty(RootKey, out JsonElement layer)) throw new InvalidDataException($"expected '{RootKey}', got nothing");
        Layer<T> model = new NetworkBuilder<T>(random, elements).Make(layer);
        Dictionary<string, Parameter<T>> parameters = model.NamedParameters.ToDictionary(entry => entry.Name, entry => entry.Parameter);
        foreach (string name in ReadNames(root, FrozenKey, parameters.ContainsKey)) parameters[name].IsFrozen = true;
        Dictionary<string, Layer<T>> layers = model.All().ToDictionary(entry => entry.Name, entry => entry.Layer);
        foreach (string name in ReadNames(root, InferenceKey, layers.ContainsKey)) layers[name].StaysInInference = true;
        return model;
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IEnumerable<string> names)
    {
        json.WriteStartArray(key);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static List<string> ReadNames(JsonElement root, string key, Predicate<string> isKnown)
    {
        if (!root.TryGetProperty(key, out JsonElement list)) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new InvalidDataException($"expected a list for '{key}'");
        List<string> names = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            string? name = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            names.Add(name is not null && isKnown(name)
                ? name : throw new InvalidDataException($"expected names of its parts for '{key}', got {item.GetRawText()}"));
        }
        return names;
    }
}
