namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>Every parameter at random by its scale, independently of all trials before (Bergstra and Bengio, "Random search for
    /// hyper-parameter optimization", 2012).</summary>
    public static Sampler Random() => new RandomSampler();
}

internal sealed class RandomSampler : Sampler
{
    public override string Name => "random";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => new Run();

    private sealed class Run : SamplerRun
    {
        public override double[] Choose(History history, Random random) => history.Space.Draw(random);
    }
}
