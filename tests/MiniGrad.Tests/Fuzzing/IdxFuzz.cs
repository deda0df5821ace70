using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class IdxFuzz : FuzzFormat
{
    public override string Name => "idx";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        IdxBytes.Of(IdxArray.Create<byte>([1, 2, 3, 4, 5, 6], 2, 3)),
        IdxBytes.Of(IdxArray.Create<double>([1, 2, 3], 3)),
        IdxBytes.Of(IdxArray.Create<short>([9], 1, 1, 1)),
        IdxBytes.Of(IdxArray.Create<int>([], 0, 5)),
    ];

    public override byte[] Mutate(byte[] seed, Random random)
    {
        byte[] file = random.Next(3) == 0 ? seed : Mutation.Of(seed, random);
        if (random.Next(2) == 0) return file;
        byte[] packed = IdxBytes.Compress(file);
        return random.Next(2) == 0 ? packed : Mutation.Of(packed, random);
    }

    public override object Read(byte[] file) => IdxFile.Read(new MemoryStream(file), "fuzz");

    public override void Check(object content)
    {
        var array = (IdxArray)content;
        Assert.Equal(array.Dimensions.Aggregate(1, (product, size) => product * size), array.Count);
        Assert.Equal(array.Count, array.ToArray<double>().Length);
        var again = (IdxArray)Read(IdxBytes.Of(array));
        Assert.Equal(array.Dimensions, again.Dimensions);
        Assert.Equal(array.ElementType, again.ElementType);
        Assert.Equal(array.Bytes.ToArray(), again.Bytes.ToArray());
    }
}
