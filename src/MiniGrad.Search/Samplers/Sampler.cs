namespace MiniGrad.Search;

/// <summary>Chooses the parameters of trials.</summary>
/// <remarks>What it chooses follows from the study's seed, the trial's number and what <c>Study.Overlap</c> lets it see of the trials
/// before. It may be used for several studies.</remarks>
public abstract partial class Sampler
{
    private protected Sampler() { }

    /// <summary>The name in words, such as <c>random</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Begins to choose for a study.</summary>
    /// <exception cref="ArgumentException">The sampler cannot search this space, or for so many goals.</exception>
    internal abstract SamplerRun Begin(SearchSpace space, int goalCount, ulong seed);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A sampler at work on a study. What it keeps must follow from the histories that it is shown, for a study that is opened again
/// begins with an empty one.</summary>
internal abstract class SamplerRun
{
    /// <summary>A number for each parameter, NaN where it is not there; null where there is nothing left to try.</summary>
    /// <param name="history">What may be known.</param>
    /// <param name="random">The only source of randomness.</param>
    public abstract double[]? Choose(History history, Random random);

    /// <summary>What it does and why, for reports; null for nothing to say.</summary>
    public virtual string? Note => null;
}
