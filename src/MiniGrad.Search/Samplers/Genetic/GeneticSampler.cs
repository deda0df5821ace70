namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>NSGA-II: crosses and mutates the best trials so far, for one goal or several (Deb and others, "A fast and elitist
    /// multiobjective genetic algorithm: NSGA-II", 2002).</summary>
    /// <remarks>The first generation is random. Then parents win tournaments of two by rank of dominance and, within a rank, by the room
    /// around them. Trials that violate constraints come after all that do not, by how much; failed ones last. A child has what its
    /// conditions ask for.</remarks>
    /// <param name="population">Trials in a generation, and parents that are kept, at least 4. Default: null, 24 for one goal, 48 for
    /// several.</param>
    /// <param name="crossover">How numbers are crossed. Default: blend.</param>
    /// <param name="crossoverProbability">How often a child has two parents, from 0 to 1. Default: 0.9.</param>
    /// <param name="mutationProbability">How often a parameter is changed at random, from 0 to 1: a number by polynomial mutation of index
    /// 20, a choice to another one. Default: null, 1/n for n parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static Sampler Genetic(
        int? population = null, Crossover crossover = Crossover.Blend, double crossoverProbability = 0.9,
        double? mutationProbability = null)
    {
        if (population is { } count) Guard.AtLeast(count, 4, nameof(Genetic), parameter: nameof(population));
        Guard.Defined(crossover, nameof(Genetic));
        Guard.Between(crossoverProbability, 0, 1, nameof(Genetic));
        if (mutationProbability is { } share) Guard.Between(share, 0, 1, nameof(Genetic), parameter: nameof(mutationProbability));
        return new GeneticSampler(population, crossover, crossoverProbability, mutationProbability);
    }
}

internal sealed class GeneticSampler(int? population, Crossover crossover, double crossoverProbability, double? mutationProbability)
    : Sampler
{
    public override string Name => "genetic";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => new GeneticRun(
        space, population ?? (goalCount == 1 ? 24 : 48),
        new Breeding(crossover, crossoverProbability, mutationProbability ?? 1.0 / space.Parameters.Count));
}
