using System.Globalization;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>A trained network in a safetensors file: its weights, and in the metadata what it takes to build it again.</summary>
internal static class NetworkFile
{
    /// <summary>The format in the metadata, as files have had it from the first.</summary>
    public const string FormatName = "minigrad.examples.mnist";
    private const string FormatKey = "format", SizesKey = "sizes", ActivationKey = "activation", DataKey = "data";

    /// <summary>Writes the file whole or not at all. The same network gives the same bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="sizes">The numbers of its inputs, of the units in its hidden layers, and of its outputs.</param>
    /// <param name="activation">After each hidden layer.</param>
    /// <param name="dataKind">The kind of data that it was trained on.</param>
    public static void Save(string path, Mlp<float> model, IEnumerable<int> sizes, Activation activation, string dataKind) =>
        Weights.Save(model, path,
        [
            new(FormatKey, FormatName), new(SizesKey, string.Join(',', sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))),
            new(ActivationKey, $"{activation}"), new(DataKey, dataKind),
        ]);

    /// <summary>Builds the network of a file.</summary>
    /// <returns>The network, the sizes of its layers, its activation, and the kind of its data, null where the file does not say.</returns>
    /// <exception cref="InvalidDataException">The file is not one that <see cref="Save"/> writes, or damaged. The message begins with the
    /// path.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static (Mlp<float> Model, int[] Sizes, Activation Activation, string? DataKind) Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string format = Text(file, FormatKey);
        if (format != FormatName) throw Invalid(file, $"expected the {FormatKey} '{FormatName}' in its metadata, got '{format}'");
        int[] sizes = Sizes(file);
        if (!Enum.TryParse(Text(file, ActivationKey), out Activation activation) || $"{activation}" != Text(file, ActivationKey))
        {
            throw Invalid(
                file,
                $"expected an {ActivationKey} of {string.Join(", ", Enum.GetNames<Activation>())}, got '{Text(file, ActivationKey)}'");
        }
        Mlp<float> model = new(sizes, activation, new Random(0), weights: Initializer.Zeros);
        try
        {
            Weights.Load(model, file);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
        foreach ((string name, Parameter<float> parameter) in model.NamedParameters)
            if (!Array.TrueForAll(parameter.ToArray(), float.IsFinite)) throw Invalid(file, $"'{name}' holds numbers that are not finite");
        return (model, sizes, activation, file.Metadata.GetValueOrDefault(DataKey));
    }

    /// <summary>The sizes of the layers. The file holds weights of these sizes, so that no more memory is asked for than it takes
    /// itself.</summary>
    private static int[] Sizes(SafetensorsFile file)
    {
        string text = Text(file, SizesKey);
        List<int> sizes = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size < 1)
                throw Invalid(file, $"expected {SizesKey} such as '784,128,10', got '{part}' among them");
            sizes.Add(size);
            if (sizes.Count == 1) continue;
            string name = Invariant($"layers.{sizes.Count - 2}.weight");
            Shape? found = file.Find(name)?.Shape;
            if (found is not { Rank: 2 } || found[0] != sizes[^2] || found[1] != size)
            {
                throw Invalid(
                    file,
                    Invariant($"expected '{name}' of shape [{sizes[^2]}, {size}] by its {SizesKey}, got {found?.ToString() ?? "none"}"));
            }
        }
        return sizes.Count > 1 ? [.. sizes] : throw Invalid(file, $"expected at least two {SizesKey}, got '{text}'");
    }

    private static string Text(SafetensorsFile file, string key) =>
        file.Metadata.GetValueOrDefault(key) ?? throw Invalid(file, $"expected '{key}' in its metadata, got none");

    private static InvalidDataException Invalid(SafetensorsFile file, string problem) =>
        new($"{file.Name}: not a network of this program: {problem}.");
}
