namespace MiniGrad.Initializers;

/// <summary>Orthogonal rows or columns, by the Gram-Schmidt process on a random matrix.</summary>
internal sealed class OrthogonalInitializer(double gain) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != 2) throw new ArgumentException($"Orthogonal: expected the shape of a matrix, got {shape}.", nameof(shape));
        int count = Math.Min(shape[0], shape[1]), length = Math.Max(shape[0], shape[1]);
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++) vectors[i] = Draw(vectors.AsSpan(0, i), length, random);

        bool byRows = shape[0] <= shape[1];
        T[] values = new T[shape.ElementCount];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < length; j++) values[byRows ? i * length + j : j * count + i] = T.CreateChecked(gain * vectors[i][j]);
        return Tensor.Create(values, shape);
    }

    /// <summary>A random unit vector at right angles to the ones before.</summary>
    private static double[] Draw(ReadOnlySpan<double[]> before, int length, Random random)
    {
        while (true)
        {
            double[] vector = Tensor.Normal([length], 0.0, 1.0, random).ToArray();

            // Twice, because the first round leaves a rest of the size of its own rounding errors.
            for (int round = 0; round < 2; round++)
                foreach (double[] other in before) AddMultiple(vector, other, -Dot(vector, other));
            double norm = Math.Sqrt(Dot(vector, vector));
            if (norm < 1e-6) continue;
            for (int i = 0; i < length; i++) vector[i] /= norm;
            return vector;
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void AddMultiple(double[] target, double[] other, double factor)
    {
        for (int i = 0; i < target.Length; i++) target[i] += factor * other[i];
    }
}
