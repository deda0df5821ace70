namespace MiniGrad.Kernels;

/// <summary>Replaces each element c of a matrix product by f(c).</summary>
internal readonly unsafe struct FunctionFinish<T, TOperator>(TOperator function) : IFinish<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IUnaryOperator<T>
{
    public void Apply(T* c, int row, int column, int count)
    {
        Span<T> run = new(c, count);
        Elementwise.Apply(run, run, function);
    }
}

/// <summary>Replaces each element c of a matrix product by f(y, c), with y the element of another matrix in the same place.</summary>
internal readonly unsafe struct PairedFinish<T, TOperator>(T* y, int columns, TOperator function) : IFinish<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : unmanaged, IBinaryOperator<T>
{
    public void Apply(T* c, int row, int column, int count)
    {
        Span<T> run = new(c, count);
        Elementwise.Apply(new ReadOnlySpan<T>(y + (long)row * columns + column, count), run, run, function);
    }
}
