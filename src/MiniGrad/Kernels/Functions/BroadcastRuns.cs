namespace MiniGrad.Kernels;

/// <summary>Cuts an output of any rank into contiguous runs within which each of up to three inputs is either contiguous too or constant,
/// and says where each input's part of the run begins.</summary>
/// <remarks>Neighbouring axes along which the inputs behave alike are merged first, so equal shapes are one run, and a matrix plus a row is
/// one run per row of the matrix.</remarks>
internal ref struct BroadcastRuns
{
    private const int MaxInputs = 3;

    // One entry for each group of merged axes, innermost first; strides hold MaxInputs entries a group.
    private readonly Span<int> sizes;
    private readonly Span<int> positions;
    private readonly Span<int> strides;
    private readonly int groups;
    private Offsets offsets;

    public BroadcastRuns(
        Span<int> scratch, ReadOnlySpan<int> outputSizes, ReadOnlySpan<int> first, ReadOnlySpan<int> second = default,
        ReadOnlySpan<int> third = default)
    {
        int rank = Math.Max(1, outputSizes.Length);
        sizes = scratch[..rank];
        positions = scratch.Slice(rank, rank);
        strides = scratch.Slice(2 * rank, MaxInputs * rank);
        scratch.Clear();
        sizes[0] = 1;

        Offsets steps = default;
        Offsets counts = default;
        counts[0] = counts[1] = counts[2] = 1;
        for (int fromLast = 1; fromLast <= outputSizes.Length; fromLast++)
        {
            int size = outputSizes[^fromLast];
            steps[0] = Step(first, fromLast, ref counts[0]);
            steps[1] = Step(second, fromLast, ref counts[1]);
            steps[2] = Step(third, fromLast, ref counts[2]);
            if (size == 1) continue;
            if (groups > 0 && ContinuesGroup(groups - 1, steps))
            {
                sizes[groups - 1] *= size;
                continue;
            }
            sizes[groups] = size;
            for (int input = 0; input < MaxInputs; input++) strides[groups * MaxInputs + input] = steps[input];
            groups++;
        }
    }

    /// <summary>The number of elements in every run.</summary>
    public readonly int Length => sizes[0];

    public static int ScratchLength(ReadOnlySpan<int> outputSizes) => (2 + MaxInputs) * Math.Max(1, outputSizes.Length);

    /// <summary>Whether the input has one and the same element all along a run; otherwise it is contiguous.</summary>
    public readonly bool IsConstant(int input) => strides[input] == 0;

    /// <summary>The start of the input's part of the current run.</summary>
    public readonly int Offset(int input) => offsets[input];

    public void MoveNext()
    {
        for (int group = 1; group < groups; group++)
        {
            bool wraps = ++positions[group] == sizes[group];
            int steps = wraps ? 1 - sizes[group] : 1;
            for (int input = 0; input < MaxInputs; input++) offsets[input] += steps * strides[group * MaxInputs + input];
            if (!wraps) return;
            positions[group] = 0;
        }
    }

    /// <summary>The distance between neighbours along an output axis in an input: 0 where the input is repeated.</summary>
    private static int Step(ReadOnlySpan<int> inputSizes, int fromLast, ref int count)
    {
        int size = fromLast <= inputSizes.Length ? inputSizes[^fromLast] : 1;
        int step = size == 1 ? 0 : count;
        count *= size;
        return step;
    }

    private readonly bool ContinuesGroup(int group, Offsets steps)
    {
        for (int input = 0; input < MaxInputs; input++)
            if (steps[input] != strides[group * MaxInputs + input] * sizes[group]) return false;
        return true;
    }

    [InlineArray(MaxInputs)]
    private struct Offsets
    {
        private int first;
    }
}
