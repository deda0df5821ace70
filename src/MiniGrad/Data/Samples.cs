using MiniGrad.Kernels;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Chooses samples: parts of tensors along their first axis.</summary>
internal static class Samples
{
    public static Tensor<T> Of<T>(Tensor<T> all, ReadOnlySpan<int> chosen) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = all.Shape.With(0, chosen.Length);
        T[] values = GC.AllocateUninitializedArray<T>(shape.ElementCount);
        Copy(all, chosen, values);
        return new Tensor<T>(values, shape);
    }

    public static IndexTensor Of(IndexTensor all, ReadOnlySpan<int> chosen)
    {
        int[] values = new int[chosen.Length];
        Copy(all, chosen, values);
        return new IndexTensor(values, [values.Length]);
    }

    public static void Copy<T>(Tensor<T> all, ReadOnlySpan<int> chosen, Span<T> target) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Arranging.GatherRows(all.Span, all.Shape.Product(1, all.Rank), chosen, target);

    public static void Copy(IndexTensor all, ReadOnlySpan<int> chosen, Span<int> target)
    {
        for (int i = 0; i < chosen.Length; i++) target[i] = all.Span[chosen[i]];
    }

    public static (int[] First, int[] Others) Split(int total, int count, Random? shuffle)
    {
        if (count < 0 || count > total) throw new ArgumentOutOfRangeException(nameof(count), $"Split: expected 0 to {total} samples in the first part, got {count}.");
        int[] order = [.. Enumerable.Range(0, total)];
        shuffle?.Shuffle(order);
        return (order[..count], order[count..]);
    }

    public static void CheckPlaces(ReadOnlySpan<int> places, int count)
    {
        foreach (int place in places)
            if (place < 0 || place >= count) throw new ArgumentOutOfRangeException(nameof(places), Invariant($"Select: expected places from 0 to {count - 1}, got {place}."));
    }

    public static void CheckWeights<T>(Tensor<T>? weights, int count, string owner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights is null) return;
        if (weights.Shape != [count]) throw new ArgumentException(Invariant($"{owner}: expected weights [{count}], one for each sample, got {weights.Shape}."), nameof(weights));
        foreach (T weight in weights.Span)
        {
            if (!(weight >= T.Zero && T.IsFinite(weight)))
                throw new ArgumentOutOfRangeException(nameof(weights), Invariant($"{owner}: expected finite weights of at least 0, got {weight}."));
        }
    }
}
