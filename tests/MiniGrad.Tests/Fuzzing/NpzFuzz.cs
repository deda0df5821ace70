using System.Buffers.Binary;
using System.IO.Compression;
using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Serialization;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class NpzFuzz : FuzzFormat
{
    private static readonly string[] names = ["a", "b", "a", "../a", "Größe", "", "a.npy", "C:\\a", "/"];

    public override string Name => "npz";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        NpzBytes.Stored(("weight", NpyFuzz.Files[0]), ("bias", NpyFuzz.Files[1])),
        NpzBytes.Deflated(("weight", NpyFuzz.Files[0]), ("bias", NpyFuzz.Files[1]), ("zeros", NpzBytes.Npy(new double[1000]))),
        NpzBytes.Stored(),
    ];

    public override byte[] Mutate(byte[] seed, Random random) => random.Next(3) switch
    {
        0 => base.Mutate(seed, random),
        1 => WriteIntoRecord(seed, random),
        _ => NpzBytes.Of(
            random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal,
            [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Member(random))]),
    };

    public override object Read(byte[] file)
    {
        using NpzFile read = NpzBytes.Open(file);
        return (IReadOnlyList<(string Name, FuzzedArray Array)>)[.. read.Names.Select(name => (name, read.Read(name, FuzzedArray.Read)))];
    }

    public override void Check(object content)
    {
        var arrays = (IReadOnlyList<(string Name, FuzzedArray Array)>)content;
        byte[] written = NpzBytes.Deflated([.. arrays.Select(array => (array.Name, array.Array.ToNpy()))]);
        var again = (IReadOnlyList<(string Name, FuzzedArray Array)>)Read(written);
        Assert.Equal(arrays.Select(array => array.Name), again.Select(array => array.Name));
        foreach (((_, FuzzedArray one), (_, FuzzedArray two)) in arrays.Zip(again)) one.AssertSame(two);
    }

    private static (string Name, byte[] Content) Member(Random random)
    {
        byte[] content = NpyFuzz.Files[random.Next(NpyFuzz.Files.Count)];
        return (names[random.Next(names.Length)], random.Next(2) == 0 ? content : NpyFuzz.MutateFile(content, random));
    }

    /// <summary>Writes something absurd into a header of a member, an entry of the directory or its end.</summary>
    private static byte[] WriteIntoRecord(byte[] seed, Random random)
    {
        byte[] changed = [.. seed];
        List<int> records = [];
        for (int at = 0; at < changed.Length - 4; at++)
            if (changed[at] == 'P' && changed[at + 1] == 'K' && changed[at + 2] < 8) records.Add(at);
        for (int count = random.Next(1, 3); count > 0; count--)
        {
            int at = records[random.Next(records.Count)] + 4 + random.Next(42);
            if (at + 4 > changed.Length) continue;
            int value = random.Next(5) switch { 0 => -1, 1 => 0, 2 => int.MaxValue, 3 => random.Next(changed.Length), _ => random.Next() };
            if (random.Next(2) == 0) BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), value);
            else BinaryPrimitives.WriteInt16LittleEndian(changed.AsSpan(at), (short)value);
        }
        return changed;
    }
}
