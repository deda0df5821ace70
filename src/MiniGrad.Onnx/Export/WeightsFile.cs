using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Writes models, and their weights into a file beside where one message does not hold them.</summary>
/// <remarks>Whenever writing ends, no model is left with another one's weights: the file beside is named by its content, it is there before
/// the model that names it, and what the replaced model named goes when no model of the folder names it.</remarks>
internal static class WeightsFile
{
    /// <summary>What a message may come to; readers count its bytes with 31 bits.</summary>
    public const long MostInside = 2_000_000_000;

    // Smaller ones gain nothing elsewhere. Beginnings are those of pages, so that readers can map them; Windows wants 64 KiB.
    private const int LeastBeside = 1024, Page = 4096, LargePage = 1 << 16, LargeFrom = 1 << 20;
    private const int ChunkBytes = 1 << 24, HashBytes = 16;
    private const string Ending = ".data";

    private static readonly Lock saving = new();

    /// <summary>Gives a tensor its elements without a copy of them; where they are too many for one field, in several of another.</summary>
    public static void SetElements<T>(TensorProto tensor, Tensor<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int most = (int)(MostInside / Unsafe.SizeOf<T>());
        if (values.ElementCount <= most) tensor.RawData = Part(0, values.ElementCount);
        else
            for (long start = 0; start < values.ElementCount; start += most)
                tensor.StringData.Add(Part((int)start, (int)Math.Min(most, values.ElementCount - start)));

        ByteString Part(int start, int count) => UnsafeByteOperations.UnsafeWrap(new ElementMemory<T>(values, start, count).Memory);
    }

    /// <summary>Writes a model, whole or not at all.</summary>
    /// <exception cref="ArgumentException">Weights are to go beside a file whose name readers do not take.</exception>
    /// <exception cref="NotSupportedException">There is more than a message holds that is no weight.</exception>
    public static void Save(string path, ModelProto model, OnnxExportOptions options)
    {
        long inside = model.Graph.Initializer.Sum(BytesOf)
            + model.Graph.Node.SelectMany(node => node.Attribute).Sum(attribute => attribute.T is { } tensor ? BytesOf(tensor) : 0);
        TensorProto[] beside = inside <= options.InlineWeightBytes ? []
            : [.. model.Graph.Initializer.Where(tensor => BytesOf(tensor) >= LeastBeside)];
        inside -= beside.Sum(BytesOf);
        if (inside > MostInside) throw new NotSupportedException(Invariant(
            $"the network has {inside:N0} bytes of constants and small weights, where a file holds {MostInside:N0}."));
        // Through a link, what it leads to is replaced, and the weights go beside that.
        string target = AtomicFile.TargetOf(Path.GetFullPath(path));
        lock (saving)
        {
            HashSet<string> before = Named(target) ?? [];
            string? weights = beside.Length == 0 ? null : WriteBeside(target, model, beside);
            if (weights is null) AtomicFile.Write(target, model.WriteTo);
            before.RemoveWhere(name => name == weights || !IsOurs(name));
            DeleteUnnamed(Path.GetDirectoryName(target)!, before);
        }
    }

