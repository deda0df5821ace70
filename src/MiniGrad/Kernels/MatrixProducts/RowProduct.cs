using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>A single row times a matrix, as when one example is predicted. Nothing is used twice, so all depends on how fast B comes from
/// memory: it is read from its beginning to its end, eight rows side by side, and added to the row of C, which stays in the first
/// cache.</summary>
internal static unsafe class RowProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    private const int Depth = 8;

    public static void Compute<TFinish>(ref Product<T> product, Area area, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        T* c = product.C + area.Column, b = product.B + area.Column;
        if (!product.Accumulate)
        {
            Span<T> sums = new(c, area.Columns);
            if (product.Bias is null) sums.Clear();
            else new ReadOnlySpan<T>(product.Bias + area.Column, area.Columns).CopyTo(sums);
        }
        int depth = Product<T>.PartOf(product.K);
        AddRows(product.A, product.AStep, b, product.BStep, c, area.Columns, Math.Min(depth, product.K));
        if (product.K > depth)
        {
            T* part = (T*)Workspace.Rent((long)area.Columns * sizeof(T));
            Span<T> sums = new(c, area.Columns), sumsOfPart = new(part, area.Columns);
            for (nint p = depth; p < product.K; p += depth)
            {
                sumsOfPart.Clear();
                int count = (int)Math.Min(depth, product.K - p);
                AddRows(product.A + p * product.AStep, product.AStep, b + p * product.BStep, product.BStep, part, area.Columns, count);
                TensorPrimitives.Add(sums, sumsOfPart, sums);
            }
        }
        if (typeof(TFinish) != typeof(NoFinish<T>)) finish.Apply(c, area.Row, area.Column, area.Columns);
    }

    [MethodImpl(AggressiveOptimization)]
    private static void AddRows(T* a, nint aStep, T* b, nint bStep, T* c, int columns, int k)
    {
        int lanes = TSimd.Lanes, whole = columns - columns % lanes, rest = columns - whole, p = 0;
        for (; p <= k - Depth; p += Depth, a += Depth * aStep, b += Depth * bStep)
        {
            TVector a0 = TSimd.Broadcast(a[0]), a1 = TSimd.Broadcast(a[aStep]), a2 = TSimd.Broadcast(a[2 * aStep]);
            TVector a3 = TSimd.Broadcast(a[3 * aStep]), a4 = TSimd.Broadcast(a[4 * aStep]), a5 = TSimd.Broadcast(a[5 * aStep]);
            TVector a6 = TSimd.Broadcast(a[6 * aStep]), a7 = TSimd.Broadcast(a[7 * aStep]);
            T* b1 = b + bStep, b2 = b1 + bStep, b3 = b2 + bStep, b4 = b3 + bStep, b5 = b4 + bStep, b6 = b5 + bStep, b7 = b6 + bStep;
            int j = 0;
            for (; j < whole; j += lanes)
            {
                TVector sum = TSimd.Load(c + j);
                sum = TSimd.MultiplyAdd(a0, TSimd.Load(b + j), sum);
                sum = TSimd.MultiplyAdd(a1, TSimd.Load(b1 + j), sum);
                sum = TSimd.MultiplyAdd(a2, TSimd.Load(b2 + j), sum);
                sum = TSimd.MultiplyAdd(a3, TSimd.Load(b3 + j), sum);
                sum = TSimd.MultiplyAdd(a4, TSimd.Load(b4 + j), sum);
                sum = TSimd.MultiplyAdd(a5, TSimd.Load(b5 + j), sum);
                sum = TSimd.MultiplyAdd(a6, TSimd.Load(b6 + j), sum);
                sum = TSimd.MultiplyAdd(a7, TSimd.Load(b7 + j), sum);
                TSimd.Store(sum, c + j);
            }
            if (rest == 0) continue;
            TVector last = TSimd.LoadFirst(c + j, rest);
            last = TSimd.MultiplyAdd(a0, TSimd.LoadFirst(b + j, rest), last);
            last = TSimd.MultiplyAdd(a1, TSimd.LoadFirst(b1 + j, rest), last);
            last = TSimd.MultiplyAdd(a2, TSimd.LoadFirst(b2 + j, rest), last);
            last = TSimd.MultiplyAdd(a3, TSimd.LoadFirst(b3 + j, rest), last);
            last = TSimd.MultiplyAdd(a4, TSimd.LoadFirst(b4 + j, rest), last);
            last = TSimd.MultiplyAdd(a5, TSimd.LoadFirst(b5 + j, rest), last);
            last = TSimd.MultiplyAdd(a6, TSimd.LoadFirst(b6 + j, rest), last);
            last = TSimd.MultiplyAdd(a7, TSimd.LoadFirst(b7 + j, rest), last);
            TSimd.StoreFirst(last, c + j, rest);
        }
        for (; p < k; p++, a += aStep, b += bStep)
        {
            TVector a0 = TSimd.Broadcast(*a);
            int j = 0;
            for (; j < whole; j += lanes) TSimd.Store(TSimd.MultiplyAdd(a0, TSimd.Load(b + j), TSimd.Load(c + j)), c + j);
            if (rest > 0) TSimd.StoreFirst(TSimd.MultiplyAdd(a0, TSimd.LoadFirst(b + j, rest), TSimd.LoadFirst(c + j, rest)), c + j, rest);
        }
    }
}
