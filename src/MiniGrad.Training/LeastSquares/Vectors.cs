using System.Runtime.InteropServices;

namespace MiniGrad.Training;

/// <summary>Sums and multiples of vectors of doubles, always in the same order.</summary>
internal static class Vectors
{
    /// <summary><c>Σ aᵢ·bᵢ</c>.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(b[..a.Length]);
        Vector<double> even = default, odd = default;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }
        if (i < left.Length) even += left[i] * right[i];
        double sum = Vector.Sum(even + odd);
        for (i = left.Length * Vector<double>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary><c>y ← y + factor·x</c>.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        for (int i = 0; i < from.Length; i++) to[i] += from[i] * factor;
        for (int i = from.Length * Vector<double>.Count; i < x.Length; i++) y[i] += x[i] * factor;
    }

    /// <summary><c>sumᵢ ← sumᵢ + aᵢ·bᵢ</c>.</summary>
    public static void AddProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> sum)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(b[..a.Length]);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(sum[..a.Length]);
        for (int i = 0; i < left.Length; i++) to[i] += left[i] * right[i];
        for (int i = left.Length * Vector<double>.Count; i < a.Length; i++) sum[i] += a[i] * b[i];
    }

    /// <summary><c>‖x‖₂</c>, without overflow or underflow on the way.</summary>
    public static double Norm(ReadOnlySpan<double> x)
    {
        double norm = Math.Sqrt(Dot(x, x));
        if (norm is > 1e-140 and < 1e140) return norm;
        double largest = 0;
        foreach (double value in x) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !double.IsFinite(largest)) return largest;
        double sum = 0;
        foreach (double value in x) sum += value / largest * (value / largest);
        return largest * Math.Sqrt(sum);
    }

    /// <summary>The norm of x with each element times a weight.</summary>
    public static double Norm(ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
    {
        double[] weighted = new double[x.Length];
        for (int i = 0; i < weighted.Length; i++) weighted[i] = weights[i] * x[i];
        return Norm(weighted);
    }

    /// <summary>The place of the first element that is not finite, or −1.</summary>
    public static int FirstNotFinite(ReadOnlySpan<double> x)
    {
        for (int i = 0; i < x.Length; i++)
            if (!double.IsFinite(x[i])) return i;
        return -1;
    }
}
