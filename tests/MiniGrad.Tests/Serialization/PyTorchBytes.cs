using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using MiniGrad.Serialization;
using Xunit;

namespace MiniGrad.Tests.Serialization;

/// <summary>Files of <c>torch.save</c> in memory, also such as nobody should write.</summary>
internal static class PyTorchBytes
{
    /// <summary>What messages call these files.</summary>
    public const string Name = "some-file";

    /// <summary>The names in archives of all that follows.</summary>
    public const string Folder = "archive";

    /// <summary>A file with a pickle, and storages by their keys.</summary>
    public static byte[] Of(byte[] value, params (string Key, byte[] Content)[] storages) => Archive(
        [("data.pkl", PickleBytes.Of(value)), .. storages.Select(storage => ($"data/{storage.Key}", storage.Content)),
        ("version", [.. "3\n"u8])]);

    /// <summary>An archive whose entries are stored.</summary>
    public static byte[] Archive(params (string Name, byte[] Content)[] entries) => Archive(CompressionLevel.NoCompression, entries);

    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream member = archive.CreateEntry($"{Folder}/{name}", level).Open();
                member.Write(content);
            }
        }
        return stream.ToArray();
    }

    public static byte[] Bytes<TElement>(params TElement[] elements) where TElement : unmanaged =>
        MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();

    public static PyTorchFile Open(byte[] file) => PyTorchFile.Open(new MemoryStream(file), Name);

    /// <summary>The elements of a tensor as they are, one after the other.</summary>
    public static byte[] ReadBytes(this PyTorchFile file, PyTorchEntry entry) =>
        file.Elements(entry, ElementType.Unsigned8, [(int)entry.ByteCount]).ReadArray<byte>();

    /// <summary>The entries of an archive that was read, in its order, without their folder.</summary>
    public static (string Name, byte[] Content)[] Entries(byte[] file)
    {
        using ZipArchive archive = new(new MemoryStream(file));
        return [.. archive.Entries.Select(entry =>
        {
            using MemoryStream content = new();
            using (Stream stream = entry.Open()) stream.CopyTo(content);
            return (entry.FullName[(entry.FullName.IndexOf('/') + 1)..], content.ToArray());
        })];
    }

    /// <summary>Where the last of an archive's signatures of a kind stands: 2 in the list of entries, 4 in their own headers, 6 at the
    /// end.</summary>
    public static int LastSignature(byte[] file, byte kind) =>
        file.AsSpan().LastIndexOf([(byte)'P', (byte)'K', (byte)(kind - 1), kind]);

    /// <summary>The file with a number of 32 bits in another place.</summary>
    public static byte[] With(this byte[] file, int at, uint number)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), number);
        return changed;
    }

    /// <summary>Fails unless a file is refused in words, within bounds of memory.</summary>
    public static void AssertRefused(byte[] file, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InvalidDataException>(() => Open(file)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * file.Length + (64 << 20));

        Assert.StartsWith($"{Name}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.True(message.Length < 2000, "a message that can be read");
    }
}
