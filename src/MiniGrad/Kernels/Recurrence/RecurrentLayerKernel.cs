namespace MiniGrad.Kernels;

/// <summary>A recurrent layer over all steps of a batch of sequences, [time, batch, units]. Sequences are independent, so threads share
/// them and each goes through all the steps of its own.</summary>
internal static unsafe class RecurrentLayerKernel
{
    // So many sequences go through the steps together that the weights are read few times, so few that their numbers stay in the second
    // cache.
    private const int MaxBlockRows = 96;

    private const long OperationsWorthSharing = 1 << 20;
    private const int MinCopiedRows = 8;
    private const int MaxBytesOfVector = 64;

    /// <summary>The number of rows from one on that go through the steps together: an equal part of those up to the end.</summary>
    public static int RowsOfBlock(int row, int end)
    {
        int blocks = (end - row + MaxBlockRows - 1) / MaxBlockRows;
        return (end - row) / blocks;
    }

    /// <summary>The states of all steps.</summary>
    public static void Forward<T, TCell>(ref RecurrentLayerMemory<T> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
    {
        if (memory.Batch == 0 || memory.Units == 0) return;
        bool copies = (long)memory.Batch * memory.Steps >= MinCopiedRows;
        int columns = TCell.Gates * memory.Units;
        long packed = copies ? PackedLength<T>(columns, memory.Units) : 0;
        memory.ProductsOfBlock = (nint)Math.Min(memory.Batch, MaxBlockRows) * columns;
        memory.TraceOfBlock = memory.Trace != null ? 0 : (nint)Math.Min(memory.Batch, MaxBlockRows) * TCell.Traced * memory.Units;
        memory.Threads = WorkerTeam.ThreadCount;
        memory.Blocks = (T*)Workspace.Rent(
            (packed + memory.Threads * (memory.ProductsOfBlock + memory.TraceOfBlock)) * sizeof(T)) + packed;
        memory.Packed = copies ? memory.Blocks - packed : null;
        fixed (RecurrentLayerMemory<T>* shared = &memory)
        {
            if (copies) RangeKernel.Run<T, Pack<T, TCell>>(new(shared, isTransposed: false), 1, 1);
            RangeKernel.Run<T, RecurrentForward<T, TCell>>(new(shared), memory.Batch, Grain<T, TCell>(memory));
        }
    }

    /// <summary>The gradients of all pre-activations' part from the input, and of the initial state where it has memory.</summary>
    public static void Backward<T, TCell>(ref RecurrentLayerMemory<T> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
    {
        if (memory.Batch == 0 || memory.Units == 0) return;
        int columns = TCell.Gates * memory.Units;
        long packed = PackedLength<T>(memory.Units, columns), states = (long)memory.Batch * memory.Units;
        memory.ProductsOfBlock = (nint)Math.Min(memory.Batch, MaxBlockRows) * columns;
        memory.Threads = WorkerTeam.ThreadCount;
        memory.Packed = (T*)Workspace.Rent((packed + 2 * states + memory.Threads * memory.ProductsOfBlock) * sizeof(T));
        memory.Blocks = memory.Packed + packed + 2 * states;
        memory.HasInitialGradient = memory.InitialGradient != null;
        if (!memory.HasInitialGradient) memory.InitialGradient = memory.Packed + packed;
        memory.InitialCellGradient = memory.InitialGradient + states;
        fixed (RecurrentLayerMemory<T>* shared = &memory)
        {
            RangeKernel.Run<T, Pack<T, TCell>>(new(shared, isTransposed: true), 1, 1);
            RangeKernel.Run<T, RecurrentBackward<T, TCell>>(new(shared), memory.Batch, Grain<T, TCell>(memory));
        }
    }

    /// <summary>The columns may be filled up to a whole vector of any width.</summary>
    private static long PackedLength<T>(int columns, int depth) where T : unmanaged =>
        (columns + MaxBytesOfVector / sizeof(T) - 1L) / (MaxBytesOfVector / sizeof(T)) * (MaxBytesOfVector / sizeof(T)) * depth;

    private static int Grain<T, TCell>(in RecurrentLayerMemory<T> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
    {
        long operations = 2L * Math.Max(1, memory.Steps) * memory.Units * TCell.Gates * memory.Units;
        return (int)Math.Clamp(OperationsWorthSharing / operations, 1, int.MaxValue / 2);
    }

    private readonly struct Pack<T, TCell>(RecurrentLayerMemory<T>* memory, bool isTransposed) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCell : struct, IRecurrentCell<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int units = memory->Units, columns = TCell.Gates * units;
            if (isTransposed) PackedMatrix<TVector, T, TSimd>.Pack(memory->Weight, 1, columns, columns, units, memory->Packed);
            else PackedMatrix<TVector, T, TSimd>.Pack(memory->Weight, columns, 1, units, columns, memory->Packed);
        }
    }
}

/// <summary>The memory of a recurrent layer. States that are null are zeros.</summary>
internal unsafe struct RecurrentLayerMemory<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Steps;
    public int Batch;
    public int Units;

    /// <summary>The number of steps of each sequence, or null for all. Behind it the state stays.</summary>
    public int* Lengths;

    /// <summary>The pre-activations' part from the input, [steps, batch, gates·units].</summary>
    public T* Projected;

    /// <summary>The weights of their part from the state, [units, gates·units].</summary>
    public T* Weight;

    /// <summary>What is added to that part, [gates·units], or null.</summary>
    public T* Bias;

    /// <summary>[batch, units], or null.</summary>
    public T* Initial;

    /// <summary>[batch, units], or null.</summary>
    public T* InitialCell;

    /// <summary>What is given out at each step, [steps, batch, units].</summary>
    public T* Outputs;

    /// <summary>The cell state after the last step, [batch, units].</summary>
    public T* LastCell;

    /// <summary>What the derivative needs of each step, [steps, batch, traced·units]; null to keep nothing.</summary>
    public T* Trace;

    /// <summary>The gradients of <see cref="Outputs"/> and, behind them, of <see cref="LastCell"/>.</summary>
    public T* Gradient;

    /// <summary>The gradient of <see cref="Projected"/>.</summary>
    public T* ProjectedGradient;

    /// <summary>The gradient of the initial state and, behind it, of its cell; null if it is not needed.</summary>
    public T* InitialGradient;

    // What the kernels themselves need.
    internal T* InitialCellGradient;
    internal bool HasInitialGradient;
    internal T* Packed;

    // Memory of each thread for the products, and for what is traced and not kept, of the block that it works on.
    internal T* Blocks;
    internal nint ProductsOfBlock;
    internal nint TraceOfBlock;
    internal int Threads;
    private int taken;

    /// <summary>The memory of a thread that begins; one of its own, to be kept alive, if there are more threads than when the memory was
    /// made.</summary>
    internal T* TakeBlock(out T[]? own)
    {
        int place = Interlocked.Increment(ref taken) - 1;
        nint length = ProductsOfBlock + TraceOfBlock;
        own = place < Threads ? null : GC.AllocateUninitializedArray<T>((int)length, pinned: true);
        return own is null ? Blocks + place * length : (T*)Unsafe.AsPointer(ref own[0]);
    }
}
