using System.IO.Compression;
using MiniGrad.Serialization;
using Xunit;
using static MiniGrad.Tests.Serialization.PickleBytes;
using static MiniGrad.Tests.Serialization.PyTorchBytes;

namespace MiniGrad.Tests.Serialization;

/// <summary>Archives around the pickle of <c>torch.save</c>.</summary>
public class PyTorchArchiveTests
{
    [Fact]
    public void Archives_of_something_else_are_refused()
    {
        AssertRefused(Archive(("model.json", [1])),
            "not a file of torch.save: expected one entry 'data.pkl' in a folder of the ZIP archive, got none");
        AssertRefused(Archive(("code/model.py", [1]), ("data.pkl", PickleBytes.Of(None))), "a TorchScript archive");
        AssertRefused(Archive(("constants.pkl", [1]), ("data.pkl", PickleBytes.Of(None))), "a TorchScript archive");
        AssertRefused([], "not a file of torch.save");
        AssertRefused([.. "PK"u8], "not a file of torch.save");
        AssertRefused([.. "{}"u8], "not a file of torch.save");
        AssertRefused([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'],
            "before 1.6, or a bare pickle");
        AssertRefused([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, (byte)'N', (byte)'.'], "before 1.6, or a bare pickle");
    }

    [Fact]
    public void Compressed_and_encrypted_entries_are_refused()
    {
        byte[] pickle = PickleBytes.Of(List([.. Enumerable.Repeat(None, 1000)]));
        AssertRefused(Archive(CompressionLevel.Optimal, ("data.pkl", pickle)),
            "the entry 'archive/data.pkl' is compressed, expected one that is stored");
        byte[] file = Archive(("data.pkl", pickle));
        AssertRefused(file.With(LastSignature(file, 2) + 6, 1 << 16 | 20), "the entry 'archive/data.pkl' is encrypted");
    }

    [Fact]
    public void Damage_is_found_by_the_checksum()
    {
        byte[] file = PyTorchBytes.Of(View(Storage("0", 2), 0, [2], [1]), ("0", Bytes(1f, 2)));
        int at = file.AsSpan().IndexOf(Bytes(1f, 2));
        file[at + 2] ^= 1;
        using PyTorchFile damaged = Open(file);
        Assert.StartsWith("some-file: the entry 'archive/data/0' does not have the checksum that the archive states",
            Assert.Throws<InvalidDataException>(() => damaged.ReadTensor<float>("")).Message, StringComparison.Ordinal);
        file = PyTorchBytes.Of(View(Storage("0", 2), 0, [2], [1]), ("0", Bytes(1f, 2)));
        file[file.AsSpan().IndexOf("cpu"u8)] ^= 1;
        AssertRefused(file, "the entry 'archive/data.pkl' does not have the checksum");
    }

    [Fact]
    public void Lists_of_entries_that_contradict_the_archive_are_refused()
    {
        byte[] file = PyTorchBytes.Of(View(Storage("0", 2), 0, [2], [1]), ("0", Bytes(1f, 2)));
        int end = LastSignature(file, 6), line = LastSignature(file, 2);
        AssertRefused(file[..^1], "ends with a list of its members, this one is cut short or damaged");
        AssertRefused([.. file, 0], "ends with a list of its members");
        AssertRefused(file.With(end + 16, uint.MaxValue - 1), "does not lie before its end");
        AssertRefused(file.With(end + 12, uint.MaxValue - 1), "does not lie before its end");
        AssertRefused(file.With(end + 16, 5), "the list of the archive's members is damaged");
        AssertRefused(file.With(end + 8, 2 << 16 | 2), "the archive says that it has 2 members, 3 are there");
        AssertRefused(file.With(end + 4, 1), "the archive is one of several parts");
        AssertRefused(file.With(line + 42, 0), "the archive's member 'archive/version' overlaps with another");
        AssertRefused(file.With(line + 42, (uint)file.Length), "'archive/version' does not lie before the list of members");
        AssertRefused(file.With(line + 20, 1 << 30), "'archive/version' does not lie before the list of members");
        AssertRefused(file.With(line + 24, uint.MaxValue), "has no size of 64 bits");
        AssertRefused(file.With(line + 28, uint.MaxValue), "the list of the archive's members is cut short");
        AssertRefused(Archive(("data.pkl", PickleBytes.Of(None)), ("a", []), ("a", [])), "the name 'archive/a' is there twice");
        AssertRefused(file.With(26, 1000), "the header of the entry 'archive/data.pkl' is damaged");
        byte[] renamed = [.. file];
        renamed[30] ^= 1;
        AssertRefused(renamed, "the entry 'archive/data.pkl' has another name in its own header");
    }

    [Fact]
    public void A_bomb_of_compressed_entries_is_not_unpacked()
    {
        byte[] bomb = Archive(CompressionLevel.Optimal, ("data.pkl", new byte[50_000_000]));
        Assert.True(bomb.Length < 100_000);
        AssertRefused(bomb, "is compressed, expected one that is stored");
    }
}
