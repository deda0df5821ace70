namespace MiniGrad.Kernels;

/// <summary>A matrix product, or a rectangle of one: C = start + A·B.</summary>
/// <remarks>Elements are <c>A[i·ARow + p·AStep]</c> and <c>B[p·BStep + j·BColumn]</c>; one of each pair of distances is 1.</remarks>
internal unsafe struct Product<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most terms that are added one to the next where there are more than
    /// <see cref="SmallProducts.MaxDepthOfOnePart"/>: the sum is then one of such parts, as the rounding errors of a running sum grow with
    /// its length.</summary>
    public const int PartDepth = 512;

    public T* A;
    public T* B;
    public T* C;

    /// <summary>The start of the sums of each row, or null.</summary>
    public T* Bias;

    public nint ARow;
    public nint AStep;
    public nint BStep;
    public nint BColumn;

    /// <summary>The distance between rows of C.</summary>
    public nint CRow;

    /// <summary>The whole product's rows.</summary>
    public int M;

    /// <summary>The whole product's columns.</summary>
    public int N;

    /// <summary>The inner dimension.</summary>
    public int K;

    /// <summary>Whether sums start from what C holds.</summary>
    public bool Accumulate;

    /// <summary>An inner dimension, at least 1, or the longest of equal parts of it.</summary>
    public static int PartOf(int k)
    {
        int parts = k <= SmallProducts.MaxDepthOfOnePart ? 1 : (k - 1) / PartDepth + 1;
        return Math.Max(1, (k - 1) / parts + 1);
    }
}

/// <summary>A rectangle of a matrix.</summary>
internal readonly record struct Area(int Row, int Rows, int Column, int Columns);
