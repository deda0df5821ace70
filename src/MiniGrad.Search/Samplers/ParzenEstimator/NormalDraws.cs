namespace MiniGrad.Search;

/// <summary>Standard normal numbers, two at a time, by the polar method (Marsaglia and Bray, "A convenient method for generating normal
/// variables", 1964).</summary>
internal sealed class NormalDraws(Random source)
{
    private double spare = double.NaN;

    public Random Source => source;

    public double Next()
    {
        if (!double.IsNaN(spare))
        {
            double kept = spare;
            spare = double.NaN;
            return kept;
        }
        while (true)
        {
            double x = 2 * source.NextDouble() - 1, y = 2 * source.NextDouble() - 1, square = x * x + y * y;
            if (square is not (> 0 and < 1)) continue;
            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            spare = y * factor;
            return x * factor;
        }
    }
}
