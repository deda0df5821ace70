namespace MiniGrad.Kernels;

/// <summary>Fills spans with random numbers, in order, from a generator that is passed in.</summary>
internal static class RandomFill
{
    public static void Uniform<T>(Span<T> output, T low, T high, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Rounding to float can land on the upper bound itself, which the interval excludes.
        T last = T.BitDecrement(high), range = high - low;
        for (int i = 0; i < output.Length; i++)
        {
            T sample = low + T.CreateTruncating(random.NextDouble()) * range;
            output[i] = sample < high || range == T.Zero ? sample : last;
        }
    }

    /// <summary>The polar method (Marsaglia and Bray, 1964): two normal samples from a uniform point in the unit disc.</summary>
    public static void Normal<T>(Span<T> output, T mean, T standardDeviation, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < output.Length; i += 2)
        {
            double u, v, square;
            do
            {
                u = 2 * random.NextDouble() - 1;
                v = 2 * random.NextDouble() - 1;
                square = u * u + v * v;
            }
            while (square is >= 1 or 0);
            double scale = Math.Sqrt(-2 * Math.Log(square) / square);
            output[i] = mean + standardDeviation * T.CreateTruncating(u * scale);
            if (i + 1 < output.Length) output[i + 1] = mean + standardDeviation * T.CreateTruncating(v * scale);
        }
    }

    /// <summary>Each element is 0 with the given probability, and otherwise the factor of kept elements.</summary>
    public static void DropoutMask<T>(Span<T> output, double probability, T kept, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < output.Length; i++) output[i] = random.NextDouble() < probability ? T.Zero : kept;
    }
}
