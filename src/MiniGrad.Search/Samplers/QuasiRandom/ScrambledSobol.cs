namespace MiniGrad.Search;

/// <summary>Points of Sobol's sequence, each dimension scrambled by a seed.</summary>
internal sealed class ScrambledSobol(ulong seed)
{
    private const double Unit = 1.0 / (1UL << 53);

    /// <summary>A coordinate of a point, at least 0 and below 1: nested uniform scrambling, in which each digit is flipped by a random bit
    /// that follows from the seed, the dimension and the digits before it (Owen, "Randomly permuted (t, m, s)-nets and (t, s)-sequences",
    /// 1995).</summary>
    public double Coordinate(uint point, int dimension)
    {
        uint plain = Sobol.Coordinate(point, dimension), scrambled = 0;
        ulong key = Mix(Mix(seed) ^ (uint)dimension);
        for (int digit = 31; digit >= 0; digit--)
        {
            // The 1 in front tells prefixes of different lengths apart.
            ulong prefix = (1UL << (31 - digit)) | ((ulong)plain >> (digit + 1));
            scrambled |= (uint)((plain >> digit & 1) ^ (Mix(key ^ prefix) >> 63)) << digit;
        }
        // The digits behind are 0 before scrambling: what becomes of them is a random number that follows from all digits.
        ulong rest = Mix(key ^ (1UL << 32 | plain)) >> 43;
        return ((ulong)scrambled << 21 | rest) * Unit;
    }

    /// <summary>The point as parameters, each by its own dimension; drawn at random where relations do not allow it, and in the
    /// dimensions that the sequence lacks.</summary>
    public double[] Choose(SearchSpace space, int point, Random random)
    {
        double[] numbers = new double[space.Parameters.Count];
        foreach (HyperParameter parameter in space.Parameters)
        {
            double share = parameter.Index < Sobol.Dimensions ? Coordinate((uint)point, parameter.Index) : random.NextDouble();
            numbers[parameter.Index] = parameter.IsThere(numbers) ? parameter.Domain.FromUnit(share) : double.NaN;
        }
        return space.BrokenRelation(numbers) is null ? numbers : space.Draw(random);
    }

    /// <summary>A bijection in which each bit of the input turns half of the output's.</summary>
    private static ulong Mix(ulong word)
    {
        word += 0x9E3779B97F4A7C15;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
