namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>All points of a finite space once, in an order that covers it early: point k of n is number <c>k·g mod n</c>, g near the
    /// golden section of n and without a common divisor.</summary>
    /// <remarks>A number needs a step; a space has at most 10,000,000 points.</remarks>
    public static Sampler Grid() => new GridSampler();
}

internal sealed class GridSampler : Sampler
{
    public override string Name => "grid";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed)
    {
        if (space.CountPoints() is { } count) return new Run(count);
        HyperParameter? endless = space.Parameters.FirstOrDefault(parameter => parameter.Domain.Count is null);
        throw new ArgumentException(endless is null
            ? Invariant($"Grid: expected a space of at most {SearchSpace.MostPoints} points, got more.")
            : $"Grid: expected a finite space; give '{endless.Name}' a step, so that it has separate values.");
    }

    private sealed class Run(long count) : SamplerRun
    {
        private readonly long stride = Stride(count);

        public override double[] Choose(History history, Random random) =>
            history.Space.PointAt((long)((Int128)((long)history.Number + history.Attempt) * stride % count));

        private static long Stride(long count)
        {
            long stride = Math.Max(1, (long)Math.Round(count * 0.6180339887498949));
            while (BigInteger.GreatestCommonDivisor(stride, count) != 1) stride++;
            return stride;
        }
    }
}
