namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>Points that cover the space more evenly than random ones: trial t takes point t of Sobol's sequence, its digits scrambled
    /// by the study's seed, each parameter a dimension (Sobol, 1967; direction numbers of Joe and Kuo, 2008; Owen, "Randomly permuted
    /// (t, m, s)-nets and (t, s)-sequences", 1995).</summary>
    /// <remarks>Conditional parameters have dimensions of their own, so that a condition takes nothing from the evenness of the others.
    /// Where a relation does not hold, and where a trial is to be chosen again, parameters are drawn at random; so are those after the
    /// 256th parameter. It does not look at results.</remarks>
    public static Sampler QuasiRandom() => new QuasiRandomSampler();
}

internal sealed class QuasiRandomSampler : Sampler
{
    public override string Name => "quasi-random";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => new Run(space, seed);

    private sealed class Run(SearchSpace space, ulong seed) : SamplerRun
    {
        private readonly ScrambledSobol points = new(seed);

        public override string? Note => space.Parameters.Count <= Sobol.Dimensions ? null : Invariant(
            $"Sobol's points for {Sobol.Dimensions} of {space.Parameters.Count} parameters, random ones for the others");

        public override double[] Choose(History history, Random random) =>
            history.Attempt > 0 ? space.Draw(random) : points.Choose(space, history.Number, random);
    }
}
