namespace MiniGrad.Kernels;

/// <summary>The steps of some sequences, from the first on.</summary>
internal readonly unsafe struct RecurrentForward<T, TCell>(RecurrentLayerMemory<T>* shared) : IRangeKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
{
    public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        T* products = shared->TakeBlock(out T[]? own);
        for (int row = start, rows; row < end; row += rows)
        {
            rows = RecurrentLayerKernel.RowsOfBlock(row, end);
            RunBlock<TSimd, TVector>(row, rows, products);
        }
        GC.KeepAlive(own);
    }

    [MethodImpl(AggressiveOptimization)]
    private void RunBlock<TSimd, TVector>(int first, int rows, T* products)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        RecurrentLayerMemory<T> memory = *shared;
        nint units = memory.Units, columns = TCell.Gates * units, traced = TCell.Traced * units, stateStep = memory.Batch * units;
        // What is not kept lies in one place for all steps.
        bool keeps = memory.Trace != null;
        nint traceStep = keeps ? memory.Batch * traced : 0;
        T* firstTrace = keeps ? memory.Trace + first * traced : products + memory.ProductsOfBlock;
        T* before = memory.Initial == null ? null : memory.Initial + first * units;
        for (int step = 0; step < memory.Steps; step++)
        {
            T* output = memory.Outputs + step * stateStep + first * units;
            if (before == null) new Span<T>(products, (int)(rows * columns)).Clear();
            else if (memory.Packed == null)
                PackedMatrix<TVector, T, TSimd>.MultiplyInPlace(before, memory.Weight, products, rows, (int)columns, (int)units);
            else
                PackedMatrix<TVector, T, TSimd>.Multiply(
                    before, memory.Packed, products, rows, (int)columns, (int)units, accumulate: false);
            for (int row = 0; row < rows; row++)
            {
                int sequence = first + row;
                T* trace = firstTrace + step * traceStep + row * traced;
                RecurrentUnits<T> cell = default;
                cell.CellBefore = !TCell.HasCell ? null
                    : step > 0 ? trace - traceStep + traced - units
                    : memory.InitialCell == null ? null : memory.InitialCell + sequence * units;
                cell.Before = before == null ? null : before + row * units;
                cell.Output = output + row * units;
                if (memory.Lengths != null && step >= memory.Lengths[sequence])
                {
                    Copy(cell.Before, cell.Output, units);
                    // What is multiplied by a gradient of 0 must be a number.
                    if (keeps) new Span<T>(trace, (int)traced).Clear();
                    if (TCell.HasCell) Copy(cell.CellBefore, trace + traced - units, units);
                    continue;
                }
                cell.Count = (int)units;
                cell.Projected = memory.Projected + ((nint)step * memory.Batch + sequence) * columns;
                cell.Recurrent = products + row * columns;
                cell.Bias = memory.Bias;
                cell.Trace = trace;
                TCell.Forward<TSimd, TVector>(cell);
            }
            before = output;
        }
        if (!TCell.HasCell) return;
        for (int row = 0; row < rows; row++)
        {
            T* last = memory.Steps > 0 ? firstTrace + (memory.Steps - 1) * traceStep + (row + 1) * traced - units
                : memory.InitialCell == null ? null : memory.InitialCell + (first + row) * units;
            Copy(last, memory.LastCell + (first + row) * units, units);
        }
    }

    private static void Copy(T* from, T* to, nint count)
    {
        Span<T> target = new(to, (int)count);
        if (from == null) target.Clear();
        else new ReadOnlySpan<T>(from, (int)count).CopyTo(target);
    }
}
