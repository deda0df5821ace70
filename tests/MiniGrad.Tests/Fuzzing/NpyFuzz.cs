using System.Text;
using MiniGrad.Tests.Serialization;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class NpyFuzz : FuzzFormat
{
    public static IReadOnlyList<byte[]> Files { get; } =
    [
        NpzBytes.Npy([1f, 2, 3, 4, 5, 6], [2, 3]),
        NpzBytes.Npy([1L << 40, -1L]),
        NpzBytes.Npy([true, false, true, true], [2, 2]),
        NpzBytes.Npy([0.5], Shape.Scalar),
        NpzBytes.Npy<Half>([], [2, 0, 3]),
        NpzBytes.Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3, 1), }\n", new byte[12], version: 2),
        NpzBytes.Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }\n", new byte[5], version: 3),
    ];

    public override string Name => "npy";

    public override IReadOnlyList<byte[]> Seeds => Files;

    public override byte[] Mutate(byte[] seed, Random random) => MutateFile(seed, random);

    public static byte[] MutateFile(byte[] seed, Random random)
    {
        if (random.Next(3) == 0) return Mutation.Of(seed, random);
        // The length of the header is right more often than chance would have it.
        byte version = seed[6];
        int start = version == 1 ? 10 : 12, end = start + BitConverter.ToUInt16(seed, 8);
        byte[] header = Mutation.Of(seed[start..end], random), data = seed[end..];
        if (header.Length > ushort.MaxValue) version = 2;
        return NpzBytes.Npy(Encoding.Latin1.GetString(header), random.Next(4) == 0 ? Mutation.Of(data, random) : data, version);
    }

    public override object Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return FuzzedArray.Read(stream, file.Length);
    }

    public override void Check(object content) => ((FuzzedArray)content).AssertSame((FuzzedArray)Read(((FuzzedArray)content).ToNpy()));
}
