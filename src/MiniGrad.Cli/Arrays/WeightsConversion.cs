using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Search;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>Writes the arrays of a file as one of another format.</summary>
internal static class WeightsConversion
{
    // What a tensor is called that is alone in its file, and has no name.
    private const string OnlyName = "tensor";
    private const string FormatKey = "format", PyTorchFormatName = "pt";

    /// <summary>Writes them whole or not at all, and says what came of it.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The source is damaged or no file of weights, or the target one that cannot be.</exception>
    public static void Run(string source, string target)
    {
        FileKind wanted = TargetKind(target), kind = FileKinds.Of(source);
        if (RealPath.Of(source) == RealPath.Of(target))
            throw new InvalidDataException($"{target}: expected another file than the one that is read.");
        FileKinds.WarnOfName(source, kind);
        using ArrayFile file = ArrayFile.Open(source, kind);
        ArrayEntry[] entries = [.. file.Entries.Where(entry => !entry.IsText)];
        if (entries.Length == 0) throw new InvalidDataException($"{source}: expected weights, got none.");
        List<(string Name, StoredArray Array)> arrays =
            [.. entries.Select(entry => (entry.Name.Length > 0 ? entry.Name : OnlyName, file.Stored(entry)))];
        if (arrays.GroupBy(array => array.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new InvalidDataException(
                $"{source}: expected names that differ, got one that is empty beside '{same.Key}', as it would be called.");
        if (wanted == FileKind.Npz) WriteNpz(file, arrays, target);
        else WriteSafetensors(file, arrays, target);
        string[] texts = [.. file.Entries.Where(entry => entry.IsText).Select(entry => entry.Name)];
        if (texts.Length > 0) Messages.Warn($"{source}: texts are no weights, and are left out: {OneLine.List(texts)}.");
        Tell(file, entries, arrays, target);
    }

    private static FileKind TargetKind(string target) => FileKinds.Named(target) switch
    {
        FileKind.Safetensors => FileKind.Safetensors,
        FileKind.Npz => FileKind.Npz,
        FileKind.PyTorch => throw new InvalidDataException(
            $"{target}: files of PyTorch's are read and not written: expected .safetensors, which PyTorch reads by " +
            "safetensors.torch.load_file, or .npz."),
        FileKind.Onnx => throw new InvalidDataException(
            $"{target}: an ONNX file holds a network, and weights alone are none: expected .safetensors or .npz; " +
            "train --onnx writes the network that it trains, and OnnxFile.Save one of your own."),
        _ => throw new InvalidDataException($"{target}: expected a name that ends in .safetensors or .npz."),
    };

    private static void WriteSafetensors(ArrayFile file, List<(string Name, StoredArray Array)> arrays, string target)
    {
        SafetensorsBuilder builder = new();
        foreach ((string name, StoredArray array) in arrays) builder.Add(name, array);
        foreach ((string key, string value) in file.Metadata) builder.AddMetadata(key, value);
        // Says whose layout linear weights have: (outputs, inputs).
        if (file.Kind == FileKind.PyTorch) builder.AddMetadata(FormatKey, PyTorchFormatName);
        try
        {
            ResultStream.WriteFile(target, builder.Write);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"{target}: there is no room for the names and metadata of {file.Name}: {error.Message}", error);
        }
    }

    private static void WriteNpz(ArrayFile file, List<(string Name, StoredArray Array)> arrays, string target)
    {
        NpzBuilder builder = new();
        foreach ((string name, StoredArray array) in arrays) builder.Add(name, array);
        ResultStream.WriteFile(target, stream => builder.Write(stream));
        if (file.Metadata.Count == 0) return;
        string keys = OneLine.List([.. file.Metadata.Keys]);
        Messages.Warn($"{target}: NumPy's format has no place for metadata, and these are left out: {keys}.");
    }

    private static void Tell(ArrayFile file, ArrayEntry[] entries, List<(string Name, StoredArray Array)> arrays, string target)
    {
        long count = arrays.Sum(array => (long)array.Array.Shape.ElementCount);
        string nouns = Noun.Of(arrays.Count, "array"), numbers = Noun.Of(count, "number");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{target}: {arrays.Count:N0} {nouns}, {count:N0} {numbers}, as they are in {file.Name}"));
        foreach (IGrouping<(string, ElementType?, ElementType), ArrayEntry> widened in entries.Zip(arrays)
            .Where(pair => pair.First.Type != pair.Second.Array.Type)
            .GroupBy(pair => (pair.First.TypeName, pair.First.Type, pair.Second.Array.Type), pair => pair.First))
        {
            (string from, _, ElementType type) = widened.Key;
            string to = type == ElementType.Binary32 ? "single" : "half";
            Console.WriteLine($"{from} widened to {to} precision, without loss: {OneLine.List([.. widened.Select(entry => entry.Name)])}");
        }
        if (entries.Any(entry => entry.Name.Length == 0)) Console.WriteLine($"the tensor without a name is called '{OnlyName}'");
    }
}
