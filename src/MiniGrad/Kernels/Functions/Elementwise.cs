namespace MiniGrad.Kernels;

/// <summary>A function of one number, written for a vector of any width. A struct, so that the loop is compiled for it without a call, and
/// can hold settings.</summary>
internal interface IUnaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>A function of two numbers, written for vectors of any width.</summary>
internal interface IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>Loops over contiguous spans, one element of output for one of each input. Output and input may be the same span. An element's
/// result does not depend on its place: what is left after the last whole vector goes through the same arithmetic.</summary>
internal static unsafe class Elementwise
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    [MethodImpl(AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> x, Span<T> y, TOperator function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IUnaryOperator<T>
    {
        fixed (T* source = x, target = y[..x.Length])
            RangeKernel.Run<T, UnaryLoop<T, TOperator>>(new(source, target, function), x.Length, Grain);
    }

    [MethodImpl(AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, TOperator function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        fixed (T* left = a, right = b[..a.Length], target = y[..a.Length])
            RangeKernel.Run<T, BinaryLoop<T, TOperator>>(new(left, 1, right, 1, target, function), a.Length, Grain);
    }

    [MethodImpl(AggressiveOptimization)]
    public static void Apply<T, TOperator>(ReadOnlySpan<T> a, T b, Span<T> y, TOperator function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        fixed (T* left = a, target = y[..a.Length])
            RangeKernel.Run<T, BinaryLoop<T, TOperator>>(new(left, 1, &b, 0, target, function), a.Length, Grain);
    }

    [MethodImpl(AggressiveOptimization)]
    public static void Apply<T, TOperator>(T a, ReadOnlySpan<T> b, Span<T> y, TOperator function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        fixed (T* right = b, target = y[..b.Length])
            RangeKernel.Run<T, BinaryLoop<T, TOperator>>(new(&a, 0, right, 1, target, function), b.Length, Grain);
    }

    /// <summary>y ← f(x) with vectors of one width, for few elements in memory that stays where it is.</summary>
    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void ApplyAlone<TSimd, TVector, T, TOperator>(T* x, T* y, int count, TOperator function)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IUnaryOperator<T>
    {
        for (; count >= TSimd.Lanes; count -= TSimd.Lanes, x += TSimd.Lanes, y += TSimd.Lanes)
            TSimd.Store(function.Invoke<TSimd, TVector>(TSimd.Load(x)), y);
        if (count > 0) UnaryLoop<T, TOperator>.RunRest<TSimd, TVector>(x, y, count, function);
    }

    /// <summary>y ← f(a, b), the same.</summary>
    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void ApplyAlone<TSimd, TVector, T, TOperator>(T* a, T* b, T* y, int count, TOperator function)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        for (; count >= TSimd.Lanes; count -= TSimd.Lanes, a += TSimd.Lanes, b += TSimd.Lanes, y += TSimd.Lanes)
            TSimd.Store(function.Invoke<TSimd, TVector>(TSimd.Load(a), TSimd.Load(b)), y);
        if (count > 0) BinaryLoop<T, TOperator>.RunRest<TSimd, TVector>(a, b, y, count, function);
    }

    public static void Add<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(a, b, y, default(AddOperator<T>));

    private readonly struct UnaryLoop<T, TOperator>(T* x, T* y, TOperator function) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IUnaryOperator<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TOperator f = function;
            T* source = x, target = y;
            int i = start;
            for (; i <= end - TSimd.Lanes; i += TSimd.Lanes) TSimd.Store(f.Invoke<TSimd, TVector>(TSimd.Load(source + i)), target + i);
            if (i < end) RunRest<TSimd, TVector>(source + i, target + i, end - i, f);
        }

        // Apart, so that the compiler has the function once at a time before it: it stops inlining where a method grows too large.
        [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
        public static void RunRest<TSimd, TVector>(T* source, T* target, int count, TOperator f)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.StoreFirst(f.Invoke<TSimd, TVector>(TSimd.LoadFirst(source, count)), target, count);
    }

    /// <summary>Steps are 1 for an input with an element for each of the output, 0 for a number that stands for all.</summary>
    private readonly struct BinaryLoop<T, TOperator>(T* a, int aStep, T* b, int bStep, T* y, TOperator function) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // A number becomes a vector of itself in memory, from which every step reads again.
            TVector aRepeated = TSimd.Broadcast(*a), bRepeated = TSimd.Broadcast(*b);
            TOperator f = function;
            T* left = aStep == 0 ? (T*)Unsafe.AsPointer(ref aRepeated) : a + start;
            T* right = bStep == 0 ? (T*)Unsafe.AsPointer(ref bRepeated) : b + start;
            T* target = y + start;
            int aStride = aStep * TSimd.Lanes, bStride = bStep * TSimd.Lanes, rest = end - start;
            for (; rest >= TSimd.Lanes; rest -= TSimd.Lanes, left += aStride, right += bStride, target += TSimd.Lanes)
                TSimd.Store(f.Invoke<TSimd, TVector>(TSimd.Load(left), TSimd.Load(right)), target);
            if (rest > 0) RunRest<TSimd, TVector>(left, right, target, rest, f);
        }

        [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
        public static void RunRest<TSimd, TVector>(T* left, T* right, T* target, int count, TOperator f)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.StoreFirst(f.Invoke<TSimd, TVector>(TSimd.LoadFirst(left, count), TSimd.LoadFirst(right, count)), target, count);
    }
}

internal readonly struct AddOperator<T> : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector a, TVector b)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct => TSimd.Add(a, b);
}
