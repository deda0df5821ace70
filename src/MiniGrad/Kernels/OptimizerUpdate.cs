using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniGrad.Kernels;

/// <summary>Update rules, each one pass over a parameter, its gradient and its state.</summary>
internal static class OptimizerUpdate
{
    /// <summary>θ ← θ − η·(g + λ·θ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Descend<T>(Span<T> values, ReadOnlySpan<T> gradient, T rate, T decay) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(values);
        ref T g = ref MemoryMarshal.GetReference(gradient[..values.Length]);
        nuint i = 0, count = (nuint)values.Length;
        for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
        {
            Vector<T> x = Vector.LoadUnsafe(ref theta, i);
            (x - (Vector.LoadUnsafe(ref g, i) + x * decay) * rate).StoreUnsafe(ref theta, i);
        }
        for (; i < count; i++)
        {
            ref T x = ref Unsafe.Add(ref theta, i);
            x -= (Unsafe.Add(ref g, i) + x * decay) * rate;
        }
    }

    /// <summary>
    /// With d = g + λ·θ: m ← γ·m + f·d, then θ ← θ − η·m, or θ ← θ − η·(d + γ·m) if looking ahead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DescendWithMomentum<T>(
        Span<T> values, ReadOnlySpan<T> gradient, Span<T> average, T rate, T decay, T momentum, T fresh, bool lookAhead)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(values);
        ref T g = ref MemoryMarshal.GetReference(gradient[..values.Length]);
        ref T m = ref MemoryMarshal.GetReference(average[..values.Length]);
        nuint i = 0, count = (nuint)values.Length;
        for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
        {
            Vector<T> x = Vector.LoadUnsafe(ref theta, i);
            Vector<T> d = Vector.LoadUnsafe(ref g, i) + x * decay;
            Vector<T> next = Vector.LoadUnsafe(ref m, i) * momentum + d * fresh;
            next.StoreUnsafe(ref m, i);
            (x - (lookAhead ? d + next * momentum : next) * rate).StoreUnsafe(ref theta, i);
        }
        for (; i < count; i++)
        {
            ref T x = ref Unsafe.Add(ref theta, i);
            T d = Unsafe.Add(ref g, i) + x * decay;
            T next = Unsafe.Add(ref m, i) * momentum + d * fresh;
            Unsafe.Add(ref m, i) = next;
            x -= (lookAhead ? d + next * momentum : next) * rate;
        }
    }

    /// <summary>
    /// With d = g + λ·θ: m ← β₁·m + (1 − β₁)·d, v ← β₂·v + (1 − β₂)·d², θ ← θ − η·m / (s·√v + ε), where η and s carry the corrections for the
    /// start.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Adam<T>(
        Span<T> values, ReadOnlySpan<T> gradient, Span<T> average, Span<T> square, T rate, T rootScale, T beta1, T beta2, T epsilon, T decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(values);
        ref T g = ref MemoryMarshal.GetReference(gradient[..values.Length]);
        ref T m = ref MemoryMarshal.GetReference(average[..values.Length]);
        ref T v = ref MemoryMarshal.GetReference(square[..values.Length]);
        T fresh1 = T.One - beta1, fresh2 = T.One - beta2;
        nuint i = 0, count = (nuint)values.Length;
        Vector<T> offset = new(epsilon);
        for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
        {
            Vector<T> x = Vector.LoadUnsafe(ref theta, i);
            Vector<T> d = Vector.LoadUnsafe(ref g, i) + x * decay;
            Vector<T> nextM = Vector.LoadUnsafe(ref m, i) * beta1 + d * fresh1;
            Vector<T> nextV = Vector.LoadUnsafe(ref v, i) * beta2 + d * d * fresh2;
            nextM.StoreUnsafe(ref m, i);
            nextV.StoreUnsafe(ref v, i);
            (x - nextM * rate / (Vector.SquareRoot(nextV) * rootScale + offset)).StoreUnsafe(ref theta, i);
        }
        for (; i < count; i++)
        {
            ref T x = ref Unsafe.Add(ref theta, i);
            T d = Unsafe.Add(ref g, i) + x * decay;
            T nextM = Unsafe.Add(ref m, i) * beta1 + d * fresh1;
            T nextV = Unsafe.Add(ref v, i) * beta2 + d * d * fresh2;
            Unsafe.Add(ref m, i) = nextM;
            Unsafe.Add(ref v, i) = nextV;
            x -= nextM * rate / (T.Sqrt(nextV) * rootScale + epsilon);
        }
    }
}
