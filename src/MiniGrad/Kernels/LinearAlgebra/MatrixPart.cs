namespace MiniGrad.Kernels;

/// <summary>A part of a matrix that lies in memory somewhere: element (i, j) is <c>Start[i·Row + j·Column]</c>. One of the distances is
/// 1.</summary>
internal readonly unsafe struct MatrixPart<T>(T* start, nint row, nint column) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Start => start;

    public nint Row => row;

    public nint Column => column;

    public MatrixPart<T> Transposed => new(start, column, row);

    /// <summary>The part from an element on.</summary>
    public MatrixPart<T> From(int i, int j) => new(At(i, j), row, column);

    [MethodImpl(AggressiveInlining)]
    public T* At(int i, int j) => start + i * row + j * column;
}
