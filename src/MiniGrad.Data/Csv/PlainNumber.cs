namespace MiniGrad.Data;

/// <summary>Reads the numbers that nearly all files are made of: digits, perhaps a sign and a fraction, no exponent.</summary>
internal static class PlainNumber
{
    // Whole numbers of so many digits and powers of ten up to this one are doubles, so that their quotient is rounded once.
    private const int MostDigits = 15;

    private static readonly double[] powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads a number of at most 15 digits, correctly rounded.</summary>
    /// <param name="field">The text.</param>
    /// <param name="point">The sign before the fraction.</param>
    /// <param name="number">The number.</param>
    /// <param name="isShortest">Whether the text is surely the shortest that reads back as this number; false where it may be.</param>
    /// <returns>false where it is something else or longer.</returns>
    /// <remarks>No other number of at most 15 digits is the same double.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> field, byte point, out double number, out bool isShortest)
    {
        (number, isShortest) = (0, false);
        bool isNegative = field.Length > 0 && field[0] == (byte)'-';
        int first = isNegative ? 1 : 0, place = first, fraction = -1;
        // 15 digits and a point.
        if (field.Length - first is 0 or > MostDigits + 1) return false;
        ulong digits = 0;
        for (; place < field.Length; place++)
        {
            uint digit = field[place] - (uint)'0';
            if (digit <= 9) digits = (digits * 10) + digit;
            else if (field[place] == point && fraction < 0) fraction = place + 1;
            else return false;
        }
        int behind = fraction < 0 ? 0 : field.Length - fraction;
        int count = field.Length - first - (fraction < 0 ? 0 : 1);
        if (count is 0 or > MostDigits) return false;
        number = digits / powers[behind];
        if (isNegative) number = -number;
        isShortest = IsShortest(field[first..], digits, behind, fraction - first);
        return true;
    }

    /// <summary>Whether no zero is needless, and neither a sign nor an exponent would be shorter.</summary>
    private static bool IsShortest(ReadOnlySpan<byte> digits, ulong value, int behind, int fraction)
    {
        if (digits[0] == (byte)'0')
        {
            // 0 or −0; or from 0.0001, the smallest that is written without an exponent.
            if (digits.Length == 1) return value == 0;
            if (fraction != 2 || value * 10_000 < (ulong)powers[behind]) return false;
        }
        return fraction < 0 || (fraction > 1 && behind > 0 && digits[^1] != (byte)'0');
    }
}
