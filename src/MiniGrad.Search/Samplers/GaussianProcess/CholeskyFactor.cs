using System.Runtime.CompilerServices;

namespace MiniGrad.Search;

/// <summary>The lower triangle L of <c>K = L Lᵀ</c>, to which rows can be added: what is there does not change, so that a factor that has
/// grown has the bits of one that was computed at once.</summary>
internal sealed class CholeskyFactor
{
    /// <summary>The smallest share of a diagonal element that is left of it; less is rounding, and is set to it as if by noise.</summary>
    private const double LeastShare = 1e-12;

    private readonly List<double[]> rows = [];

    public int Count { get; private set; }

    /// <summary>A row, which ends with the diagonal.</summary>
    public ReadOnlySpan<double> Row(int index) => rows[index].AsSpan(0, index + 1);

    public void Truncate(int count) => Count = count;

    /// <summary>Adds the row of another point.</summary>
    /// <param name="covariances">With the points before.</param>
    /// <param name="variance">Its own.</param>
    public void Add(ReadOnlySpan<double> covariances, double variance)
    {
        if (rows.Count == Count) rows.Add(new double[Count + 1]);
        double[] row = rows[Count];
        covariances[..Count].CopyTo(row);
        SolveLower(row);
        ReadOnlySpan<double> before = row.AsSpan(0, Count);
        row[Count] = Math.Sqrt(Math.Max(variance - Rows.Dot(before, before), LeastShare * variance));
        Count++;
    }

    /// <summary>L⁻¹ v, in place, for as many rows as there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveLower(Span<double> vector)
    {
        for (int i = 0; i < Count; i++)
        {
            double[] row = rows[i];
            vector[i] = (vector[i] - Rows.Dot(row.AsSpan(0, i), vector[..i])) / row[i];
        }
    }

    /// <summary>L⁻ᵀ v, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveUpper(Span<double> vector)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            double[] row = rows[i];
            double value = vector[i] /= row[i];
            Rows.AddScaled(row.AsSpan(0, i), -value, vector);
        }
    }

    /// <summary>Σ log Lᵢᵢ, half the logarithm of K's determinant.</summary>
    public double SumOfLogarithms()
    {
        double sum = 0;
        for (int i = 0; i < Count; i++) sum += Math.Log(rows[i][i]);
        return sum;
    }

    /// <summary>The lower triangle of K⁻¹.</summary>
    /// <param name="inverse">The result, by rows.</param>
    /// <param name="scratch">Rows of the same lengths.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invert(double[][] inverse, double[][] scratch)
    {
        for (int i = 0; i < Count; i++)
        {
            // Row i of L⁻¹ from those before.
            ReadOnlySpan<double> row = Row(i);
            Span<double> result = scratch[i].AsSpan(0, i);
            result.Clear();
            double own = 1 / row[i];
            for (int k = 0; k < i; k++)
                Rows.AddScaled(scratch[k].AsSpan(0, k + 1), -own * row[k], result);
            scratch[i][i] = own;
            inverse[i].AsSpan(0, i + 1).Clear();
        }
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> row = scratch[i].AsSpan(0, i + 1);
            for (int j = 0; j <= i; j++)
                Rows.AddScaled(row[..(j + 1)], row[j], inverse[j]);
        }
    }
}
