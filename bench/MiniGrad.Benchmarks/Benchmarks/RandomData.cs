using System.Numerics;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Data for benchmarks, the same every time.</summary>
internal static class RandomData
{
    private const int Seed = 1;

    /// <summary>Numbers from −1 to 1.</summary>
    public static T[] Array<T>(int count, int salt = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor<T>([count], salt).ToArray();

    /// <summary>A tensor of numbers from −1 to 1.</summary>
    public static Tensor<T> Tensor<T>(Shape shape, int salt = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MiniGrad.Tensor.Uniform(shape, -T.One, T.One, new Random(Seed + salt));

    /// <summary>Labels of classes.</summary>
    public static IndexTensor Labels(int rows, int classes)
    {
        Random random = new(Seed);
        return Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray();
    }
}