    /// <summary>Writes weights, and then the model that names them.</summary>
    /// <returns>The name of the file of weights.</returns>
    private static string WriteBeside(string target, ModelProto model, TensorProto[] beside)
    {
        (string folder, string name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        if (name.IndexOfAny([':', '\\']) >= 0) throw new ArgumentException(
            $"OnnxFile: expected a name without colons and backslashes, as weights go into a file beside it, got '{name}'.",
            nameof(target));
        string weights = $"{name}.{HashOf(beside)}{Ending}", other = Path.Combine(folder, weights);
        ReadOnlyMemory<byte>[][] elements = [.. beside.Select(PartsOf)];
        long end = 0;
        foreach (TensorProto tensor in beside) end = MoveOut(tensor, weights, end);
        bool isNew = !File.Exists(other);
        AtomicFile.Write(other, stream => Visit(elements, stream.Write));
        try
        {
            AtomicFile.Write(target, model.WriteTo);
        }
        catch
        {
            if (isNew) TryDelete(other);
            throw;
        }
        return weights;
    }

    private static long BytesOf(TensorProto tensor) => tensor.RawData.Length + tensor.StringData.Sum(part => (long)part.Length);

    private static ReadOnlyMemory<byte>[] PartsOf(TensorProto tensor) =>
        tensor.RawData.Length > 0 ? [tensor.RawData.Memory] : [.. tensor.StringData.Select(part => part.Memory)];

    private static long StartOf(long end, long bytes)
    {
        long page = bytes >= LargeFrom ? LargePage : Page;
        return (end + page - 1) / page * page;
    }

    /// <summary>Names the place of a tensor's elements instead of them.</summary>
    /// <returns>Where they end.</returns>
    private static long MoveOut(TensorProto tensor, string weights, long end)
    {
        long bytes = BytesOf(tensor), start = StartOf(end, bytes);
        tensor.RawData = ByteString.Empty;
        tensor.StringData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        foreach ((string key, string value) in (ReadOnlySpan<(string, string)>)[
            ("location", weights), ("offset", Invariant($"{start}")), ("length", Invariant($"{bytes}"))])
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        return start + bytes;
    }

    private static string HashOf(TensorProto[] tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Visit(tensors.Select(PartsOf), hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }

    /// <summary>All bytes of a file of tensors in order, those between them included.</summary>
    private static void Visit(IEnumerable<ReadOnlyMemory<byte>[]> tensors, Action<ReadOnlySpan<byte>> take)
    {
        byte[] gap = new byte[LargePage];
        long end = 0;
        foreach (ReadOnlyMemory<byte>[] parts in tensors)
        {
            long bytes = parts.Sum(part => (long)part.Length), start = StartOf(end, bytes);
            take(gap.AsSpan(0, (int)(start - end)));
            foreach (ReadOnlyMemory<byte> part in parts)
                for (int done = 0; done < part.Length; done += ChunkBytes)
                    take(part.Span.Slice(done, Math.Min(ChunkBytes, part.Length - done)));
            end = start + bytes;
        }
    }

    /// <summary>The files of weights that a model names; null where that cannot be told.</summary>
    private static HashSet<string>? Named(string model)
    {
        try
        {
            if (!File.Exists(model)) return [];
            using FileStream file = File.OpenRead(model);
            return [.. OnnxModel.Parse(file).Graph.Initializer.SelectMany(tensor => tensor.ExternalData)
                .Where(entry => entry.Key == "location").Select(entry => entry.Value)];
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Deletes files of weights that no model of the folder names any more, such as a copy.</summary>
    private static void DeleteUnnamed(string folder, HashSet<string> names)
    {
        if (names.Count == 0) return;
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                if (IsOurs(Path.GetFileName(file))) continue;
                if (Named(file) is { } others) names.ExceptWith(others);
                // What cannot be read may be a model as well.
                else if (Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase)) return;
            }
            foreach (string name in names) TryDelete(Path.Combine(folder, name));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The model is written, and what is left over does no harm.
        }
    }

    /// <summary>Whether a file has a name that is given to weights here.</summary>
    private static bool IsOurs(string name)
    {
        int start = name.Length - Ending.Length - 2 * HashBytes;
        return start > 0 && name[start - 1] == '.' && name.EndsWith(Ending, StringComparison.Ordinal)
            && name[start..^Ending.Length].All(char.IsAsciiHexDigitLower) && Path.GetFileName(name) == name;
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Elements of a tensor as bytes.</summary>
    private sealed class ElementMemory<T>(Tensor<T> tensor, int start, int count) : MemoryManager<byte>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override Span<byte> GetSpan() =>
            MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(tensor.Span.Slice(start, count)), count));

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
