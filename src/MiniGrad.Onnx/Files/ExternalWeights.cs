using System.Globalization;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Tensors whose elements are in a file beside the model.</summary>
internal static class ExternalWeights
{
    /// <summary>Opens the file of a tensor's elements, which has to be in the folder of the model.</summary>
    public static (Stream File, long Start, long Length) Open(TensorProto tensor, string? folder)
    {
        string? location = null;
        long start = 0;
        long? length = null;
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (entry.Key == "location") location = entry.Value;
            if (entry.Key == "offset") start = Number(entry);
            if (entry.Key == "length") length = Number(entry);
        }
        if (string.IsNullOrEmpty(location)) throw Bad("names no file for its elements");
        if (folder is null)
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' has its elements in the file '{location}'; ReadsExternalWeights allows to read it.");
        string path = PathOf(location, folder);
        // Before it is opened: a pipe, which has no length, would make that wait for ever.
        long all = new FileInfo(path).Length, rest = all - start;
        if (all > 0 && rest >= 0 && (length ?? rest) <= rest) return (File.OpenRead(path), start, length ?? rest);
        string count = length is { } given ? Invariant($"{given}") : "to its end";
        throw Bad($"has its elements from byte {start} on, {count}, of the file '{location}', which has {all} bytes");

        long Number(StringStringEntryProto entry) =>
            long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value : throw Bad($"has the {entry.Key} '{entry.Value}'");

        InvalidDataException Bad(string what) => new(Invariant($"tensor '{tensor.Name}' {what}."));

        string PathOf(string name, string place)
        {
            // Both separators everywhere: what is a name on one system is a path on another.
            string[] parts = name.Split('/', '\\');
            if (Path.IsPathRooted(name) || name.Contains(':', StringComparison.Ordinal) || parts.Any(part => part is "" or "." or ".."))
                throw Bad($"has its elements in '{name}', which is not a name within the model's folder");
            string path = place;
            foreach (string part in parts)
            {
                path = Path.Combine(path, part);
                if (new FileInfo(path).LinkTarget is not null || new DirectoryInfo(path).LinkTarget is not null)
                    throw Bad($"has its elements in '{name}', which is a link");
            }
            return File.Exists(path) ? path : throw Bad($"has its elements in '{name}', which does not exist");
        }
    }
}
