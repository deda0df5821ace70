namespace MiniGrad.Search;

/// <summary>Shares of the standard normal distribution, to about 1e-14 relative also far out.</summary>
internal static class NormalShare
{
    /// <summary>The share below x.</summary>
    public static double Below(double x) => x < 0 ? Beyond(-x) : 1 - Beyond(x);

    /// <summary>x with a share below it; the share is moved into what a number can show.</summary>
    public static double PointOf(double share)
    {
        if (share > 0.5) return -PointOf(1 - share);
        share = Math.Max(share, 1e-300);
        // Abramowitz and Stegun 26.2.23 to begin with, then Halley's steps on the share itself.
        double t = Math.Sqrt(-2 * Math.Log(share));
        double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        for (int step = 0; step < 2; step++)
        {
            double error = (share - Beyond(x)) / Density(x);
            x -= error / (1 + 0.5 * x * error);
        }
        return -x;
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x) * 0.3989422804014327;

    /// <summary>The share above x ≥ 0: a series near 0, a continued fraction in the tail.</summary>
    private static double Beyond(double x)
    {
        if (x < 2.5)
        {
            double term = x, sum = x, square = x * x;
            for (int k = 3; term > 1e-17 * sum; k += 2)
            {
                term *= square / k;
                sum += term;
            }
            return 0.5 - Density(x) * sum;
        }
        double fraction = x;
        for (int k = (int)(30 + 400 / (x * x)); k > 0; k--) fraction = x + k / fraction;
        return Density(x) / fraction;
    }
}
