namespace MiniGrad.Search;

/// <summary>Sobol's sequence in the order of Gray's code ("On the distribution of points in a cube and the approximate evaluation of
/// integrals", 1967), with the direction numbers of Joe and Kuo ("Constructing Sobol sequences with better two-dimensional projections",
/// 2008).</summary>
internal static class Sobol
{
    private static readonly uint[] directions = MakeDirections();

    /// <summary>The number of dimensions that it has.</summary>
    public static int Dimensions => directions.Length / 32;

    /// <summary>A coordinate of a point, in units of 2⁻³².</summary>
    public static uint Coordinate(uint point, int dimension)
    {
        uint coordinate = 0;
        for (uint code = point ^ (point >> 1); code != 0; code &= code - 1)
            coordinate ^= directions[32 * dimension + BitOperations.TrailingZeroCount(code)];
        return coordinate;
    }

    private static uint[] MakeDirections()
    {
        uint[] directions = new uint[32 * (SobolTable.Rows.Length + 1)];
        for (int i = 0; i < 32; i++) directions[i] = 1u << (31 - i);
        for (int dimension = 1; dimension <= SobolTable.Rows.Length; dimension++)
        {
            ushort[] row = SobolTable.Rows[dimension - 1];
            int degree = row.Length - 1;
            Span<uint> own = directions.AsSpan(32 * dimension, 32);
            for (int i = 0; i < 32; i++)
            {
                if (i < degree)
                {
                    own[i] = (uint)row[i + 1] << (31 - i);
                    continue;
                }
                own[i] = own[i - degree] ^ (own[i - degree] >> degree);
                // The polynomial's coefficients without the first and the last, the highest power first.
                for (int j = 1; j < degree; j++)
                    if ((row[0] >> (degree - 1 - j) & 1) != 0) own[i] ^= own[i - j];
            }
        }
        return directions;
    }
}
