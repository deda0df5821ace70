namespace MiniGrad.Search;

/// <summary>The logarithm of the expected improvement below a threshold of a normal variable, without the underflow that makes the plain
/// one flat where little is to be expected (Ament and others, "Unexpected improvements to expected improvement for Bayesian optimization",
/// 2023).</summary>
internal static class LogImprovement
{
    private const double LogRootTwoPi = 0.91893853320467274178;

    /// <summary>Beyond this distance from 0 the tail's continued fraction is exact to the last places with so many terms; nearer the series
    /// is.</summary>
    private const double Tail = 2.5;
    private const int Terms = 70;

    /// <summary>log E max(threshold − Y, 0) with Y normal, and its derivatives by mean and standard deviation.</summary>
    public static double Of(double mean, double deviation, double threshold, out double byMean, out double byDeviation)
    {
        double z = (threshold - mean) / deviation;
        double value = LogH(z, out double slope) + Math.Log(deviation);
        byMean = -slope / deviation;
        byDeviation = OneLess(z, slope) / deviation;
        return value;
    }

    /// <summary>log h(z), h(z) = φ(z) + z Φ(z), and its derivative Φ(z) / h(z).</summary>
    public static double LogH(double z, out double derivative)
    {
        if (z <= -Tail)
        {
            // Φ(z) / φ(z) = 1 / (t + c) with t = −z, so that h(z) / φ(z) = c / (t + c) without a difference.
            double c = Fraction(-z);
            derivative = 1 / c;
            return Math.Log(c / (c - z)) - z * z / 2 - LogRootTwoPi;
        }
        double density = Math.Exp(-z * z / 2 - LogRootTwoPi);
        if (z < Tail)
        {
            double share = 0.5 + density * Series(z);
            double h = density + z * share;
            derivative = share / h;
            return Math.Log(h);
        }
        // h(z) = z + h(−z).
        double other = Fraction(z);
        double whole = z + density * other / (z + other);
        derivative = (1 - density / (z + other)) / whole;
        return Math.Log(whole);
    }

    /// <summary>1 − Φ(z) for z ≥ 0, and φ(z).</summary>
    public static double ShareAbove(double z, out double density)
    {
        density = Math.Exp(-z * z / 2 - LogRootTwoPi);
        return z < Tail ? 0.5 - density * Series(z) : density / (z + Fraction(z));
    }

    /// <summary>1 − z Φ(z) / h(z) = φ(z) / h(z), given the derivative of log h.</summary>
    private static double OneLess(double z, double slope)
    {
        if (z > -Tail) return 1 - z * slope;
        double c = 1 / slope;
        return (c - z) / c;
    }

    /// <summary>1 / (t + 2 / (t + 3 / (t + …))) of Laplace's fraction for the tail.</summary>
    private static double Fraction(double t)
    {
        double value = t;
        for (int term = Terms; term > 1; term--) value = t + term / value;
        return 1 / value;
    }

    /// <summary>z + z³/3 + z⁵/15 + …, which is (Φ(z) − ½) / φ(z).</summary>
    private static double Series(double z)
    {
        double term = z, sum = z;
        for (int odd = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); odd += 2) sum += term *= z * z / odd;
        return sum;
    }
}
