namespace MiniGrad.Kernels;

/// <summary>Numbers of rows that come as floating-point numbers.</summary>
internal static class RowNumbers
{
    /// <summary>Makes integers of them. Throws unless each is a whole number in <c>[0, count)</c>.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Read<T>(ReadOnlySpan<T> numbers, int count, string operation, Span<int> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            // Of what lies outside the integers, and of NaN, the conversion makes something else.
            rows[i] = int.CreateSaturating(numbers[i]);
            if (T.CreateTruncating(rows[i]) != numbers[i] || (uint)rows[i] >= (uint)count)
            {
                throw new ArgumentException(
                    $"{operation}: expected whole numbers from 0 to {count - 1}, " +
                    FormattableString.Invariant($"got {numbers[i]} at position {i}."));
            }
        }
    }
}
