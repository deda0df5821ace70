using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Rows of a table by the tokens of sequences, with the time first, and back.</summary>
internal static unsafe class TokenRows
{
    private const int ElementsWorthSharing = 1 << 14;
    private const int ColumnsWorthSharing = 64;

    /// <summary>Copies to each step of each sequence the row of its token, or zeros behind its end.</summary>
    public static void Gather<T>(ReadOnlySpan<T> table, int features, in TokenOrder order, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (output.Length == 0) return;
        fixed (T* rows = table, target = output)
        fixed (int* tokens = order.Tokens, lengths = order.Lengths)
        {
            TokenMemory<T> memory = new(rows, target, tokens, lengths, order, features);
            RangeKernel.Run<T, GatherKernel<T>>(new(&memory), output.Length / features, Math.Max(1, ElementsWorthSharing / features));
        }
    }

    /// <summary>Adds each row to that of its token in a table of zeros, in order of time and sequence. Threads share the columns, so that
    /// each sum has one order.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, int features, in TokenOrder order, Span<T> table)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        table.Clear();
        if (x.Length == 0) return;
        fixed (T* rows = table, source = x)
        fixed (int* tokens = order.Tokens, lengths = order.Lengths)
        {
            TokenMemory<T> memory = new(rows, source, tokens, lengths, order, features);
            RangeKernel.Run<T, AddKernel<T>>(
                new(&memory), features, x.Length < 2 * ElementsWorthSharing ? int.MaxValue / 2 : ColumnsWorthSharing);
        }
    }

    private readonly struct GatherKernel<T>(TokenMemory<T>* memory) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int features = memory->Features;
            for (int row = start; row < end; row++)
            {
                Span<T> target = new(memory->Rows + (nint)row * features, features);
                int token = memory->Token(row / memory->Batch, row % memory->Batch);
                if (token < 0) target.Clear();
                else new ReadOnlySpan<T>(memory->Table + (nint)token * features, features).CopyTo(target);
            }
        }
    }

    private readonly struct AddKernel<T>(TokenMemory<T>* memory) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int features = memory->Features;
            T* source = memory->Rows;
            for (int step = 0; step < memory->Steps; step++)
            {
                for (int sequence = 0; sequence < memory->Batch; sequence++, source += features)
                {
                    int token = memory->Token(step, sequence);
                    if (token < 0) continue;
                    T* target = memory->Table + (nint)token * features;
                    for (int j = start; j < end; j += TSimd.Lanes)
                        Store<TSimd, TVector, T>(
                            TSimd.Add(Load<TSimd, TVector, T>(target + j, end - j), Load<TSimd, TVector, T>(source + j, end - j)),
                            target + j, end - j);
                }
            }
        }
    }

    private struct TokenMemory<T>(T* table, T* rows, int* tokens, int* lengths, TokenOrder order, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public readonly T* Table = table;
        public readonly T* Rows = rows;
        public readonly int Features = features;
        public readonly int Steps = order.Steps;
        public readonly int Batch = order.Steps == 0 ? 0 : order.Tokens.Length / order.Steps;
        private readonly bool isReversed = order.IsReversed;

        public readonly int Token(int step, int sequence)
        {
            int length = lengths == null ? Steps : lengths[sequence];
            return step >= length ? -1 : tokens[sequence * Steps + (isReversed ? length - 1 - step : step)];
        }
    }
}

/// <summary>Tokens [batch, steps] with the lengths of the sequences, if not all steps count, and the direction to read them in.</summary>
internal readonly ref struct TokenOrder(ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, int steps, bool isReversed)
{
    public readonly ReadOnlySpan<int> Tokens = tokens;
    public readonly ReadOnlySpan<int> Lengths = lengths;
    public readonly int Steps = steps;
    public readonly bool IsReversed = isReversed;
}
