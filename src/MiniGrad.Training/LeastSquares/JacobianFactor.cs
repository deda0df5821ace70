using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>A triangular factor of a Jacobian whose columns were scaled to length 1 and brought into an order: <c>J·S⁻¹·P = Q·R</c>.
/// By Householder's reflections of the largest remaining column (Businger and Golub, "Linear least squares solutions by Householder
/// transformations", 1965), which keeps all digits; or by Cholesky's factorisation of JᵀJ, which takes a fraction of the time where there
/// are many rows, and loses half of the digits.</summary>
internal sealed class JacobianFactor
{
    // Beyond as many multiplications reflections take a noticeable part of a second.
    private const double MostByReflections = 4e8;
    private const double Epsilon = 2.220446049250313e-16;

    private readonly double[] columns;
    private readonly double[]? reflections;

    /// <param name="columns">The Jacobian, one column of <paramref name="rows"/> numbers after the other. It is kept.</param>
    /// <param name="rows">The number of residuals, at least as large as that of columns.</param>
    /// <param name="count">The number of columns.</param>
    /// <param name="mayUseProducts">Whether JᵀJ may be taken where there is much to do.</param>
    public JacobianFactor(double[] columns, int rows, int count, bool mayUseProducts)
    {
        (this.columns, Rows, Count) = (columns, rows, count);
        Order = [.. Enumerable.Range(0, count)];
        Upper = new double[count * count];
        Norms = new double[count];
        for (int j = 0; j < count; j++)
        {
            double norm = Vectors.Norm(Column(columns, j));
            Norms[j] = norm > 0 ? norm : 1;
        }
        if (mayUseProducts && 2.0 * rows * count * count > MostByReflections) Rank = ByProducts();
        else
        {
            reflections = (double[])columns.Clone();
            Rank = ByReflections();
        }
    }

    /// <summary>The number of residuals.</summary>
    public int Rows { get; }

    /// <summary>The number of columns, n.</summary>
    public int Count { get; }

    /// <summary>R, row by row, n by n; below the diagonal zeros, and zeros in all rows from the rank on.</summary>
    public double[] Upper { get; }

    /// <summary>Which column of J stands at each place of R.</summary>
    public int[] Order { get; }

    /// <summary>The length of each column of J, or 1 for a column of zeros: the diagonal of S.</summary>
    public double[] Norms { get; }

    /// <summary>How many columns are independent, up to rounding.</summary>
    public int Rank { get; }

    /// <summary>The first n elements of <c>Qᵀ·v</c>.</summary>
    public double[] Project(ReadOnlySpan<double> vector)
    {
        double[] result = new double[Count];
        if (reflections is null)
        {
            for (int k = 0; k < Rank; k++)
                result[k] = Vectors.Dot(Column(columns, Order[k]), vector) / Norms[Order[k]];
            SolveTransposed(Upper, result, Count, Rank);
            return result;
        }
        double[] turned = vector.ToArray();
        for (int k = 0; k < Rank; k++) Reflect(k, turned);
        turned.AsSpan(0, Rank).CopyTo(result);
        return result;
    }

    /// <summary>Solves <c>Uᵀ·y = b</c> in place, with the leading part of an upper triangle.</summary>
    public static void SolveTransposed(ReadOnlySpan<double> upper, Span<double> b, int count, int rank)
    {
        for (int k = 0; k < rank; k++)
        {
            b[k] /= upper[k * count + k];
            Vectors.AddScaled(-b[k], upper.Slice(k * count + k + 1, rank - k - 1), b.Slice(k + 1, rank - k - 1));
        }
    }

    /// <summary>Solves <c>U·y = b</c> in place, with the leading part of an upper triangle; the rest of y becomes 0.</summary>
    public static void Solve(ReadOnlySpan<double> upper, Span<double> b, int count, int rank)
    {
        b[rank..].Clear();
        for (int k = rank - 1; k >= 0; k--)
        {
            double sum = Vectors.Dot(upper.Slice(k * count + k + 1, rank - k - 1), b.Slice(k + 1, rank - k - 1));
            b[k] = (b[k] - sum) / upper[k * count + k];
        }
    }

    /// <summary><c>(JᵀJ)⁻¹</c>, row by row; the rank must be full.</summary>
    public double[] InverseOfProduct()
    {
        double[] inverse = new double[Count * Count], unit = new double[Count];
        for (int place = 0; place < Count; place++)
        {
            Array.Clear(unit);
            unit[place] = 1;
            SolveTransposed(Upper, unit, Count, Count);
            Solve(Upper, unit, Count, Count);
            int row = Order[place];
            for (int k = 0; k < Count; k++) inverse[row * Count + Order[k]] = unit[k] / Norms[row] / Norms[Order[k]];
        }
        return inverse;
    }

