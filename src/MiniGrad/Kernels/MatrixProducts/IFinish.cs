namespace MiniGrad.Kernels;

/// <summary>A function of the finished elements of a matrix product, applied while they are still in a near cache.</summary>
internal unsafe interface IFinish<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Replaces elements of C that lie next to each other in memory: some of one row, or several whole rows. Called exactly once
    /// for each element, in any order and on any thread; must not depend on how the elements fall into calls.</summary>
    void Apply(T* c, int row, int column, int count);
}

/// <summary>Leaves products as they are.</summary>
internal readonly unsafe struct NoFinish<T> : IFinish<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Apply(T* c, int row, int column, int count)
    {
    }
}

/// <summary>The rectified linear unit: max(x, 0), and NaN for NaN. The kernels apply it in registers where they can.</summary>
internal readonly unsafe struct RectifyFinish<T> : IFinish<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Apply(T* c, int row, int column, int count)
    {
        Span<T> run = new(c, count);
        Elementwise.Apply(run, run, default(RectifyOperator<T>));
    }
}

/// <inheritdoc cref="RectifyFinish{T}"/>
internal readonly struct RectifyOperator<T> : IUnaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct => TSimd.Rectify(x);
}
