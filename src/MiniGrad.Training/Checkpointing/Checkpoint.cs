using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;

namespace MiniGrad.Training;

/// <summary>A file that training can go on from bit for bit: the model's weights and buffers, the optimizer's state and the layers'
/// generators, in the safetensors format. For loops of one's own; a <c>Trainer</c> writes such files with its progress besides.</summary>
/// <remarks>Weights and buffers are named <c>model.layers.0.weight</c>, the optimizer's tensors <c>optimizer.…</c>, its numbers
/// <c>optimizer_number.…</c>, the generators <c>random.…</c> after their layer. For the weights alone, to predict, there is
/// <see cref="Weights.Load{T}(Layer{T}, string, WeightsOptions?)"/>. A layer that draws must do so from a
/// <see cref="XoshiroRandom"/>.</remarks>
public static class Checkpoint
{
    internal const string FormatName = "minigrad.checkpoint";
    internal const string FormatVersion = "1";
    private const string FormatKey = "format", VersionKey = "version", OptimizerKey = "optimizer";
    private const string ModelPrefix = "model.", OptimizerPrefix = "optimizer.", NumberPrefix = "optimizer_number.";
    private const string RandomPrefix = "random.";

    /// <summary>Writes a checkpoint; it appears, or replaces an existing one, only once it is complete and on disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">Whose weights, buffers and generators are saved.</param>
    /// <param name="optimizer">Whose state is saved.</param>
    /// <param name="metadata">What else the loop needs to know to go on, such as the epoch. Default: nothing.</param>
    /// <exception cref="InvalidOperationException">A layer's generator cannot be saved, or the parameters hold an average.</exception>
    /// <exception cref="ArgumentException">A key of the metadata is format, version, optimizer or weights_prefix.</exception>
    /// <exception cref="IOException">The file cannot be written, for lack of space for example.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save<T>(
        string path, Layer<T> model, Optimizer<T> optimizer, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafetensorsBuilder builder = Build(model, optimizer);
        foreach ((string key, string value) in metadata ?? []) builder.AddMetadata(key, value);
        builder.Save(path);
    }

    /// <summary>Reads a checkpoint into a model and an optimizer of the same structure and kind.</summary>
    /// <returns>The metadata that were saved with it.</returns>
    /// <exception cref="InvalidDataException">The file is not a checkpoint, or is damaged, or does not fit: all names that are missing,
    /// unknown or of another shape are listed. Nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">A layer draws from a generator whose state cannot be set.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IReadOnlyDictionary<string, string> Load<T>(string path, Layer<T> model, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Read(file, path, model, optimizer)();
        return new Dictionary<string, string>(
            file.Metadata.Where(entry => entry.Key is not (FormatKey or VersionKey or OptimizerKey or Weights.PrefixKey)));
    }

    internal static SafetensorsBuilder Build<T>(Layer<T> model, Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (model.Parameters.FirstOrDefault(parameter => parameter.HoldsAverage) is { } averaged)
            throw averaged.AverageIsIn("a checkpoint would not be what training goes on from");
        SafetensorsBuilder builder = new();
        builder.AddMetadata(FormatKey, FormatName).AddMetadata(VersionKey, FormatVersion).AddMetadata(OptimizerKey, KindOf(optimizer));
        builder.AddMetadata(Weights.PrefixKey, ModelPrefix);
        foreach ((string name, Tensor<T> values) in Values(model)) builder.Add(ModelPrefix + name, values);
        OptimizerState<T> state = optimizer.SaveState();
        foreach ((string name, Tensor<T> values) in state.Tensors) builder.Add(OptimizerPrefix + name, values);
        foreach ((string name, double number) in state.Numbers) builder.AddScalar(NumberPrefix + name, number);
        foreach ((string name, XoshiroRandom random) in Generators(model)) builder.Add(RandomPrefix + name, random.State.ToArray());
        return builder;
    }

    /// <summary>Reads what is there for the model.</summary>
    /// <returns>Sets model, generators and optimizer, all or none.</returns>
    internal static Action Read<T>(SafetensorsFile file, string path, Layer<T> model, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        CheckKind(file, path, KindOf(optimizer));
        List<string> troubles = [];
        List<(Parameter<T> Own, Tensor<T> Saved)> weights = [];
        HashSet<string> known = [];
        foreach ((string name, Parameter<T> own) in Values(model))
        {
            known.Add(ModelPrefix + name);
            if (file.Find(ModelPrefix + name) is not { } entry) troubles.Add($"'{ModelPrefix}{name}' is missing");
            else if (entry.Shape != own.Shape) troubles.Add($"'{entry.Name}' has the shape {entry.Shape} instead of {own.Shape}");
            else weights.Add((own, file.ReadTensor<T>(entry.Name)));
        }
        List<(XoshiroRandom Own, ulong[] Saved)> generators = [];
        foreach ((string name, XoshiroRandom own) in Generators(model))
        {
            known.Add(RandomPrefix + name);
            if (file.Find(RandomPrefix + name) is not { Type: ElementType.Unsigned64, Shape.ElementCount: 4 })
                troubles.Add($"'{RandomPrefix}{name}' of four unsigned words is missing");
            else generators.Add((own, file.ReadArray<ulong>(RandomPrefix + name)));
        }
        foreach (SafetensorsEntry entry in file.Entries)
        {
            bool isOfModel = entry.Name.StartsWith(ModelPrefix, StringComparison.Ordinal)
                || entry.Name.StartsWith(RandomPrefix, StringComparison.Ordinal);
            if (isOfModel && !known.Contains(entry.Name)) troubles.Add($"'{entry.Name}' is not expected");
        }
        if (generators.Exists(generator => generator.Saved.All(word => word == 0))) troubles.Add("the state of a generator is 0");
        if (troubles.Count > 0)
            throw new InvalidDataException($"{path}: the checkpoint does not fit the model: {string.Join(", ", troubles)}.");
        return () =>
        {
            RestoreOptimizer(file, path, optimizer);
            foreach ((Parameter<T> own, Tensor<T> saved) in weights) own.Assign(saved);
            foreach ((XoshiroRandom own, ulong[] saved) in generators) own.State = saved;
        };
    }

    /// <summary>Parameters and buffers with their names.</summary>
    internal static IEnumerable<(string Name, Parameter<T> Values)> Values<T>(Layer<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        model.NamedParameters.Concat(model.NamedBuffers);

    private static void RestoreOptimizer<T>(SafetensorsFile file, string path, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<KeyValuePair<string, Tensor<T>>> tensors = [];
        List<KeyValuePair<string, double>> numbers = [];
        foreach (SafetensorsEntry entry in file.Entries)
        {
            if (entry.Name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
                tensors.Add(new(entry.Name[OptimizerPrefix.Length..], file.ReadTensor<T>(entry.Name)));
            else if (entry.Name.StartsWith(NumberPrefix, StringComparison.Ordinal))
                numbers.Add(new(entry.Name[NumberPrefix.Length..], file.ReadScalar<double>(entry.Name)));
        }
        try
        {
            optimizer.RestoreState(new OptimizerState<T>(tensors, numbers));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    private static void CheckKind(SafetensorsFile file, string path, string optimizer)
    {
        Check(FormatKey, FormatName);
        Check(VersionKey, FormatVersion);
        Check(OptimizerKey, optimizer);

        void Check(string key, string expected)
        {
            string found = file.Metadata.TryGetValue(key, out string? value) ? $"'{value}'" : "none";
            if (value != expected)
            {
                throw new InvalidDataException(
                    $"{path}: not a checkpoint that fits: expected the {key} '{expected}' in its metadata, got {found}.");
            }
        }
    }

    private static string KindOf<T>(Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => $"{optimizer.GetType().Name.Split('`')[0]}, {typeof(T).Name}";

    private static IEnumerable<(string Name, XoshiroRandom Random)> Generators<T>(Layer<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, Layer<T> layer) in model.All())
        {
            if (layer.Random is null) continue;
            string shown = name.Length == 0 ? "model" : name;
            yield return (shown, layer.Random as XoshiroRandom ?? throw new InvalidOperationException(
                $"Checkpoint: {layer.Description} ('{shown}') draws from a {layer.Random.GetType().Name}, whose state " +
                "cannot be saved; make it with a XoshiroRandom."));
        }
    }
}
