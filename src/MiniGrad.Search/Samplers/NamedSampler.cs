namespace MiniGrad.Search;

/// <summary>A sampler of which only the name was kept, for studies to look at.</summary>
internal sealed class NamedSampler(string name) : Sampler
{
    public override string Name => name;

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => throw new InvalidOperationException(
        $"Of the sampler '{name}' only the name was kept; a study needs one made by Sampler.");
}
