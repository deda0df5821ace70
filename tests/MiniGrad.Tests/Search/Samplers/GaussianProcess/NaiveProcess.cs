namespace MiniGrad.Tests.Search;

/// <summary>A Gaussian process by the formulas: the whole matrix, and elimination for each system.</summary>
internal sealed class NaiveProcess
{
    private readonly double[][] points;
    private readonly bool[] isChoice;
    private readonly double[] settings;
    private readonly double[][] matrix;

    public NaiveProcess(double[][] points, bool[] isChoice, double[] settings)
    {
        (this.points, this.isChoice, this.settings) = (points, isChoice, settings);
        matrix = [.. points.Select(a => points.Select(b => Kernel(a, b)).ToArray())];
        for (int i = 0; i < points.Length; i++) matrix[i][i] += Math.Exp(settings[^1]);
    }

    public static double[][] Points(Random random, int count, bool[] isChoice) => [.. Enumerable.Range(0, count)
        .Select(_ => isChoice.Select(choice => choice ? random.Next(-1, 3) : random.NextDouble()).ToArray())];

    public static double Function(double[] point) => Math.Sin(5 * point[0]) + 0.3 * point[1] + point[2] * point[3] - 0.4;

    public double Mean(double[] point, double[] values) => Product(Row(point), Solve(values));

    public double Variance(double[] point) => Kernel(point, point) - Product(Row(point), Solve(Row(point)));

    public double HalfQuadratic(double[] values) => Product(values, Solve(values)) / 2;

    public double HalfLogDeterminant()
    {
        Eliminate(new double[points.Length], out double logDeterminant);
        return logDeterminant / 2;
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private double[] Row(double[] point) => [.. points.Select(other => Kernel(point, other))];

    private double Kernel(double[] a, double[] b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
        {
            double difference = isChoice[j] ? a[j] == b[j] ? 0 : 1 : a[j] - b[j];
            sum += Math.Pow(difference * Math.Exp(settings[j]), 2);
        }
        double r = Math.Sqrt(5 * sum);
        return Math.Exp(settings[^2]) * (1 + r + r * r / 3) * Math.Exp(-r);
    }

    private double[] Solve(double[] right) => Eliminate(right, out _);

    /// <summary>Gauss's elimination with pivots of columns.</summary>
    private double[] Eliminate(double[] right, out double logDeterminant)
    {
        int count = points.Length;
        double[][] rows = [.. matrix.Select((row, i) => row.Append(right[i]).ToArray())];
        logDeterminant = 0;
        for (int column = 0; column < count; column++)
        {
            int pivot = Enumerable.Range(column, count - column).MaxBy(i => Math.Abs(rows[i][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            logDeterminant += Math.Log(Math.Abs(rows[column][column]));
            for (int i = column + 1; i < count; i++)
            {
                double factor = rows[i][column] / rows[column][column];
                for (int k = column; k <= count; k++) rows[i][k] -= factor * rows[column][k];
            }
        }
        double[] result = new double[count];
        for (int i = count - 1; i >= 0; i--)
        {
            double sum = rows[i][count];
            for (int k = i + 1; k < count; k++) sum -= rows[i][k] * result[k];
            result[i] = sum / rows[i][i];
        }
        return result;
    }
}
