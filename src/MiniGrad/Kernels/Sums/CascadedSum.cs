namespace MiniGrad.Kernels;

/// <summary>A sum of numbers that come one after the other: 32 of them make a part, 32 parts a larger one, and so on, so that up to a
/// million numbers are rounded about a hundred times each on their way, and not a million times.</summary>
internal struct CascadedSum<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const uint PartMask = 32 - 1;
    private const uint SecondPartMask = 32 * 32 - 1;
    private const uint ThirdPartMask = 32 * 32 * 32 - 1;

    private T part;
    private T secondPart;
    private T thirdPart;
    private T finished;
    private uint count;

    public readonly T Value
    {
        [MethodImpl(AggressiveInlining)]
        get => finished + thirdPart + (secondPart + part);
    }

    [MethodImpl(AggressiveInlining)]
    public void Add(T value)
    {
        part += value;
        count++;
        if ((count & PartMask) != 0) return;
        secondPart += part;
        part = T.Zero;
        if ((count & SecondPartMask) != 0) return;
        thirdPart += secondPart;
        secondPart = T.Zero;
        if ((count & ThirdPartMask) != 0) return;
        finished += thirdPart;
        thirdPart = T.Zero;
    }
}
