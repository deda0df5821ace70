namespace MiniGrad.Kernels;

/// <summary>Arithmetic on vectors of one width, so that a kernel is written once and compiled for each width: a type argument with static
/// members costs no call.</summary>
/// <remarks>A kernel that takes the widest of <see cref="Simd512{T}"/>, <see cref="Simd256{T}"/>, <see cref="Simd128{T}"/> that the
/// processor has, else <see cref="SimdScalar{T}"/>, never runs a width that would be emulated.</remarks>
internal unsafe partial interface ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements in a vector.</summary>
    static abstract int Lanes { get; }

    static abstract TVector Broadcast(T value);

    static abstract TVector Load(T* source);

    static abstract void Store(TVector value, T* target);

    /// <summary>The first <paramref name="count"/> elements, from 1 to all; the others are zero and their memory is not touched.</summary>
    static abstract TVector LoadFirst(T* source, int count);

    /// <summary>The elements whose mask is set; the others are zero and their memory is not touched.</summary>
    static abstract TVector LoadMasked(T* source, TVector mask);

    /// <summary>As many elements as a vector has, a step apart.</summary>
    static abstract TVector LoadStrided(T* source, nint step);

    /// <summary>Writes the first <paramref name="count"/> elements, from 1 to all; the memory behind them is not touched.</summary>
    static abstract void StoreFirst(TVector value, T* target, int count);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>a·b + c, rounded once on every processor; slow where it has no such instruction.</summary>
    static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector SquareRoot(TVector a);
}
