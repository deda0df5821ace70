namespace MiniGrad.Search;

/// <summary>How a child follows from two parents.</summary>
internal sealed class Breeding(Crossover crossover, double crossoverProbability, double mutationProbability)
{
    private const double CrossoverIndex = 15;
    private const double MutationIndex = 20;
    private const double Beyond = 0.5;

    /// <summary>A child: each parameter that is there from the parents that have it, or at random where none has.</summary>
    public double[] Child(SearchSpace space, double[] mother, double[] father, Random random)
    {
        double[] child = new double[mother.Length];
        bool hasTwoParents = random.NextDouble() < crossoverProbability;
        for (int i = 0; i < child.Length; i++)
        {
            HyperParameter parameter = space.Parameters[i];
            if (!parameter.IsThere(child))
            {
                child[i] = double.NaN;
                continue;
            }
            Domain domain = parameter.Domain;
            double x = mother[i], y = hasTwoParents ? father[i] : x;
            if (double.IsNaN(x)) x = double.IsNaN(y) ? father[i] : y;
            if (double.IsNaN(y)) y = x;
            child[i] = double.IsNaN(x) ? domain.FromUnit(random.NextDouble()) : x == y ? x : Cross(domain, x, y, random);
            if (domain.Count != 1 && random.NextDouble() < mutationProbability) child[i] = Mutate(domain, child[i], random);
        }
        return child;
    }

    private double Cross(Domain domain, double x, double y, Random random)
    {
        if (random.NextDouble() < 0.5) (x, y) = (y, x);
        if (crossover == Crossover.Uniform || domain.IsChoice) return x;
        double a = domain.ToUnit(x), b = domain.ToUnit(y), draw = random.NextDouble();
        if (crossover == Crossover.Blend) return domain.FromUnit(a + (draw * (1 + 2 * Beyond) - Beyond) * (b - a));
        double spread = Math.Pow(draw < 0.5 ? 2 * draw : 0.5 / (1 - draw), 1 / (CrossoverIndex + 1));
        return domain.FromUnit(0.5 * ((1 + spread) * a + (1 - spread) * b));
    }

    private static double Mutate(Domain domain, double value, Random random)
    {
        if (domain.IsChoice)
        {
            int other = random.Next((int)domain.Count!.Value - 1);
            return other >= value ? other + 1 : other;
        }
        double unit = domain.ToUnit(value), draw = random.NextDouble();
        // Deb's polynomial, which never leaves the range.
        double step = draw < 0.5
            ? Math.Pow(2 * draw + (1 - 2 * draw) * Math.Pow(1 - unit, MutationIndex + 1), 1 / (MutationIndex + 1)) - 1
            : 1 - Math.Pow(2 * (1 - draw) + (2 * draw - 1) * Math.Pow(unit, MutationIndex + 1), 1 / (MutationIndex + 1));
        double changed = domain.FromUnit(unit + step);
        if (changed != value || domain.Count is not { } count) return changed;
        long place = domain.PlaceOf(value) + (draw < 0.5 ? -1 : 1);
        return domain.ValueAt(place < 0 ? 1 : place >= count ? count - 2 : place);
    }
}
