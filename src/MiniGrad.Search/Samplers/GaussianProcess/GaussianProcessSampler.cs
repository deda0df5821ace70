namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>Bayesian optimisation by a Gaussian process (Jones and others, "Efficient global optimization of expensive black-box
    /// functions", 1998): the best where a trial takes long and there are a few hundred.</summary>
    /// <param name="startup">So many trials come from a Latin hypercube before. At least 2. Default: 10.</param>
    /// <param name="isNoisy">Whether a trial's loss would be another with another seed: then the variance of this noise is fitted; else
    /// there is none. Default: true, which does little harm where there is none.</param>
    /// <remarks>
    /// Covariances are Matérn's with ν = 5/2 and one length scale a parameter, on coordinates from 0 to 1 (separate values at the middles
    /// of their cells) and with Hamming's distance for choices. A parameter that is absent from both of two trials adds nothing to their
    /// distance; one that is absent from one is taken as in the middle of its range. Losses above the median are replaced by normal
    /// quantiles of their ranks, so that outliers do not rule, and all are standardised. Length scales, signal and noise are the most
    /// probable ones.
    /// Chosen is the point with the largest logarithm of expected improvement (Ament and others, 2023) among candidates at random and near
    /// the best trials, of which the best are improved along the gradient and by trying other values and choices. Trials under way count
    /// as if they had the losses that are expected of them. Beyond 300 trials the process knows the best and the latest ones only. Of
    /// several goals each trial follows another weighing (Knowles, "ParEGO", 2006). Trials that violate constraints come after the worst
    /// that do not, and failed ones last. In a space of at most 1,024 points none is chosen twice, and the search ends with the last.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="startup"/> is below 2.</exception>
    public static Sampler GaussianProcess(int startup = 10, bool isNoisy = true) =>
        new GaussianProcessSampler(Guard.AtLeast(startup, 2, "Sampler.GaussianProcess"), isNoisy);
}

internal sealed class GaussianProcessSampler(int startup, bool isNoisy) : Sampler
{
    public override string Name => "Gaussian process";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) =>
        new GaussianProcessRun(space, goalCount, startup, isNoisy, seed);
}
