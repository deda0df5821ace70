using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniGrad.Kernels;

/// <summary>A function of one number. A struct, so that the loop over a span is compiled for it without a call per element.</summary>
internal interface IUnaryOperator<T> where T : unmanaged
{
    T Invoke(T x);
}

/// <summary>A function of two numbers, and of two vectors of numbers where <see cref="IsVectorized"/>.</summary>
internal interface IBinaryOperator<T> where T : unmanaged
{
    static virtual bool IsVectorized => false;

    T Invoke(T a, T b);

    Vector<T> Invoke(Vector<T> a, Vector<T> b) => throw new NotSupportedException();
}

/// <summary>Loops over contiguous spans, one element of output for one of each input. Output and input may be the same span.</summary>
internal static class Elementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> x, Span<T> y, TOperator function)
        where T : unmanaged where TOperator : struct, IUnaryOperator<T>
    {
        ref T source = ref MemoryMarshal.GetReference(x);
        ref T target = ref MemoryMarshal.GetReference(y[..x.Length]);
        for (int i = 0; i < x.Length; i++) Unsafe.Add(ref target, i) = function.Invoke(Unsafe.Add(ref source, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, TOperator function)
        where T : unmanaged where TOperator : struct, IBinaryOperator<T>
    {
        ref T left = ref MemoryMarshal.GetReference(a);
        ref T right = ref MemoryMarshal.GetReference(b[..a.Length]);
        ref T target = ref MemoryMarshal.GetReference(y[..a.Length]);
        nuint i = 0, count = (nuint)a.Length;
        if (TOperator.IsVectorized)
        {
            for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
                function.Invoke(Vector.LoadUnsafe(ref left, i), Vector.LoadUnsafe(ref right, i)).StoreUnsafe(ref target, i);
        }
        for (; i < count; i++) Unsafe.Add(ref target, i) = function.Invoke(Unsafe.Add(ref left, i), Unsafe.Add(ref right, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> a, T b, Span<T> y, TOperator function)
        where T : unmanaged where TOperator : struct, IBinaryOperator<T>
    {
        ref T left = ref MemoryMarshal.GetReference(a);
        ref T target = ref MemoryMarshal.GetReference(y[..a.Length]);
        nuint i = 0, count = (nuint)a.Length;
        if (TOperator.IsVectorized)
        {
            Vector<T> right = new(b);
            for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
                function.Invoke(Vector.LoadUnsafe(ref left, i), right).StoreUnsafe(ref target, i);
        }
        for (; i < count; i++) Unsafe.Add(ref target, i) = function.Invoke(Unsafe.Add(ref left, i), b);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T, TOperator>(T a, ReadOnlySpan<T> b, Span<T> y, TOperator function)
        where T : unmanaged where TOperator : struct, IBinaryOperator<T>
    {
        ref T right = ref MemoryMarshal.GetReference(b);
        ref T target = ref MemoryMarshal.GetReference(y[..b.Length]);
        nuint i = 0, count = (nuint)b.Length;
        if (TOperator.IsVectorized)
        {
            Vector<T> left = new(a);
            for (; i + (nuint)Vector<T>.Count <= count; i += (nuint)Vector<T>.Count)
                function.Invoke(left, Vector.LoadUnsafe(ref right, i)).StoreUnsafe(ref target, i);
        }
        for (; i < count; i++) Unsafe.Add(ref target, i) = function.Invoke(a, Unsafe.Add(ref right, i));
    }

    public static void Add<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TensorPrimitives.Add(a, b, y);
}
