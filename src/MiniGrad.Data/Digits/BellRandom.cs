namespace MiniGrad.Data;

/// <summary>Nearly normal random numbers.</summary>
internal static class BellRandom
{
    /// <summary>A number with mean 0 and standard deviation 1, never beyond ±√12: four uniform numbers added up (Irwin–Hall). Unlike
    /// Box–Muller it needs no logarithm or cosine, whose last bit differs from one platform's mathematics library to the next.</summary>
    public static float NextBell(this Random random) =>
        (random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2) * 1.7320508f;

    /// <summary>A nearly normal number with the given mean and standard deviation, cut to a range.</summary>
    public static float NextBell(this Random random, float mean, float deviation, float low, float high) =>
        Math.Clamp(mean + (deviation * random.NextBell()), low, high);
}
