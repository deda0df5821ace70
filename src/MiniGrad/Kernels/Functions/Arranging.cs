namespace MiniGrad.Kernels;

/// <summary>Copies elements into another order: permuted axes, parts along an axis, chosen rows.</summary>
internal static class Arranging
{
    private const int Tile = 16;

    /// <summary>Transposes a matrix of the given size.</summary>
    public static void Transpose<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y) where T : unmanaged
    {
        // In tiles, so that neither side touches more cache lines at a time than the first-level cache holds.
        for (int row = 0; row < rows; row += Tile)
        {
            int rowEnd = Math.Min(row + Tile, rows);
            for (int column = 0; column < columns; column += Tile)
            {
                int columnEnd = Math.Min(column + Tile, columns);
                for (int i = row; i < rowEnd; i++)
                    for (int j = column; j < columnEnd; j++) y[j * rows + i] = x[i * columns + j];
            }
        }
    }

    /// <summary>Makes the output's axis i the input's axis <c>axes[i]</c>.</summary>
    public static void Permute<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ReadOnlySpan<int> axes, Span<T> y) where T : unmanaged
    {
        if (x.Length == 0) return;
        int rank = sizes.Length;
        Span<int> strides = stackalloc int[rank], outputStrides = stackalloc int[rank], positions = stackalloc int[rank];
        for (int axis = rank - 1, stride = 1; axis >= 0; stride *= sizes[axis], axis--) strides[axis] = stride;
        for (int axis = 0; axis < rank; axis++) outputStrides[axis] = strides[axes[axis]];
        positions.Clear();
        int run = rank == 0 ? 1 : sizes[axes[^1]], step = rank == 0 ? 1 : outputStrides[^1];
        for (int offset = 0, source = 0; offset < y.Length; offset += run)
        {
            if (step == 1) x.Slice(source, run).CopyTo(y[offset..]);
            else
                for (int i = 0; i < run; i++) y[offset + i] = x[source + i * step];

            for (int axis = rank - 2; axis >= 0; axis--)
            {
                source += outputStrides[axis];
                if (++positions[axis] < sizes[axes[axis]]) break;
                source -= outputStrides[axis] * sizes[axes[axis]];
                positions[axis] = 0;
            }
        }
    }

    /// <summary>Copies <paramref name="outer"/> runs of <paramref name="length"/> elements, of which each begins a fixed distance after the
    /// one before.</summary>
    public static void CopyRuns<T>(ReadOnlySpan<T> x, int xStart, int xStep, Span<T> y, int yStart, int yStep, int length, int outer)
        where T : unmanaged
    {
        if (length == 0) return;
        for (int i = 0; i < outer; i++) x.Slice(xStart + i * xStep, length).CopyTo(y[(yStart + i * yStep)..]);
    }

    /// <summary>Takes one element of each row, at the column that the row's label says.</summary>
    public static void Pick<T>(ReadOnlySpan<T> x, int width, ReadOnlySpan<int> labels, Span<T> y) where T : unmanaged
    {
        for (int row = 0; row < labels.Length; row++) y[row] = x[row * width + labels[row]];
    }

    /// <summary>Puts one element into each row, at the column that the row's label says, and zeros elsewhere.</summary>
    public static void Place<T>(ReadOnlySpan<T> x, int width, ReadOnlySpan<int> labels, Span<T> y) where T : unmanaged
    {
        y.Clear();
        for (int row = 0; row < labels.Length; row++) y[row * width + labels[row]] = x[row];
    }

    /// <summary>Copies the rows of the given numbers one below the other.</summary>
    public static void GatherRows<T>(ReadOnlySpan<T> table, int width, ReadOnlySpan<int> rows, Span<T> y) where T : unmanaged
    {
        for (int i = 0; i < rows.Length; i++) table.Slice(rows[i] * width, width).CopyTo(y[(i * width)..]);
    }

    /// <summary>Adds each row to the row of the given number in a table of zeros, in order.</summary>
    public static void ScatterAddRows<T>(ReadOnlySpan<T> x, int width, ReadOnlySpan<int> rows, Span<T> table)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        table.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> row = table.Slice(rows[i] * width, width);
            Elementwise.Add(row, x.Slice(i * width, width), row);
        }
    }
}
