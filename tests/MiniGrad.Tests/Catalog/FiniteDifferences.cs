namespace MiniGrad.Tests.Catalog;

/// <summary>Derivatives estimated from values of a function, without the library.</summary>
internal static class FiniteDifferences
{
    // Four steps stay within the distance that the catalog's inputs keep from kinks.
    private const double Step = 4e-3;

    /// <summary>The derivatives of f in respect of every element of the arrays that are asked for; nothing for the others. Central
    /// differences of fourth order with two steps, combined so that the error of fourth order cancels too (Richardson's
    /// extrapolation).</summary>
    /// <param name="f">The function; the arrays it gets are changed between calls.</param>
    /// <param name="arrays">Where to differentiate.</param>
    /// <param name="isVariable">For the place of each array, whether it is asked for.</param>
    public static double[][] Gradients(Func<double[][], double> f, IEnumerable<double[]> arrays, Func<int, bool> isVariable)
    {
        double[][] point = [.. arrays.Select(array => array.ToArray())];
        double[][] derivatives = [.. point.Select((array, place) => isVariable(place) ? new double[array.Length] : [])];
        for (int place = 0; place < point.Length; place++)
        {
            double[] array = point[place];
            for (int i = 0; i < derivatives[place].Length; i++)
            {
                double center = array[i], coarse = Central(Step), fine = Central(Step / 2);
                derivatives[place][i] = fine + (fine - coarse) / 15;
                array[i] = center;

                double Central(double h) => (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h);

                double At(double distance)
                {
                    array[i] = center + distance;
                    return f(point);
                }
            }
        }
        return derivatives;
    }
}
