namespace MiniGrad.Data;

/// <summary>Decimal numbers: whole ones divided by a power of ten.</summary>
internal static class StoredDecimal
{
    private const int LargestScale = 1000, LongestNumber = 1000, LargestExactPower = 22;
    private const long LargestExact = 1L << 53;

    public static void Check(int scale)
    {
        if (scale is < 0 or > LargestScale) throw new FileProblem(Invariant($"its numbers have {scale} decimals, which is not read"));
    }

    /// <param name="bytes">The whole number, with a sign.</param>
    /// <param name="isLittleEndian">Whether its lowest byte is the first, rather than its highest.</param>
    public static BigInteger Whole(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        bytes.Length <= LongestNumber ? new BigInteger(bytes, isBigEndian: !isLittleEndian)
            : throw new FileProblem("a decimal number is too long");

    /// <summary>The nearest number.</summary>
    public static double ToDouble(long whole, int scale) =>
        Math.Abs((double)whole) <= LargestExact && scale <= LargestExactPower
            ? whole / Math.Pow(10, scale)
            : ToDouble((BigInteger)whole, scale);

    /// <inheritdoc cref="ToDouble(long, int)"/>
    public static double ToDouble(BigInteger whole, int scale) =>
        double.Parse(Invariant($"{whole:R}E-{scale}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>All digits, such as <c>-1.50</c>.</summary>
    public static string ToText(BigInteger whole, int scale)
    {
        string digits = BigInteger.Abs(whole).ToString("R", CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string sign = whole.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
