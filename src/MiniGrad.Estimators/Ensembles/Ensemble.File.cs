using System.Text;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Serialization;

namespace MiniGrad.Estimators;

// Files: the members' parameters and buffers as members.0.…, members.1.…; metadata with their number, weights and temperature.
public sealed partial class Ensemble<T>
{
    /// <summary>Writes all members' parameters and buffers, their weights and the temperature to one file in the safetensors format, which
    /// appears only once it is complete and on disk. <see cref="Ensemble.Load{T}(string, Func{int, Layer{T}})"/> reads it.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => Gather().Save(path);

    /// <summary>Writes all members' parameters and buffers, their weights and the temperature to a stream, which stays open: the bytes that
    /// a file would have.</summary>
    /// <param name="stream">The stream.</param>
    public void Save(Stream stream) => Gather().Write(stream);

    private SafetensorsBuilder Gather()
    {
        SafetensorsBuilder builder = new();
        builder.AddMetadata(EnsembleFile.SettingsKey, EnsembleFile.Write(Weights, Temperature));
        for (int m = 0; m < Members.Count; m++)
        {
            string prefix = Ensemble.PrefixOf(m);
            MiniGrad.Serialization.Weights.AddTo(builder, Members[m], rename: name => prefix + name);
        }
        return builder;
    }

    /// <summary>With the weights of a file, which were normalised before and stay the same bits.</summary>
    internal Ensemble(IReadOnlyList<Layer<T>> members, IReadOnlyList<double> shares, double temperature) : this(members)
    {
        Weights = shares;
        Temperature = temperature;
    }
}

public static partial class Ensemble
{
    /// <summary>Reads what <see cref="Ensemble{T}.Save(string)"/> wrote. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Makes a network of the structure of a member, by its number; its weights are overwritten.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is no ensemble's or damaged, or a member is missing; the message says
    /// what.</exception>
    /// <exception cref="ArgumentException">A member in the file does not fit the network made for it: names or shapes are
    /// others.</exception>
    public static Ensemble<T> Load<T>(string path, Func<int, Layer<T>> create) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(create);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load(file, create);
    }

    /// <summary>Reads what <see cref="Ensemble{T}.Save(Stream)"/> wrote, from a stream's position to its end. It predicts the same, bit for
    /// bit.</summary>
    /// <param name="stream">It stays open. It need not seek; then its bytes are in memory until all are read.</param>
    /// <param name="create">Makes a network of the structure of a member, by its number; its weights are overwritten.</param>
    /// <exception cref="InvalidDataException">It holds no ensemble or a damaged one, or a member is missing; the message says
    /// what.</exception>
    /// <exception cref="ArgumentException">The stream cannot be read, or a member does not fit the network made for it: names or shapes are
    /// others.</exception>
    public static Ensemble<T> Load<T>(Stream stream, Func<int, Layer<T>> create) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(create);
        return SafetensorsFile.Read(stream, file => Load(file, create));
    }

    /// <summary>Reads what <see cref="Ensemble{T}.Save(Stream)"/> wrote, from memory. It predicts the same, bit for bit.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <param name="create">Makes a network of the structure of a member, by its number; its weights are overwritten.</param>
    /// <exception cref="InvalidDataException">The bytes are no ensemble's or damaged, or a member is missing; the message says
    /// what.</exception>
    /// <exception cref="ArgumentException">A member does not fit the network made for it: names or shapes are others.</exception>
    public static Ensemble<T> Load<T>(ReadOnlySpan<byte> bytes, Func<int, Layer<T>> create)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(create);
        return SafetensorsFile.Read(bytes, file => Load(file, create));
    }

    private static Ensemble<T> Load<T>(SafetensorsFile file, Func<int, Layer<T>> create) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double[] weights, double temperature) = EnsembleFile.Read(file);
        EnsembleFile.CheckMembers(file, weights.Length);
        Layer<T>[] members = new Layer<T>[weights.Length];
        for (int m = 0; m < members.Length; m++)
        {
            string prefix = PrefixOf(m);
            members[m] = create(m);
            try
            {
                Weights.Load(members[m], file, new WeightsOptions
                {
                    Layout = WeightLayout.InputsFirst,
                    Rename = name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null,
                });
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException(Invariant($"Ensemble: member {m}: {error.Message}"), nameof(create), error);
            }
        }
        return new Ensemble<T>(members, Array.AsReadOnly(weights), temperature);
    }
}

/// <summary>What an ensemble's file says of the members besides their parameters.</summary>
internal static class EnsembleFile
{
    public const string SettingsKey = "minigrad_ensemble";
    private const int Version = 1;
    private const double WeightPrecision = 1e-9;

    public static string Write(IReadOnlyList<double> weights, double temperature)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("weights");
            foreach (double weight in weights) json.WriteNumberValue(weight);
            json.WriteEndArray();
            json.WriteNumber("temperature", temperature);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <exception cref="InvalidDataException">The metadata are not what <see cref="Write"/> writes.</exception>
    public static (double[] Weights, double Temperature) Read(SafetensorsFile file)
    {
        string text = file.Metadata.GetValueOrDefault(SettingsKey) ?? throw new InvalidDataException(
            $"{file.Name}: no ensemble: its metadata have no '{SettingsKey}'.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            JsonElement settings = document.RootElement;
            if (settings.Number("version") != Version)
                throw new InvalidDataException(Invariant($"the version is {settings.Number("version")}: expected {Version}"));
            double[] weights = ReadWeights(settings);
            double temperature = settings.Number("temperature");
            return double.IsFinite(temperature) && temperature >= Ensemble.LeastTemperature
                ? (weights, temperature)
                : throw new InvalidDataException(Invariant($"the temperature is {temperature}: expected a number of at least 1e-300"));
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{file.Name}: the metadata '{SettingsKey}' are damaged: {trouble.Message.TrimEnd('.')}.", trouble);
        }
    }

    /// <summary>Numbers above 0 that sum to 1, one for each member.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static double[] ReadWeights(JsonElement settings)
    {
        double[] weights =
        [
            .. settings.Items("weights").Select(weight => weight.ValueKind == JsonValueKind.Number ? weight.GetDouble() : double.NaN),
        ];
        return weights.Length > 0 && Array.TrueForAll(weights, weight => weight is > 0 and <= 1)
            && Math.Abs(weights.Sum() - 1) <= WeightPrecision
                ? weights
                : throw new InvalidDataException("'weights' are not numbers above 0 that sum to 1, one for each member");
    }

    /// <exception cref="InvalidDataException">There are no arrays of a member, or arrays of none.</exception>
    public static void CheckMembers(SafetensorsFile file, int count)
    {
        bool[] isThere = new bool[count];
        foreach (SafetensorsEntry entry in file.Entries)
        {
            if (MemberOf(entry.Name, count) is { } member) isThere[member] = true;
            else throw new InvalidDataException(Invariant($"{file.Name}: '{entry.Name}' is not expected in a file of {count} members."));
        }
        int missing = Array.IndexOf(isThere, false);
        if (missing >= 0) throw new InvalidDataException(Invariant(
            $"{file.Name}: member {missing} of {count} is missing (they count from 0)."));
    }

    /// <summary>The member that an array of a file belongs to, if it does to one.</summary>
    public static int? MemberOf(string name, int count)
    {
        string[] parts = name.Split('.', 3);
        return parts.Length == 3 && int.TryParse(parts[1], out int member) && member >= 0 && member < count
            && name.StartsWith(Ensemble.PrefixOf(member), StringComparison.Ordinal) ? member : null;
    }
}
