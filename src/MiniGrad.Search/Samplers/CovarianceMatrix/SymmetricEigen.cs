namespace MiniGrad.Search;

/// <summary>A = Σₖ λₖ vₖ vₖᵀ of a symmetric matrix: Householder's reflections to three diagonals, then the implicit QL iteration (Golub and
/// Van Loan, "Matrix Computations", 8.3). Keeps its memory for the next time.</summary>
internal sealed class SymmetricEigen(int size)
{
    private const int MostIterations = 100;
    private readonly double[] matrix = new double[size * size];
    private readonly double[] beside = new double[size];
    private readonly double[] product = new double[size];

    /// <summary>λ, in no order.</summary>
    public double[] Values { get; } = new double[size];

    /// <summary>v, one a row, of length 1.</summary>
    public double[] Vectors { get; } = new double[size * size];

    public Span<double> Vector(int k) => Vectors.AsSpan(k * size, size);

    /// <summary>Decomposes a matrix of size × size, of which both triangles must be filled; false where it is not finite.</summary>
    public bool Decompose(ReadOnlySpan<double> symmetric)
    {
        foreach (double value in symmetric)
            if (!double.IsFinite(value)) return false;
        symmetric.CopyTo(matrix);
        Reflect();
        Accumulate();
        return Iterate();
    }

    private Span<double> Row(int row, int from) => matrix.AsSpan(row * size + from, size - from);

    /// <summary>Row k keeps v of its reflection 1 − v vᵀ from column k + 1 on.</summary>
    private void Reflect()
    {
        for (int k = 0; k < size; k++)
        {
            Values[k] = matrix[k * size + k];
            beside[k] = 0;
            if (k + 1 == size) break;
            Span<double> v = Row(k, k + 1);
            double norm = Math.Sqrt(RowMath.Dot(v, v));
            if (k + 2 == size || norm == 0)
            {
                beside[k] = v[0];
                v.Clear();
                continue;
            }
            double pivot = v[0] > 0 ? -norm : norm;
            beside[k] = pivot;
            // ‖x − pivot e‖² = 2 norm (norm + |x₀|); scaled to 2, so that the reflection is 1 − v vᵀ.
            double factor = 1 / Math.Sqrt(norm * (norm + Math.Abs(v[0])));
            v[0] -= pivot;
            RowMath.Scale(factor, v);
            Span<double> p = product.AsSpan(0, v.Length);
            for (int i = 0; i < v.Length; i++) p[i] = RowMath.Dot(Row(k + 1 + i, k + 1), v);
            RowMath.Add(-0.5 * RowMath.Dot(p, v), v, p);
            for (int i = 0; i < v.Length; i++)
            {
                Span<double> row = Row(k + 1 + i, k + 1);
                RowMath.Add(-v[i], p, row);
                RowMath.Add(-p[i], v, row);
            }
        }
    }

    /// <summary>The product of the reflections, the last one first: the transposed basis in which the matrix has three diagonals.</summary>
    private void Accumulate()
    {
        Vectors.AsSpan().Clear();
        for (int k = 0; k < size; k++) Vectors[k * size + k] = 1;
        for (int k = size - 3; k >= 0; k--)
        {
            Span<double> v = Row(k, k + 1);
            for (int i = k + 1; i < size; i++)
            {
                Span<double> row = Vectors.AsSpan(i * size + k + 1, v.Length);
                RowMath.Add(-RowMath.Dot(row, v), v, row);
            }
        }
    }

    private bool Iterate()
    {
        for (int first = 0; first < size; first++)
        {
            for (int iteration = 0; ; iteration++)
            {
                int last = first;
                while (last + 1 < size && !IsNegligible(last)) last++;
                if (last == first) break;
                if (iteration == MostIterations) return false;
                Sweep(first, last);
            }
        }
        return true;
    }

    private bool IsNegligible(int place)
    {
        double scale = Math.Abs(Values[place]) + Math.Abs(Values[place + 1]);
        return Math.Abs(beside[place]) <= 1.11e-16 * scale;
    }

    /// <summary>One implicit step with Wilkinson's shift, chasing the bulge from the last row to the first.</summary>
    private void Sweep(int first, int last)
    {
        double half = (Values[first + 1] - Values[first]) / (2 * beside[first]);
        double root = double.Hypot(half, 1);
        double shifted = Values[last] - Values[first] + beside[first] / (half + Math.CopySign(root, half));
        double sine = 1, cosine = 1, moved = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double bulge = sine * beside[i], kept = cosine * beside[i];
            double length = double.Hypot(bulge, shifted);
            beside[i + 1] = length;
            if (length == 0)
            {
                Values[i + 1] -= moved;
                beside[last] = 0;
                return;
            }
            sine = bulge / length;
            cosine = shifted / length;
            double lower = Values[i + 1] - moved;
            double change = (Values[i] - lower) * sine + 2 * cosine * kept;
            moved = sine * change;
            Values[i + 1] = lower + moved;
            shifted = cosine * change - kept;
            RowMath.Rotate(cosine, sine, Vector(i), Vector(i + 1));
        }
        Values[first] -= moved;
        beside[first] = shifted;
        beside[last] = 0;
    }
}
