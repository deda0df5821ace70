using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Serialization;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class SafetensorsFuzz : FuzzFormat
{
    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        SafetensorsBytes.Of(WithAllTypes()),
        SafetensorsBytes.Of(new SafetensorsBuilder().AddMetadata("epoch", "3").AddMetadata("note", "Größe")
            .Add("layers.0.weight", new float[6], [2, 3]).Add("layers.0.bias", new float[3])),
        SafetensorsBytes.Of(
            new SafetensorsBuilder().Add("a", [1UL, 2UL, 3UL, 4UL]).AddScalar("b", 0.5).Add("c", Tensor.Zeros<double>([3, 0]))),
        SafetensorsBytes.Of(new SafetensorsBuilder()),
    ];

    public override byte[] Mutate(byte[] seed, Random random)
    {
        if (random.Next(3) == 0) return base.Mutate(seed, random);
        // A header of another length than the file says is refused at once, so most headers get theirs right.
        int end = sizeof(ulong) + BitConverter.ToInt32(seed);
        byte[] header = seed[sizeof(ulong)..end], data = seed[end..];
        return random.Next(4) == 0 ? SafetensorsBytes.Of(header, Mutation.Of(data, random)) : SafetensorsBytes.Of(
            Mutation.Of(header, random), data);
    }

    public override object Read(byte[] file)
    {
        using SafetensorsFile read = SafetensorsBytes.Open(file);
        return new Content([.. read.Entries.Select(entry => (entry, read.ReadBytes(entry.Name)))], [.. read.Metadata]);
    }

    public override void Check(object content)
    {
        (IReadOnlyList<(SafetensorsEntry Entry, byte[] Bytes)> arrays, IReadOnlyList<KeyValuePair<string, string>> metadata) =
            (Content)content;
        // Others can be read, not written.
        arrays = [.. arrays.Where(array => array.Entry.Type is not null)];
        SafetensorsBuilder builder = new();
        foreach ((string key, string value) in metadata) builder.AddMetadata(key, value);
        foreach ((SafetensorsEntry entry, byte[] bytes) in arrays)
        {
            ElementType type = entry.Type!.Value;
            Assert.Equal((long)entry.Shape.Aggregate(1, (product, size) => product * size) * ElementTypes.SizeOf(type), bytes.Length);
            builder.AddBytes(entry.Name, type, entry.Shape, bytes);
        }

        using SafetensorsFile again = SafetensorsBytes.Reopen(builder);
        Assert.Equal(metadata, again.Metadata);
        Assert.Equal(arrays.Select(array => array.Entry.ToString()), again.Entries.Select(entry => entry.ToString()));
        foreach ((SafetensorsEntry entry, byte[] bytes) in arrays)
        {
            Assert.Equal(bytes, again.ReadBytes(entry.Name));
            ReadNumbers(again, entry);
        }
    }

    /// <summary>As numbers, of which integers may be refused.</summary>
    private static void ReadNumbers(SafetensorsFile file, SafetensorsEntry entry)
    {
        try
        {
            Assert.Equal(entry.Shape, file.ReadTensor<float>(entry.Name).Shape);
            Assert.Equal(entry.Shape, file.ReadIndices(entry.Name).Shape);
        }
        catch (InvalidDataException refusal)
        {
            Assert.Matches("is not (a float exactly|an index)|a boolean is stored as the byte", refusal.Message);
        }
    }

    private static SafetensorsBuilder WithAllTypes()
    {
        SafetensorsBuilder builder = new();
        foreach (ArrayCase array in ArrayCase.All) array.AddTo(builder);
        return builder
            .AddBytes("brain", ElementType.BrainFloat16, [2], [0, 0x3F, 0x80, 0x40])
            .AddBytes("small", ElementType.Float8E4M3, [2], [1, 0x7F])
            .AddBytes("wide", ElementType.Float8E5M2, [2], [1, 0xFC]);
    }

    private sealed record Content(
        IReadOnlyList<(SafetensorsEntry Entry, byte[] Bytes)> Arrays, IReadOnlyList<KeyValuePair<string, string>> Metadata);
}
