using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Writes models, and their weights into a file beside where one message does not hold them.</summary>
/// <remarks>Whenever writing ends, no model is left with another one's weights: the file beside is named by its content, it is there before
/// the model that names it, and those of older models of that path go when they are no longer named.</remarks>
internal static class WeightsFile
{
    /// <summary>What a message may come to; readers count its bytes with 31 bits.</summary>
    public const long MostInside = 2_000_000_000;

    // Smaller ones gain nothing elsewhere. Beginnings are those of pages, so that readers can map them; Windows wants 64 KiB.
    private const int LeastBeside = 1024, Page = 4096, LargePage = 1 << 16, LargeFrom = 1 << 20;
    private const int ChunkBytes = 1 << 24, HashBytes = 16;
    private const string Ending = ".data";

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
        if (beside.Length == 0)
        {
            AtomicFile.Write(path, model.WriteTo);
            DeleteOthers(path, keep: null);
            return;
        }
        (string folder, string name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        if (name.IndexOfAny([':', '\\']) >= 0) throw new ArgumentException(
            $"OnnxFile: expected a name without colons and backslashes, as weights go into a file beside it, got '{name}'.", nameof(path));
        string weights = $"{name}.{HashOf(beside)}{Ending}", other = Path.Combine(folder, weights);
        ReadOnlyMemory<byte>[][] elements = [.. beside.Select(PartsOf)];
        long end = 0;
        foreach (TensorProto tensor in beside) end = MoveOut(tensor, weights, end);
        bool isNew = !File.Exists(other);
        AtomicFile.Write(other, stream => Visit(elements, stream.Write));
        try
        {
            AtomicFile.Write(path, model.WriteTo);
        }
        catch
        {
            if (isNew) TryDelete(other);
            throw;
        }
        DeleteOthers(path, weights);
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

    /// <summary>Deletes weights of models that were at this path before.</summary>
    private static void DeleteOthers(string path, string? keep)
    {
        string prefix = $"{Path.GetFileName(path)}.";
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!))
                if (Path.GetFileName(file) is { } name && name != keep && name.StartsWith(prefix, StringComparison.Ordinal)
                    && name.EndsWith(Ending, StringComparison.Ordinal) && name.Length == prefix.Length + 2 * HashBytes + Ending.Length
                    && name[prefix.Length..^Ending.Length].All(char.IsAsciiHexDigitLower))
                    TryDelete(file);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The model is written, and what is left over does no harm.
        }
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
