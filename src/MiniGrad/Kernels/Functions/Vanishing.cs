namespace MiniGrad.Kernels;

/// <summary>Sets to 0 what has become too small to matter, before it becomes subnormal.</summary>
/// <remarks>A processor may take a hundred times as long to multiply subnormal numbers (in single precision those below 1.2e-38), and
/// gradients that vanish on their way through many layers, or behind a loss that has nothing left to learn, would fill whole matrices with
/// them. So whatever writes gradients for a product to read writes 0 below a bound. It is so far above the subnormal numbers that a product
/// with a weight or an activation down to 1e-8 is still normal, and so far below what moves a weight that no update can tell. NaN stays
/// NaN.</remarks>
internal static class Vanishing
{
    /// <summary>Below this, in magnitude, a gradient counts as 0.</summary>
    [MethodImpl(AggressiveInlining)] public static double Bound<T>() => typeof(T) == typeof(float) ? 1e-30 : 1e-290;

    /// <summary>A gradient, or 0 where it has vanished.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Flush<TSimd, TVector, T>(TVector gradient)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Flush<TSimd, TVector, T>(gradient, TSimd.Constant(Bound<T>()));

    /// <summary>x, or 0 where it is smaller in magnitude than the bound.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Flush<TSimd, TVector, T>(TVector x, TVector bound)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Select(TSimd.LessThan(TSimd.Abs(x), bound), TSimd.Constant(0), x);

    /// <summary>The least factor of a gradient for which the product counts: ∞ if the gradient has vanished.</summary>
    /// <remarks>To ask the factor spares the multiplication that would give a subnormal number.</remarks>
    [MethodImpl(AggressiveInlining)]
    public static TVector SmallestFactor<TSimd, TVector, T>(TVector flushedGradient)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Divide(TSimd.Constant(Bound<T>()), TSimd.Abs(flushedGradient));

    /// <summary>eˣ for x ≤ 0, or 0 where it would be subnormal.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Exp<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector bound = TSimd.Constant(typeof(T) == typeof(float) ? -87 : -708);
        TVector power = ExponentialFunction.ExpOfAtMost<TSimd, TVector, T>(TSimd.Max(bound, x));
        return TSimd.Select(TSimd.LessThan(x, bound), TSimd.Constant(0), power);
    }
}
