using System.Buffers;

namespace MiniGrad.Kernels;

/// <summary>How a number that runs along an axis takes up the elements, in double precision.</summary>
internal interface ICumulation
{
    /// <summary>What it is before the first element.</summary>
    static abstract double Start { get; }

    /// <summary>Whether elements may be put together in groups before they are taken up.</summary>
    static abstract bool IsGrouped { get; }

    static abstract double Next(double before, double element);
}

internal readonly struct CumulativeSum : ICumulation
{
    public static double Start => 0;

    // Each element then waits for an addition a fourth as often, and is rounded in fewer.
    public static bool IsGrouped => true;

    [MethodImpl(AggressiveInlining)] public static double Next(double before, double element) => before + element;
}

internal readonly struct CumulativeProduct : ICumulation
{
    public static double Start => 1;

    // The product of a group might overflow where that with all before it does not.
    public static bool IsGrouped => false;

    [MethodImpl(AggressiveInlining)] public static double Next(double before, double element) => before * element;
}

/// <summary>Sums and products of the elements up to each, along the middle axis of row-major data of the sizes [outer, count, inner], from
/// either end. The running number has double precision. A result depends on the elements of its lane alone.</summary>
internal static unsafe class Cumulation
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    private const int Group = 4, GroupsInBlock = 32, LanesAtOnce = 64;

    public static void Apply<T, TCumulation>(ReadOnlySpan<T> x, int outer, int count, int inner, bool isReversed, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCumulation : struct, ICumulation
    {
        if (y.Length == 0) return;
        fixed (T* source = x, target = y)
        {
            LaneKernel<T, TCumulation> kernel = new(source, count, inner, isReversed, target);
            RangeKernel.Run<T, LaneKernel<T, TCumulation>>(kernel, outer * inner, Math.Max(1, Grain / count));
        }
    }

    /// <summary>s = b + l·s', with s' from the place before and the link l = a, or the a of the place before if links are the
    /// neighbours'; at the first place b.</summary>
    public static void Recur<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, int outer, int count, int inner, bool isReversed, bool linksAreNeighbours, Span<T> s)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = isReversed ? -inner : inner;
        for (int lane = 0; lane < outer * inner && count > 0; lane++)
        {
            int place = lane / inner * count * inner + lane % inner + (isReversed ? (count - 1) * inner : 0);
            double running = double.CreateTruncating(b[place]);
            s[place] = b[place];
            for (int i = 1; i < count; i++)
            {
                T link = a[linksAreNeighbours ? place : place + step];
                place += step;
                running = double.CreateTruncating(b[place]) + double.CreateTruncating(link) * running;
                s[place] = T.CreateTruncating(running);
            }
        }
    }

    /// <summary>For each element of the rows of a matrix the product of the others in its row.</summary>
    public static void ProductsOfOthers<T>(ReadOnlySpan<T> x, int rows, int count, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (y.Length == 0) return;
        fixed (T* source = x, target = y)
            RangeKernel.Run<T, OthersKernel<T>>(new(source, count, target), rows, Math.Max(1, Grain / count));
    }

    private readonly struct OthersKernel<T>(T* x, int count, T* y) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            double[] rented = ArrayPool<double>.Shared.Rent(count);
            Span<double> before = rented.AsSpan(0, count);
            for (int row = start; row < end; row++)
            {
                T* source = x + (nint)row * count, target = y + (nint)row * count;
                double product = 1;
                for (int i = 0; i < before.Length; i++)
                {
                    before[i] = product;
                    product *= double.CreateTruncating(source[i]);
                }
                product = 1;
                for (int i = before.Length - 1; i >= 0; i--)
                {
                    target[i] = T.CreateTruncating(before[i] * product);
                    product *= double.CreateTruncating(source[i]);
                }
            }
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private readonly struct LaneKernel<T, TCumulation>(T* x, int count, int inner, bool isReversed, T* y) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCumulation : struct, ICumulation
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int lane = start; lane < end;)
            {
                int column = lane % inner, width = Math.Min(Math.Min(inner - column, end - lane), LanesAtOnce);
                nint place = (nint)(lane / inner) * count * inner + column, step = inner;
                if (isReversed) (place, step) = (place + (count - 1) * step, -step);
                if (width == 1) One(x + place, y + place, step);
                else Several(x + place, y + place, step, width);
                lane += width;
            }
        }

        [MethodImpl(AggressiveOptimization)]
        private void One(T* source, T* target, nint step)
        {
            double running = TCumulation.Start;
            int i = 0;
            if (TCumulation.IsGrouped)
            {
                double block = TCumulation.Start;
                for (int groups = 0; i <= count - Group; i += Group, source += Group * step, target += Group * step)
                {
                    TakeGroup(source, target, step, running, ref block);
                    if (++groups % GroupsInBlock == 0) CloseBlock(ref running, ref block);
                }
                CloseBlock(ref running, ref block);
            }
            Finish(source, target, step, count - i, running);
        }

        // Apart, with nothing that refers to the running number, so that a register holds it.
        [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Finish(T* source, T* target, nint step, int left, double running)
        {
            for (; left > 0; left--, source += step, target += step)
            {
                running = TCumulation.Next(running, double.CreateTruncating(*source));
                *target = T.CreateTruncating(running);
            }
        }

        // Lane by lane within a group, so that neighbours in memory are read together.
        [MethodImpl(AggressiveOptimization)]
        private void Several(T* source, T* target, nint step, int width)
        {
            double* running = stackalloc double[LanesAtOnce], block = stackalloc double[LanesAtOnce];
            new Span<double>(running, width).Fill(TCumulation.Start);
            new Span<double>(block, width).Fill(TCumulation.Start);
            int i = 0;
            if (TCumulation.IsGrouped)
            {
                for (int groups = 0; i <= count - Group; i += Group, source += Group * step, target += Group * step)
                {
                    for (int lane = 0; lane < width; lane++) TakeGroup(source + lane, target + lane, step, running[lane], ref block[lane]);
                    if (++groups % GroupsInBlock != 0) continue;
                    for (int lane = 0; lane < width; lane++) CloseBlock(ref running[lane], ref block[lane]);
                }
                for (int lane = 0; lane < width; lane++) CloseBlock(ref running[lane], ref block[lane]);
            }
            for (; i < count; i++, source += step, target += step)
            {
                for (int lane = 0; lane < width; lane++)
                {
                    running[lane] = TCumulation.Next(running[lane], double.CreateTruncating(source[lane]));
                    target[lane] = T.CreateTruncating(running[lane]);
                }
            }
        }

        [MethodImpl(AggressiveInlining)]
        private static void TakeGroup(T* source, T* target, nint step, double running, ref double block)
        {
            double first = double.CreateTruncating(*source);
            double second = TCumulation.Next(first, double.CreateTruncating(source[step]));
            double third = TCumulation.Next(second, double.CreateTruncating(source[2 * step]));
            double fourth = TCumulation.Next(third, double.CreateTruncating(source[3 * step]));
            double before = block;
            block = TCumulation.Next(before, fourth);
            *target = T.CreateTruncating(TCumulation.Next(running, TCumulation.Next(before, first)));
            target[step] = T.CreateTruncating(TCumulation.Next(running, TCumulation.Next(before, second)));
            target[2 * step] = T.CreateTruncating(TCumulation.Next(running, TCumulation.Next(before, third)));
            target[3 * step] = T.CreateTruncating(TCumulation.Next(running, block));
        }

        [MethodImpl(AggressiveInlining)]
        private static void CloseBlock(ref double running, ref double block) =>
            (running, block) = (TCumulation.Next(running, block), TCumulation.Start);
    }
}
