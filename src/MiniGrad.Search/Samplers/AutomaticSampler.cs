namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>What suits the search: points spread over the space, then a Gaussian process; beyond 300 trials one that knows the best and
    /// the latest of them. The run notes which and why.</summary>
    /// <remarks>The rest is as of <see cref="GaussianProcess"/> with its defaults.</remarks>
    public static Sampler Automatic() => new AutomaticSampler();
}

internal sealed class AutomaticSampler : Sampler
{
    public override string Name => "automatic";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => GaussianProcess().Begin(space, goalCount, seed);
}
