using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Data;

/// <summary>Chooses samples: parts of tensors along their first axis.</summary>
internal static class Samples
{
    public static Tensor<T> Of<T>(Tensor<T> all, ReadOnlySpan<int> chosen) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = all.Shape.Product(1, all.Rank);
        T[] values = GC.AllocateUninitializedArray<T>(chosen.Length * width);
        Arranging.GatherRows(all.Span, width, chosen, values);
        return new Tensor<T>(values, all.Shape.With(0, chosen.Length));
    }

    public static IndexTensor Of(IndexTensor all, ReadOnlySpan<int> chosen)
    {
        int[] values = new int[chosen.Length];
        for (int i = 0; i < values.Length; i++) values[i] = all.Span[chosen[i]];
        return new IndexTensor(values, [values.Length]);
    }

    public static (int[] First, int[] Others) Split(int total, int count, Random? shuffle)
    {
        if (count < 0 || count > total) throw new ArgumentOutOfRangeException(nameof(count), $"Split: expected 0 to {total} samples in the first part, got {count}.");
        int[] order = [.. Enumerable.Range(0, total)];
        shuffle?.Shuffle(order);
        return (order[..count], order[count..]);
    }
}
