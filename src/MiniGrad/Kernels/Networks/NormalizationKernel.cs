namespace MiniGrad.Kernels;

/// <summary>Which elements of a matrix [rows, columns] are brought to a deviation of 1 together.</summary>
internal enum NormalizationKind
{
    /// <summary>Those of a column, around their mean.</summary>
    Columns,

    /// <summary>Those of a row, around their mean.</summary>
    Rows,

    /// <summary>Those of a row, around 0.</summary>
    RowsAroundZero,
}

/// <summary>Normalisation of a row-major matrix: y = (x − μ)·r·scale + shift with r = 1/√(Σ(x − μ)² / n + ε), μ the mean of the n elements
/// of a column or of a row, or 0. The deviations are summed from the finished mean, so that nothing cancels. The results do not depend on
/// how the columns or rows are shared out.</summary>
internal static unsafe class NormalizationKernel
{
    /// <summary>Statistics of all columns or rows, one kind after the other: μ, Σ(x − μ)² / n, r, and the rounding error of μ.</summary>
    public const int StatisticCount = 4;

    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 8192;

    /// <summary>y and the statistics. An empty scale stands for ones, an empty shift for zeros.</summary>
    public static void Forward<T>(
        NormalizationKind kind, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, int rows, int columns, T epsilon,
        Span<T> statistics, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = x, factors = scale, offsets = shift, s = statistics, target = y)
        {
            NormalizationMemory<T> memory =
                new(kind, rows, columns, s) { X = source, Scale = factors, Shift = offsets, Epsilon = epsilon, Target = target };
            if (kind == NormalizationKind.Columns)
                RangeKernel.Run<T, ColumnNormalization.Forward<T>>(new(memory), columns, MinColumns(rows));
            else RangeKernel.Run<T, RowNormalization.Forward<T>>(new(memory), rows, MinRows(columns));
        }
    }

    /// <summary>The gradient of x: r·(u − Σu / n − (x − μ)·r²·Σ u·(x − μ) / n) with u = gradient·scale; without Σu where μ is 0
    /// always.</summary>
    public static void Backward<T>(
        NormalizationKind kind, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> gradient, int rows, int columns,
        ReadOnlySpan<T> statistics, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = x, factors = scale, g = gradient, s = statistics, target = dx)
        {
            NormalizationMemory<T> memory = new(kind, rows, columns, s) { X = source, Scale = factors, Gradient = g, Target = target };
            if (kind == NormalizationKind.Columns)
                RangeKernel.Run<T, ColumnNormalization.Backward<T>>(new(memory), columns, MinColumns(rows));
            else RangeKernel.Run<T, RowNormalization.Backward<T>>(new(memory), rows, MinRows(columns));
        }
    }

    /// <summary>The gradient of the scale: Σ gradient·(x − μ)·r down each column.</summary>
    public static void ScaleGradient<T>(
        NormalizationKind kind, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, int rows, int columns,
        ReadOnlySpan<T> statistics, Span<T> dScale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = x, g = gradient, s = statistics, target = dScale)
        {
            NormalizationMemory<T> memory = new(kind, rows, columns, s) { X = source, Gradient = g, Target = target };
            if (kind == NormalizationKind.Columns)
                RangeKernel.Run<T, ColumnNormalization.ScaleGradient<T>>(new(memory), columns, MinColumns(rows));
            else RangeKernel.Run<T, RowNormalization.ScaleGradient<T>>(new(memory), columns, MinColumns(rows));
        }
    }

    private static int MinColumns(int rows) => Math.Max(64, Grain / Math.Max(1, rows));

    private static int MinRows(int columns) => Math.Max(1, Grain / Math.Max(1, columns));
}

/// <summary>The memory of the kernels. Scale and shift may be null.</summary>
internal readonly unsafe struct NormalizationMemory<T>(NormalizationKind kind, int rows, int columns, T* statistics)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Rows => rows;

    public int Columns => columns;

    /// <summary>n; 1 where there are no elements, so that nothing becomes NaN.</summary>
    public T GroupSize => T.CreateTruncating(Math.Max(1, kind == NormalizationKind.Columns ? rows : columns));

    public bool IsCentered => kind != NormalizationKind.RowsAroundZero;

    public T* X { get; init; }

    public T* Scale { get; init; }

    public T* Shift { get; init; }

    public T* Gradient { get; init; }

    public T Epsilon { get; init; }

    /// <summary>The result.</summary>
    public T* Target { get; init; }

    public T* Mean => statistics;

    public T* Variance => statistics + GroupCount;

    public T* Inverse => statistics + 2 * GroupCount;

    /// <summary>The rounding errors of the means: with large offsets, x − <see cref="Mean"/> alone is not the deviation.</summary>
    public T* MeanRest => statistics + 3 * GroupCount;

    private nint GroupCount => kind == NormalizationKind.Columns ? columns : rows;
}
