using System.Buffers.Binary;
using static System.FormattableString;

namespace MiniGrad;

/// <summary>A generator of random numbers whose state can be saved and set, so that a run can go on as if it had never been interrupted:
/// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), period 2²⁵⁶ − 1.</summary>
/// <remarks>Like every <see cref="Random"/> not for use by several threads at once, and not for secrets.</remarks>
public sealed class XoshiroRandom : Random
{
    private ulong a, b, c, d;

    /// <summary>A generator whose numbers follow from the seed: its state is drawn from it by SplitMix64, as its authors advise.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Tells generators of one seed apart. Default: 0.</param>
    public XoshiroRandom(ulong seed, ulong stream = 0)
    {
        // Scrambled first, so that seeds and streams that lie close to each other do not meet.
        ulong state = seed;
        state = SplitMix(ref state) ^ stream;
        (a, b, c, d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>The four words that everything to come follows from; a copy.</summary>
    /// <exception cref="ArgumentException">There are not four words, or all are 0, which the generator would never leave.</exception>
    public IReadOnlyList<ulong> State
    {
        get => [a, b, c, d];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count != 4 || value.All(word => word == 0))
            {
                string got = value.Count == 4 ? "four of 0" : Invariant($"{value.Count}");
                throw new ArgumentException($"XoshiroRandom: expected four words that are not all 0, got {got}.", nameof(value));
            }
            (a, b, c, d) = (value[0], value[1], value[2], value[3]);
        }
    }

    /// <inheritdoc/>
    public override int Next()
    {
        // As of every Random, below int.MaxValue.
        while (true)
        {
            int value = (int)(NextWord() >> 33);
            if (value != int.MaxValue) return value;
        }
    }

    /// <inheritdoc/>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue <= 1 ? 0 : (int)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    /// <inheritdoc/>
    public override long NextInt64()
    {
        while (true)
        {
            long value = (long)(NextWord() >> 1);
            if (value != long.MaxValue) return value;
        }
    }

    /// <inheritdoc/>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue <= 1 ? 0 : (long)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        ulong range = (ulong)(maxValue - minValue);
        return range <= 1 ? minValue : minValue + (long)Below(range);
    }

    /// <inheritdoc/>
    public override double NextDouble() => (NextWord() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public override float NextSingle() => (NextWord() >> 40) * (1f / (1 << 24));

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (buffer.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextWord());
            int count = Math.Min(word.Length, buffer.Length);
            word[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private ulong NextWord()
    {
        ulong result = BitOperations.RotateLeft(b * 5, 7) * 9, shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A number from 0 to below a limit, all equally likely (Lemire, "Fast random integer generation in an interval").</summary>
    private ulong Below(ulong limit)
    {
        ulong high = Math.BigMul(NextWord(), limit, out ulong low);
        if (low >= limit) return high;
        ulong threshold = (0 - limit) % limit;
        while (low < threshold) high = Math.BigMul(NextWord(), limit, out low);
        return high;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
