namespace MiniGrad.Kernels;

/// <summary>A matrix product, or a rectangle of one: C = start + A·B.</summary>
/// <remarks>Element (i, p) of A is <c>A[i·ARow + p·AStep]</c>, element (p, j) of B is <c>B[p·BStep + j·BColumn]</c>; one of each pair of distances is 1.</remarks>
internal unsafe struct Product<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* A;
    public T* B;
    public T* C;

    /// <summary>What the sums of each row start from, or null.</summary>
    public T* Bias;

    public nint ARow;
    public nint AStep;
    public nint BStep;
    public nint BColumn;

    /// <summary>From a row of C to the next.</summary>
    public nint CRow;

    /// <summary>The whole product's rows.</summary>
    public int M;

    /// <summary>The whole product's columns.</summary>
    public int N;

    /// <summary>The inner dimension.</summary>
    public int K;

    /// <summary>Whether sums start from what C holds.</summary>
    public bool Accumulate;
}

/// <summary>A rectangle of a matrix.</summary>
internal readonly record struct Area(int Row, int Rows, int Column, int Columns);
