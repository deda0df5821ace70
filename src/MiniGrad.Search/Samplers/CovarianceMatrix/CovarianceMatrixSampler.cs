namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>CMA-ES: draws from a normal distribution and moves its mean, width and covariance towards the better half of each
    /// generation (Hansen, "The CMA evolution strategy: a tutorial", 2016, with negative weights). For one goal and some hundred trials
    /// or more.</summary>
    /// <remarks>Numbers are searched by their scales in units of their ranges. Separate values keep a margin (Hamano and others, 2022),
    /// choices are drawn by frequencies (after CatCMA, Hamano and others, 2024), and what a trial does not have under its conditions does
    /// not move the search. Once converged it begins again elsewhere, with larger and smaller populations in turn (BIPOP; Hansen,
    /// 2009).</remarks>
    /// <param name="population">Trials in a generation, at least 4. Default: null, 4 + ⌊3 ln n⌋ for n parameters.</param>
    /// <param name="startupTrials">Random trials before the first generation, which begins at the weighted mean of the better half of them;
    /// at least 1. Default: null, as many as a generation.</param>
    /// <param name="width">The first standard deviation, in units of the ranges, above 0 and at most 1. Default: 1/6.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static Sampler CovarianceMatrix(
        int? population = null, int? startupTrials = null, double width = CovarianceMatrixSampler.UsualWidth)
    {
        if (population is { } count) Guard.AtLeast(count, 4, nameof(CovarianceMatrix), parameter: nameof(population));
        if (startupTrials is { } startup) Guard.AtLeast(startup, 1, nameof(CovarianceMatrix), parameter: nameof(startupTrials));
        Guard.That(width > 0 && width <= 1, width, "above 0 and at most 1", nameof(CovarianceMatrix));
        return new CovarianceMatrixSampler(population, startupTrials, width);
    }
}

internal sealed class CovarianceMatrixSampler(int? population, int? startupTrials, double width) : Sampler
{
    public const double UsualWidth = 1.0 / 6;

    public override string Name => "covariance matrix";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => goalCount == 1
        ? new CovarianceMatrixRun(space, population, startupTrials, width)
        : throw new ArgumentException(
            Invariant($"Sampler '{Name}': expected one goal, got {goalCount}; for several use Sampler.Genetic."), nameof(goalCount));
}
