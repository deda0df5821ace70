using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>The steps of some sequences back from the last.</summary>
internal readonly unsafe struct RecurrentBackward<T, TCell>(RecurrentLayerMemory<T>* shared) : IRangeKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
{
    public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        T* inwards = shared->TakeBlock(out T[]? own);
        for (int row = start, rows; row < end; row += rows)
        {
            rows = RecurrentLayerKernel.RowsOfBlock(row, end);
            RunBlock<TSimd, TVector>(row, rows, inwards);
        }
        GC.KeepAlive(own);
    }

    [MethodImpl(AggressiveOptimization)]
    private void RunBlock<TSimd, TVector>(int first, int rows, T* inwards)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        RecurrentLayerMemory<T> memory = *shared;
        nint units = memory.Units, columns = TCell.Gates * units, traced = TCell.Traced * units, stateStep = memory.Batch * units;
        nint traceStep = memory.Batch * traced;
        T* carried = memory.InitialGradient + first * units, carriedCell = memory.InitialCellGradient + first * units;
        new Span<T>(carried, (int)(rows * units)).Clear();
        if (TCell.HasCell)
            new ReadOnlySpan<T>(memory.Gradient + memory.Steps * stateStep + first * units, (int)(rows * units))
                .CopyTo(new Span<T>(carriedCell, (int)(rows * units)));
        for (int step = memory.Steps - 1; step >= 0; step--)
        {
            T* target = memory.ProjectedGradient + ((nint)step * memory.Batch + first) * columns;
            // Where both parts of a pre-activation have one gradient, it is written once.
            T* inner = TCell.HasCell ? target : inwards;
            for (int row = 0; row < rows; row++)
            {
                int sequence = first + row;
                RecurrentUnits<T> cell = default;
                cell.OutputGradient = memory.Gradient + step * stateStep + sequence * units;
                cell.Carried = carried + row * units;
                cell.ProjectedGradient = target + row * columns;
                cell.RecurrentGradient = inner + row * columns;
                if (memory.Lengths != null && step >= memory.Lengths[sequence])
                {
                    new Span<T>(cell.ProjectedGradient, (int)columns).Clear();
                    new Span<T>(cell.RecurrentGradient, (int)columns).Clear();
                    Span<T> sum = new(cell.Carried, (int)units);
                    TensorPrimitives.Add(sum, new ReadOnlySpan<T>(cell.OutputGradient, (int)units), sum);
                    continue;
                }
                T* trace = memory.Trace + step * traceStep + sequence * traced;
                cell.Count = (int)units;
                cell.Trace = trace;
                cell.CarriedCell = carriedCell + row * units;
                cell.Before = step > 0 ? memory.Outputs + (step - 1) * stateStep + sequence * units
                    : memory.Initial == null ? null : memory.Initial + sequence * units;
                cell.CellBefore = !TCell.HasCell ? null
                    : step > 0 ? trace - traceStep + traced - units
                    : memory.InitialCell == null ? null : memory.InitialCell + sequence * units;
                TCell.Backward<TSimd, TVector>(cell);
            }
            if (step > 0 || memory.HasInitialGradient)
                PackedMatrix<TVector, T, TSimd>.Multiply(
                    inner, memory.Packed, carried, rows, (int)units, (int)columns, accumulate: true);
        }
    }
}
