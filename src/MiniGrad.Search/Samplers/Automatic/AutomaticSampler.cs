namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>What suits the search: points spread over the space, then a Gaussian process as long as fewer than 200 results can be seen,
    /// then CMA-ES that begins around the best of these. The study's <c>SamplerNote</c> says which and why.</summary>
    /// <remarks><para>The Gaussian process is that of <see cref="GaussianProcess"/> with its defaults; it stays for several goals and for
    /// finite spaces of at most 1,024 points, all of which it compares. CMA-ES, as of <see cref="CovarianceMatrix"/>, begins at the
    /// weighted mean of as many of the best trials as a generation has, as wide as they are apart, choices by their frequencies
    /// among them; once converged it begins again elsewhere.</para>
    /// <para>On eleven test functions, four seeds each, the median regret after 600 trials was below that of the Gaussian process going on
    /// on ten, such as 0.0004 to 0.11 on Levy's and 0.05 to 0.55 on Rosenbrock's. It was above it on Rastrigin's, 10.3 to 4.0, whose many
    /// minima need a wide search. A Parzen estimator instead of CMA-ES was no better on the functions with choices and conditions.</para>
    /// <para>What is used follows from the space, the number of goals and the number of results alone.</para></remarks>
    public static Sampler Automatic() => new AutomaticSampler();
}

internal sealed class AutomaticSampler : Sampler
{
    private const int ProcessTrials = 200;

    public override string Name => "automatic";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed)
    {
        SamplerRun process = GaussianProcess().Begin(space, goalCount, seed);
        bool isListed = space.CountPoints() <= GaussianProcessRun.MostPoints;
        return goalCount > 1 || isListed
            ? process
            : new Run(process, new CovarianceMatrixRun(space, null, ProcessTrials, CovarianceMatrixSampler.UsualWidth, isNearBest: true));
    }

    private sealed class Run(SamplerRun process, SamplerRun later) : SamplerRun
    {
        private bool isLater;

        public override string? Note => !isLater ? process.Note : Invariant(
            $"CMA-ES around the best of the first {ProcessTrials} trials, beyond which a Gaussian process gains less: {later.Note}.");

        public override double[]? Choose(History history, Random random)
        {
            isLater = history.Observed.Count >= ProcessTrials;
            return (isLater ? later : process).Choose(history, random);
        }
    }
}