    private int ByReflections()
    {
        double[] left = new double[Count];
        for (int j = 0; j < Count; j++)
        {
            Span<double> column = Column(reflections!, j);
            for (int i = 0; i < column.Length; i++) column[i] /= Norms[j];
            left[j] = Vectors.Norm(column);
        }
        double first = 0;
        for (int k = 0; k < Count; k++)
        {
            int pivot = k;
            for (int j = k + 1; j < Count; j++)
                if (left[j] > left[pivot]) pivot = j;
            if (pivot != k)
            {
                SwapColumns(k, pivot);
                left[pivot] = left[k];
            }
            Span<double> tail = Column(reflections!, k)[k..];
            double norm = Vectors.Norm(tail);
            if (k == 0) first = norm;
            if (!(norm > Epsilon * Rows * first)) return k;
            if (tail[0] > 0) norm = -norm;
            // The reflection vector is scaled so that its first element is 1 less what the column has there.
            for (int i = 0; i < tail.Length; i++) tail[i] /= -norm;
            tail[0] += 1;
            Upper[k * Count + k] = norm;
            for (int j = k + 1; j < Count; j++)
            {
                Span<double> column = Column(reflections!, j)[k..];
                Vectors.AddScaled(-Vectors.Dot(tail, column) / tail[0], tail, column);
                Upper[k * Count + j] = column[0];
                left[j] = Vectors.Norm(column[1..]);
            }
        }
        return Count;
    }

    private void Reflect(int k, Span<double> vector)
    {
        ReadOnlySpan<double> tail = Column(reflections!, k)[k..];
        Vectors.AddScaled(-Vectors.Dot(tail, vector[k..]) / tail[0], tail, vector[k..]);
    }

    private void SwapColumns(int k, int pivot)
    {
        (Order[k], Order[pivot]) = (Order[pivot], Order[k]);
        Span<double> a = Column(reflections!, k), b = Column(reflections!, pivot);
        double[] kept = a.ToArray();
        b.CopyTo(a);
        kept.CopyTo(b);
        for (int row = 0; row < k; row++)
            (Upper[row * Count + k], Upper[row * Count + pivot]) = (Upper[row * Count + pivot], Upper[row * Count + k]);
    }

    private int ByProducts()
    {
        double[] product = new double[Count * Count];
        MatrixProduct.Multiply<double>(columns, columns, product, Count, Count, Rows, transposeB: true);
        for (int i = 0; i < Count; i++)
            for (int j = 0; j < Count; j++) product[i * Count + j] /= Norms[i] * Norms[j];
        for (int k = 0; k < Count; k++)
        {
            int pivot = k;
            for (int j = k + 1; j < Count; j++)
                if (product[j * Count + j] > product[pivot * Count + pivot]) pivot = j;
            if (pivot != k) SwapProduct(product, k, pivot);
            double diagonal = product[k * Count + k];
            if (!(diagonal > Epsilon * Count))
            {
                Array.Clear(Upper, k * Count, (Count - k) * Count);
                return k;
            }
            diagonal = Math.Sqrt(diagonal);
            Span<double> row = Upper.AsSpan(k * Count, Count);
            row[k] = diagonal;
            for (int j = k + 1; j < Count; j++) row[j] = product[k * Count + j] / diagonal;
            for (int i = k + 1; i < Count; i++)
                Vectors.AddScaled(-row[i], row[(k + 1)..], product.AsSpan(i * Count + k + 1, Count - k - 1));
        }
        return Count;
    }

    private void SwapProduct(double[] product, int k, int pivot)
    {
        (Order[k], Order[pivot]) = (Order[pivot], Order[k]);
        for (int j = 0; j < Count; j++)
            (product[k * Count + j], product[pivot * Count + j]) = (product[pivot * Count + j], product[k * Count + j]);
        for (int i = 0; i < Count; i++)
            (product[i * Count + k], product[i * Count + pivot]) = (product[i * Count + pivot], product[i * Count + k]);
        for (int row = 0; row < k; row++)
            (Upper[row * Count + k], Upper[row * Count + pivot]) = (Upper[row * Count + pivot], Upper[row * Count + k]);
    }

    private Span<double> Column(double[] matrix, int j) => matrix.AsSpan(j * Rows, Rows);
}
