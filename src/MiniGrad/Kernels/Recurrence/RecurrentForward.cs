namespace MiniGrad.Kernels;

/// <summary>The steps of some sequences, from the first on.</summary>
internal readonly unsafe struct RecurrentForward<T, TCell>(RecurrentLayerMemory<T>* shared) : IRangeKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
{
    public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        // All blocks of a thread compute in the memory of the first.
        T* products = shared->Products + (nint)start * TCell.Gates * shared->Units;
        int blocks = RecurrentLayerKernel.Blocks(end - start);
        for (int block = 0, row = start; block < blocks; block++)
        {
            int rows = (end - row) / (blocks - block);
            RunBlock<TSimd, TVector>(row, rows, products);
            row += rows;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private void RunBlock<TSimd, TVector>(int first, int rows, T* products)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        RecurrentLayerMemory<T> memory = *shared;
        nint units = memory.Units, columns = TCell.Gates * units, traced = TCell.Traced * units, stateStep = memory.Batch * units;
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
                T* trace = memory.Trace + step * memory.TraceStep + sequence * traced;
                RecurrentUnits<T> cell = default;
                cell.CellBefore = !TCell.HasCell ? null
                    : step > 0 ? trace - memory.TraceStep + traced - units
                    : memory.InitialCell == null ? null : memory.InitialCell + sequence * units;
                cell.Before = before == null ? null : before + row * units;
                cell.Output = output + row * units;
                if (memory.Lengths != null && step >= memory.Lengths[sequence])
                {
                    Copy(cell.Before, cell.Output, units);
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
        for (int sequence = first; sequence < first + rows; sequence++)
        {
            T* last = memory.Steps > 0 ? memory.Trace + (memory.Steps - 1) * memory.TraceStep + (sequence + 1) * traced - units
                : memory.InitialCell == null ? null : memory.InitialCell + sequence * units;
            Copy(last, memory.LastCell + sequence * units, units);
        }
    }

    private static void Copy(T* from, T* to, nint count)
    {
        Span<T> target = new(to, (int)count);
        if (from == null) target.Clear();
        else new ReadOnlySpan<T>(from, (int)count).CopyTo(target);
    }
}
