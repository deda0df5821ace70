namespace MiniGrad.Data;

/// <summary>Recognises a column that numbers the rows.</summary>
internal static class RowNumbers
{
    // Of fewer rows the numbers may well be a measure, such as the days of an experiment.
    public const int FewestRows = 30;

    /// <summary>Whether the numbers are those of the rows, from 0 or from 1, in any order; or of most rows, where some were chosen.
    /// </summary>
    /// <param name="numbers">The column.</param>
    /// <param name="wholeCount">The number of rows that these were chosen from.</param>
    public static bool Are(ReadOnlySpan<double> numbers, int wholeCount)
    {
        if (numbers.Length < FewestRows || numbers.Length < wholeCount - numbers.Length) return false;
        (bool hasFirst, bool hasLast) = (false, false);
        foreach (double number in numbers)
        {
            if (!(number >= 0 && number <= wholeCount && double.IsInteger(number))) return false;
            hasFirst |= number == 0;
            hasLast |= number == wholeCount;
        }
        if (hasFirst && hasLast) return false;
        bool[] areTaken = new bool[wholeCount + 1];
        foreach (double number in numbers)
        {
            if (areTaken[(int)number]) return false;
            areTaken[(int)number] = true;
        }
        return true;
    }
}
