namespace MiniGrad.Kernels;

/// <summary>Elementwise functions of inputs that broadcast to the output's sizes by NumPy's rules.</summary>
internal static class Broadcasting
{
    public static void Apply<T, TOperator>(
        ReadOnlySpan<T> a, ReadOnlySpan<int> aSizes, ReadOnlySpan<T> b, ReadOnlySpan<int> bSizes, Span<T> y, ReadOnlySpan<int> sizes,
        TOperator function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
    {
        if (y.Length == 0) return;
        if (a.Length == y.Length && b.Length == y.Length)
        {
            Elementwise.Apply(a, b, y, function);
            return;
        }
        BroadcastRuns runs = new(stackalloc int[BroadcastRuns.ScratchLength(sizes)], sizes, aSizes, bSizes);
        for (int offset = 0; offset < y.Length; offset += runs.Length, runs.MoveNext())
        {
            Span<T> run = y.Slice(offset, runs.Length);
            if (runs.IsConstant(0) && runs.IsConstant(1))
            {
                Elementwise.Apply(a.Slice(runs.Offset(0), 1), b[runs.Offset(1)], run[..1], function);
                run.Fill(run[0]);
            }
            else if (runs.IsConstant(0)) Elementwise.Apply(a[runs.Offset(0)], b.Slice(runs.Offset(1), runs.Length), run, function);
            else if (runs.IsConstant(1)) Elementwise.Apply(a.Slice(runs.Offset(0), runs.Length), b[runs.Offset(1)], run, function);
            else Elementwise.Apply(a.Slice(runs.Offset(0), runs.Length), b.Slice(runs.Offset(1), runs.Length), run, function);
        }
    }

    /// <summary>Repeats the input along the axes that it lacks or in which its size is 1.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> xSizes, Span<T> y, ReadOnlySpan<int> sizes) where T : unmanaged
    {
        if (y.Length == 0) return;
        BroadcastRuns runs = new(stackalloc int[BroadcastRuns.ScratchLength(sizes)], sizes, xSizes);
        for (int offset = 0; offset < y.Length; offset += runs.Length, runs.MoveNext())
        {
            Span<T> run = y.Slice(offset, runs.Length);
            if (runs.IsConstant(0)) run.Fill(x[runs.Offset(0)]);
            else x.Slice(runs.Offset(0), runs.Length).CopyTo(run);
        }
    }

    /// <summary>Takes from <paramref name="a"/> where the condition is not zero, and from <paramref name="b"/> elsewhere.</summary>
    public static void Select<T>(
        ReadOnlySpan<T> condition, ReadOnlySpan<int> conditionSizes, ReadOnlySpan<T> a, ReadOnlySpan<int> aSizes,
        ReadOnlySpan<T> b, ReadOnlySpan<int> bSizes, Span<T> y, ReadOnlySpan<int> sizes)
        where T : unmanaged, INumber<T>
    {
        if (y.Length == 0) return;
        BroadcastRuns runs = new(stackalloc int[BroadcastRuns.ScratchLength(sizes)], sizes, conditionSizes, aSizes, bSizes);
        for (int offset = 0; offset < y.Length; offset += runs.Length, runs.MoveNext())
        {
            Span<T> run = y.Slice(offset, runs.Length);
            int conditionStep = runs.IsConstant(0) ? 0 : 1, aStep = runs.IsConstant(1) ? 0 : 1, bStep = runs.IsConstant(2) ? 0 : 1;
            ReadOnlySpan<T> conditionRun = condition[runs.Offset(0)..], aRun = a[runs.Offset(1)..], bRun = b[runs.Offset(2)..];
            for (int i = 0; i < run.Length; i++) run[i] = conditionRun[i * conditionStep] != T.Zero ? aRun[i * aStep] : bRun[i * bStep];
        }
    }
}
