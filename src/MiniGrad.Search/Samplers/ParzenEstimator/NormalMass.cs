namespace MiniGrad.Search;

/// <summary>Masses of the standard normal distribution over intervals, accurate also far out in the tails.</summary>
internal static class NormalMass
{
    private const double Negligible = 8.5;
    private const double LogRootTwoPi = 0.91893853320467274;

    // (1 + 2x)·exp(x²)·erfc(x) as a Chebyshev series in t = (x − 3.75)/(x + 3.75), after Shepherd and Laframboise, "Chebyshev approximation
    // of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", 1981; the coefficients were computed in 50 digits.
    private static readonly double[] series =
    [
        1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498, -0.026658668435305752277,
        0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229, -0.000069169733025012063671,
        4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7, 1.0764999465670910377e-8, 4.5219598112182868979e-9,
        -7.7544002088313511065e-10, -6.3180883408866844944e-11, 2.8687950109306698981e-11, 1.945586854577734723e-13,
        -9.6546967484334389059e-13, 3.2525481481487398415e-14, 3.3478119482868053878e-14, -1.8645628804193131015e-15,
        -1.2507950530688647085e-15, 7.4182352566240434629e-17, 5.0681489047961113167e-17,
    ];

    /// <summary>The mass above z ≥ 0.</summary>
    public static double Tail(double z) => z > 38 ? 0 : Math.Exp(-0.5 * z * z) * TailRatio(z);

    /// <summary>The logarithm of the mass within so far below and above the mean, both at least 0.</summary>
    public static double LogRest(double below, double above)
    {
        // Beyond, a tail does not change 1.
        double outside = (below > Negligible ? 0 : Tail(below)) + (above > Negligible ? 0 : Tail(above));
        return outside == 0 ? 0 : Math.Log(1 - outside);
    }

    /// <summary>The logarithm of the mass from low to high, in units of the standard deviation.</summary>
    public static double LogMass(double low, double high)
    {
        if (high <= 0) (low, high) = (-high, -low);
        double width = high - low, middle = low + 0.5 * width;
        if (width * (1 + Math.Abs(middle)) < 0.1)
        {
            // The density's Taylor series about the middle, by Hermite polynomials: a difference would cancel.
            double m = middle * middle, w = width * width;
            double bend = w * ((m - 1) / 24 + w * ((m * (m - 6) + 3) / 1920 + w * (m * (m * (m - 15) + 45) - 15) / 322560));
            return Math.Log(width * (1 + bend)) - 0.5 * m - LogRootTwoPi;
        }
        if (low <= 0) return Math.Log(1 - Tail(high) - Tail(-low));
        double beyond = double.IsInfinity(high) ? 0 : TailRatio(high) * Math.Exp(-width * middle);
        return Math.Log(TailRatio(low) - beyond) - 0.5 * low * low;
    }

    /// <summary>The mass above z ≥ 0 times exp(z²/2).</summary>
    private static double TailRatio(double z)
    {
        double x = z * 0.70710678118654752, t = (x - 3.75) / (x + 3.75), twice = t + t, next = 0, afterNext = 0;
        for (int i = series.Length - 1; i > 0; i--) (next, afterNext) = (series[i] + twice * next - afterNext, next);
        return 0.5 * (series[0] + t * next - afterNext) / (1 + 2 * x);
    }
}
