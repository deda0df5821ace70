namespace MiniGrad.Search;

/// <summary>A Gaussian process at work on a study.</summary>
internal sealed class GaussianProcessRun : SamplerRun
{
    /// <summary>Of a finite space with so many points all are compared.</summary>
    public const int MostPoints = 1024;

    private const int LeastObserved = 2;

    private const int RandomCandidates = 400;

    /// <summary>So many of those meet all relations, which takes many draws.</summary>
    private const int RelatedCandidates = 100;
    private const int NearCandidates = 200;
    private const int NearestRanks = 5;
    private const int MostDraws = 100;

    private readonly SearchSpace space;
    private readonly int goalCount;
    private readonly PointEncoding encoding;
    private readonly ProcessFit fit;
    private readonly AcquisitionSearch search;
    private readonly LatinStart start;

    /// <summary>All points of the space, if they are few.</summary>
    private readonly List<double[]>? points;
    private readonly bool isNoisy, hasRelations;
    private int number, observed;

    public GaussianProcessRun(SearchSpace space, int goalCount, int startup, bool isNoisy, ulong seed)
    {
        (this.space, this.goalCount, this.isNoisy) = (space, goalCount, isNoisy);
        start = new LatinStart(space, startup, seed);
        points = space.CountPoints() <= MostPoints ? [.. space.Points()] : null;
        // Drawing says what cannot be met.
        if (points is { Count: 0 }) points = null;
        hasRelations = space.RelationNames.Count > 0;
        encoding = new PointEncoding(space);
        fit = new ProcessFit(encoding, isNoisy);
        search = new AcquisitionSearch(space, encoding, fit.Process);
    }

    public override string Note => number < start.Count
        ? Invariant($"Latin hypercube: a Gaussian process needs trials to begin with, the first {start.Count}.")
        : observed <= ProcessFit.MostPoints
            ? Invariant($"Gaussian process of {observed} trials: the best for expensive ones while they are few.")
            : Invariant($"Gaussian process of {ProcessFit.MostPoints} trials out of {observed}, the best and the latest, to stay fast.");

    public override double[]? Choose(History history, Random random)
    {
        (number, observed) = (history.Number, history.Observed.Count);
        List<double[]>? left = points?.FindAll(point => !IsKnown(history, point));
        if (left is { Count: 0 }) return null;
        if (history.Number < start.Count || history.Observed.Count < LeastObserved)
        {
            double[] drawn = start.Draw(history.Number, random);
            return IsKnown(history, drawn) ? New(history, left, random) : drawn;
        }
        double[] losses = TrialLosses.Of(history, goalCount, random);
        fit.Update(history, losses, isFresh: goalCount > 1);
        GaussianProcess process = fit.Process;
        double[] features = new double[encoding.Parameters.Length];
        double threshold = double.PositiveInfinity;
        for (int i = 0; i < process.ValueCount; i++)
        {
            process.Points.Get(i, features);
            threshold = Math.Min(threshold, isNoisy ? process.Mean(features) : fit.Values[i]);
        }
        foreach (double[] pending in history.Pending)
        {
            encoding.Encode(pending, features);
            threshold = Math.Min(threshold, process.Mean(features));
            process.Add(features);
        }
        List<double[]> found = search.Find(
            threshold, left is null ? Candidates(history, losses, random) : left.ConvertAll(Shares), improves: left is null);
        foreach (double[] shares in found)
        {
            double[] numbers = new double[space.Parameters.Count];
            encoding.Decode(shares, numbers, features);
            if (space.BrokenRelation(numbers) is null && !IsKnown(history, numbers)) return numbers;
        }
        return New(history, left, random);
    }

    /// <summary>A point at random, if possible one that has not been.</summary>
    private double[] New(History history, List<double[]>? left, Random random)
    {
        if (left is not null) return left[random.Next(left.Count)];
        double[] drawn = space.Draw(random);
        for (int draw = 1; draw < MostDraws && IsKnown(history, drawn); draw++) drawn = space.Draw(random);
        return drawn;
    }

    private double[] Shares(double[] numbers)
    {
        double[] shares = new double[numbers.Length];
        foreach (HyperParameter parameter in space.Parameters)
        {
            double number = numbers[parameter.Index];
            shares[parameter.Index] = double.IsNaN(number) ? 0.5 : PointEncoding.Share(parameter.Domain, number);
        }
        return shares;
    }

    private List<double[]> Candidates(History history, double[] losses, Random random)
    {
        List<double[]> all = [];
        if (hasRelations)
            for (int i = 0; i < RelatedCandidates; i++) all.Add(Shares(space.Draw(random)));
        for (int i = all.Count; i < RandomCandidates; i++)
        {
            double[] shares = new double[space.Parameters.Count];
            for (int j = 0; j < shares.Length; j++) shares[j] = random.NextDouble();
            all.Add(shares);
        }
        int[] ranks = [.. Enumerable.Range(0, losses.Length).OrderBy(i => losses[i]).Take(NearestRanks)];
        for (int i = 0; i < NearCandidates; i++)
        {
            double[] near = history.Observed[ranks[i % ranks.Length]].Parameters;
            double[] shares = new double[space.Parameters.Count];
            double radius = Math.Pow(10, -0.5 - 2 * random.NextDouble());
            for (int j = 0; j < shares.Length; j++)
            {
                Domain domain = space.Parameters[j].Domain;
                double number = near[j];
                bool isMoved = random.NextDouble() < 0.5;
                if (double.IsNaN(number)) shares[j] = random.NextDouble();
                else if (!domain.IsChoice)
                    shares[j] = Math.Clamp(PointEncoding.Share(domain, number) + (isMoved ? radius * Normal(random) : 0), 0, 1);
                else shares[j] = random.NextDouble() < radius ? random.NextDouble() : (number + 0.5) / domain.Count!.Value;
            }
            all.Add(shares);
        }
        return all;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static bool IsKnown(History history, double[] numbers)
    {
        foreach (Observation trial in history.Observed)
            if (numbers.AsSpan().SequenceEqual(trial.Parameters)) return true;
        foreach (double[] trial in history.Pending)
            if (numbers.AsSpan().SequenceEqual(trial)) return true;
        return false;
    }
}
