namespace MiniGrad.Search;

/// <summary>Loops over short rows of numbers, always in the same order.</summary>
internal static class RowMath
{
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int i = 0;
        double sum = 0;
        if (x.Length >= Vector<double>.Count)
        {
            Vector<double> sums = Vector<double>.Zero;
            for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
                sums += new Vector<double>(x[i..]) * new Vector<double>(y[i..]);
            sum = Vector.Sum(sums);
        }
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y += factor · x.</summary>
    public static void Add(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0;
        Vector<double> factors = new(factor);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(y[i..]) + factors * new Vector<double>(x[i..])).CopyTo(y[i..]);
        for (; i < x.Length; i++) y[i] += factor * x[i];
    }

    public static void Scale(double factor, Span<double> x)
    {
        int i = 0;
        Vector<double> factors = new(factor);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            (factors * new Vector<double>(x[i..])).CopyTo(x[i..]);
        for (; i < x.Length; i++) x[i] *= factor;
    }

    /// <summary>(x, y) becomes (cosine · x − sine · y, sine · x + cosine · y).</summary>
    public static void Rotate(double cosine, double sine, Span<double> x, Span<double> y)
    {
        int i = 0;
        Vector<double> cosines = new(cosine), sines = new(sine);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> a = new(x[i..]), b = new(y[i..]);
            (cosines * a - sines * b).CopyTo(x[i..]);
            (sines * a + cosines * b).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++) (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
    }
}
