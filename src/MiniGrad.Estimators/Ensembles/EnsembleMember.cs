using System.Buffers.Binary;

namespace MiniGrad.Estimators;

/// <summary>What a member of an ensemble is made with. Its randomness follows from the ensemble's seed and its number alone, so it is the
/// same network alone or beside others, whatever the number of members and workers.</summary>
public sealed class EnsembleMember
{
    /// <param name="seed">The ensemble's seed.</param>
    /// <param name="number">The member's number, at least 0.</param>
    /// <param name="cancellation">Interrupts its training.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public EnsembleMember(ulong seed, int number, CancellationToken cancellation = default)
    {
        Number = Guard.AtLeast(number, 0, nameof(EnsembleMember));
        Random = new XoshiroRandom(seed, (ulong)number);
        Seed = SeedOf(seed, number);
        Cancellation = cancellation;
    }

    /// <summary>The number among the members, from 0.</summary>
    public int Number { get; }

    /// <summary><c>XoshiroRandom(seed, number)</c> of the ensemble's seed, for the starting weights.</summary>
    public Random Random { get; }

    /// <summary><see cref="SeedOf"/>, for a trainer: the order of samples, and dropout.</summary>
    public ulong Seed { get; }

    /// <summary>Is cancelled when the ensemble's training is.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>A seed of a member's own: the first 64 bits of <c>XoshiroRandom(seed, number)</c>.</summary>
    /// <param name="seed">The ensemble's seed.</param>
    /// <param name="number">The member's number, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static ulong SeedOf(ulong seed, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        new XoshiroRandom(seed, (ulong)Guard.AtLeast(number, 0, nameof(SeedOf))).NextBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
