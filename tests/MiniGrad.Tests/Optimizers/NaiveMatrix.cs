namespace MiniGrad.Tests.Optimizers;

/// <summary>Matrices by the loops of a textbook.</summary>
internal static class NaiveMatrix
{
    /// <summary>Five iterations of Newton and Schulz with the coefficients that were published with Muon.</summary>
    public static double[,] Orthogonalize(double[,] g)
    {
        if (g.GetLength(0) > g.GetLength(1)) return Transpose(Orthogonalize(Transpose(g)));
        double norm = 0;
        foreach (double value in g) norm += value * value;
        double[,] x = Map(g, value => value / (Math.Sqrt(norm) + 1e-7));
        for (int i = 0; i < 5; i++)
        {
            double[,] a = Multiply(x, Transpose(x));
            double[,] b = Add(Map(a, value => -4.7750 * value), Map(Multiply(a, a), value => 2.0315 * value));
            x = Add(Map(x, value => 3.4445 * value), Multiply(b, x));
        }
        return x;
    }

    public static double[,] Multiply(double[,] a, double[,] b)
    {
        double[,] c = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < b.GetLength(1); j++)
                for (int k = 0; k < a.GetLength(1); k++) c[i, j] += a[i, k] * b[k, j];
        return c;
    }

    public static double[,] Transpose(double[,] a)
    {
        double[,] b = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) b[j, i] = a[i, j];
        return b;
    }

    private static double[,] Map(double[,] a, Func<double, double> function)
    {
        double[,] b = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) b[i, j] = function(a[i, j]);
        return b;
    }

    private static double[,] Add(double[,] a, double[,] b)
    {
        double[,] c = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) c[i, j] = a[i, j] + b[i, j];
        return c;
    }
}
