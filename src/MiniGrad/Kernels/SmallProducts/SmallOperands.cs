namespace MiniGrad.Kernels;

/// <summary>A small product, C = start + A·B, of row-major C without gaps: where its matrices lie.</summary>
/// <remarks>Elements are <c>A[i·ARow + p·AStep]</c> and <c>B[p·BRow + j]</c>.</remarks>
internal unsafe struct SmallOperands<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* A;
    public T* B;
    public T* C;

    /// <summary>The rows from which sums start, <see cref="StartRow"/> apart, or null for zero.</summary>
    public T* Start;

    public nint ARow;
    public nint AStep;
    public nint BRow;

    /// <summary>0 for a bias, N to add to what C holds.</summary>
    public nint StartRow;

    public int M;
    public int N;
    public int K;

    /// <summary>Whether B is stored with rows and columns exchanged, [N, K], and has to be copied first.</summary>
    public bool CopiesB;

    /// <summary>Whether C is a single row in memory in which whole vectors may be written: nobody reads what is behind the last
    /// column.</summary>
    public bool HasRoom;

    /// <summary>Those of a product that is small.</summary>
    [MethodImpl(AggressiveInlining)]
    public void Set(T* a, T* b, T* bias, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
    {
        C = c;
        K = k;
        StartRow = accumulate ? n : 0;
        Start = accumulate ? c : bias;
        CopiesB = transposeB && k > 1 && n > 1;
        if (n == 1 && transposeA && bias == null)
        {
            // A column, Aᵀ·b, is the row bᵀ·A.
            A = b;
            B = a;
            (ARow, AStep, BRow) = (k, 1, m);
            (M, N) = (1, m);
            return;
        }
        A = a;
        B = b;
        ARow = transposeA ? 1 : k;
        AStep = transposeA ? m : 1;
        BRow = n;
        M = m;
        N = n;
    }
}
