namespace MiniGrad.Search;

/// <summary>NSGA-II at work on a study. Its parents follow from the whole generations of the history.</summary>
internal sealed class GeneticRun(SearchSpace space, int population, Breeding breeding) : SamplerRun
{
    private const int MostTries = 100;
    private const int MostTwins = 10;
    private readonly List<Observation> parents = [];
    private readonly List<(Observation Trial, int Rank, double Room)> judged = [];
    private int consumed;
    private int? revision;

    public override string Note => consumed == 0
        ? "random trials first"
        : Invariant($"generation {consumed / population}, {population} trials each");

    public override double[]? Choose(History history, Random random)
    {
        Advance(history);
        if (parents.Count == 0) return space.Draw(random);
        int twins = 0;
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            double[] mother = Winner(random), father = Winner(random), child = breeding.Child(space, mother, father, random);
            if (space.BrokenRelation(child) is not null) continue;
            // A child that is one of its parents would tell nothing.
            if (twins++ < MostTwins && (child.AsSpan().SequenceEqual(mother) || child.AsSpan().SequenceEqual(father))) continue;
            return child;
        }
        return space.Draw(random);
    }

    private void Advance(History history)
    {
        if (revision != history.Revision || history.Observed.Count < consumed)
        {
            parents.Clear();
            consumed = 0;
        }
        revision = history.Revision;
        while (history.Observed.Count - consumed >= population)
        {
            for (int i = 0; i < population; i++) parents.Add(history.Observed[consumed + i]);
            consumed += population;
            Select();
        }
    }

    private void Select()
    {
        int[] ranks = Dominance.Ranks(parents);
        double[] rooms = Dominance.Crowding([.. parents.Select(trial => trial.Losses)], ranks);
        judged.Clear();
        for (int i = 0; i < parents.Count; i++) judged.Add((parents[i], ranks[i], rooms[i]));
        judged.Sort(Compare);
        judged.RemoveRange(population, judged.Count - population);
        parents.Clear();
        foreach ((Observation trial, _, _) in judged) parents.Add(trial);
    }

    private static int Compare((Observation Trial, int Rank, double Room) x, (Observation Trial, int Rank, double Room) y)
    {
        int order = x.Rank.CompareTo(y.Rank);
        if (order == 0) order = y.Room.CompareTo(x.Room);
        return order != 0 ? order : x.Trial.Number.CompareTo(y.Trial.Number);
    }

    /// <summary>The better one of two; they stand in the order of their quality.</summary>
    private double[] Winner(Random random) => parents[Math.Min(random.Next(parents.Count), random.Next(parents.Count))].Parameters;
}
