using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniGrad.Search;

/// <summary>Sums and multiples of short rows, of which triangular systems have so many that a call must cost next to nothing.</summary>
internal static class Rows
{
    /// <summary>Σ aᵢ bᵢ over the length of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int count = a.Length, lanes = Vector<double>.Count, i = 0;
        ref double left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b[..count]);
        Vector<double> first = Vector<double>.Zero, second = first, third = first, fourth = first;
        for (; i <= count - 4 * lanes; i += 4 * lanes)
        {
            first += Load(ref left, i) * Load(ref right, i);
            second += Load(ref left, i + lanes) * Load(ref right, i + lanes);
            third += Load(ref left, i + 2 * lanes) * Load(ref right, i + 2 * lanes);
            fourth += Load(ref left, i + 3 * lanes) * Load(ref right, i + 3 * lanes);
        }
        for (; i <= count - lanes; i += lanes) first += Load(ref left, i) * Load(ref right, i);
        double sum = Vector.Sum(first + second + (third + fourth));
        for (; i < count; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>y ← y + f x over the length of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ReadOnlySpan<double> x, double factor, Span<double> y)
    {
        int count = x.Length, lanes = Vector<double>.Count, i = 0;
        ref double source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y[..count]);
        Vector<double> factors = new(factor);
        for (; i <= count - lanes; i += lanes)
            (Load(ref target, i) + factors * Load(ref source, i)).StoreUnsafe(ref target, (nuint)i);
        for (; i < count; i++) y[i] += factor * x[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ref double start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);
}
