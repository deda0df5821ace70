namespace MiniGrad.Search;

/// <summary>Parameters that are there together, with a density of the good ones of the trials that have them and one of the
/// others.</summary>
internal sealed class ParzenBlock
{
    private const int LeastGood = 4;
    private const int MostGood = 50;
    private const double LeastSpread = 0.03;
    private const double LeastBandwidth = 1e-4;
    private const double CellBandwidth = 0.4;
    private const double PriorBad = 1;
    private readonly ParzenSettings settings;
    private readonly double priorWeight;
    private readonly KernelAxis[] axes;
    private readonly int[] indices;
    private readonly bool[] isGate;
    private readonly KernelMixture good;
    private readonly KernelMixture bad;
    private readonly Ranking ranking;
    private readonly Dictionary<int, KernelNorms> norms = [];
    private readonly double[] candidate;
    private readonly double[] best;
    private readonly int[] steps;
    private readonly double[] shares;
    private readonly int[] places;
    private readonly bool isIdle;
    private readonly bool hasOneGoal;
    private int seen;

    /// <param name="parameters">The parameters.</param>
    /// <param name="gates">Those of them that are chosen before, by other blocks.</param>
    /// <param name="settings">Shares and widths.</param>
    /// <param name="priorWeight">The weight of the uniform distribution among the good, in trials.</param>
    /// <param name="goalCount">The number of goals.</param>
    public ParzenBlock(
        IReadOnlyList<HyperParameter> parameters, IReadOnlyList<HyperParameter> gates, ParzenSettings settings, double priorWeight,
        int goalCount)
    {
        (this.settings, this.priorWeight) = (settings, priorWeight);
        hasOneGoal = goalCount == 1;
        First = parameters[0];
        indices = [.. parameters.Select(parameter => parameter.Index)];
        axes = [.. parameters.Where(parameter => parameter.Domain.Count != 1).Select(parameter => new KernelAxis(parameter))];
        Single = [.. parameters.Where(parameter => parameter.Domain.Count == 1)];
        isGate = [.. axes.Select(axis => gates.Any(gate => gate.Index == axis.Index))];
        (good, bad, ranking) = (new KernelMixture(axes), new KernelMixture(axes), Ranking.For(goalCount));
        isIdle = Array.TrueForAll(isGate, fixedBefore => fixedBefore);
        (candidate, best, steps) = (new double[axes.Length], new double[axes.Length], new int[axes.Length]);
        bad.SetSteps(steps);
        good.SetSteps(steps);
        shares = new double[MostGood + 1];
        places = new int[MostGood];
    }

    /// <summary>Any of the parameters: all are there or none.</summary>
    public HyperParameter First { get; }

    private HyperParameter[] Single { get; }

    /// <summary>How many trials have the parameters, of those that were shown.</summary>
    public int Count { get; private set; }

    /// <summary>Takes in the trials that were not there at the call before.</summary>
    public void Update(IReadOnlyList<Observation> trials)
    {
        if (seen < trials.Count) bad.Truncate(Count);
        for (; seen < trials.Count; seen++)
        {
            if (!HasAll(trials[seen].Parameters)) continue;
            bad.Add(PositionsOf(trials[seen].Parameters));
            ranking.Add(Count++, trials[seen]);
        }
    }

    /// <summary>Splits the trials and makes the densities; those under way count as bad.</summary>
    public void Prepare(IReadOnlyList<double[]> pending)
    {
        if (isIdle) return;
        bad.Truncate(Count);
        foreach (double[] parameters in pending)
            if (HasAll(parameters)) bad.Add(PositionsOf(parameters));
        int goodCount = Math.Min(Count, Math.Clamp((int)Math.Ceiling(settings.GoodRoot * Math.Sqrt(Count)), LeastGood, MostGood));
        Span<int> chosen = places.AsSpan(0, goodCount);
        ranking.Best(chosen);

        good.Truncate(0);
        good.SetSteps(GoodSteps(chosen));
        foreach (int place in chosen)
        {
            for (int axis = 0; axis < axes.Length; axis++) candidate[axis] = bad.Position(axis, place);
            if (!norms.TryGetValue(place, out KernelNorms? known)) norms.Add(place, known = new KernelNorms(axes.Length));
            good.Add(candidate, known);
        }
        // Of one goal, the better, the more: as the recombination weights of an evolution strategy, of mean 1.
        double mean = Math.Log(goodCount + 1) - SumOfLogs(goodCount) / Math.Max(1, goodCount), total = priorWeight + goodCount;
        for (int i = 0; i < goodCount; i++)
            good.LogWeights[i] = Math.Log((hasOneGoal ? (Math.Log(goodCount + 1) - Math.Log(i + 1)) / mean : 1) / total);
        good.LogUniformWeight = Math.Log(priorWeight / total);
        good.Finish();

        int others = bad.Count - goodCount;
        bad.SetSteps(BadSteps(Math.Max(others, 1)));
        bad.LogWeights.Fill(-Math.Log(others + PriorBad));
        foreach (int place in chosen) bad.LogWeights[place] = double.NegativeInfinity;
        bad.LogUniformWeight = Math.Log(PriorBad / (others + PriorBad));
        bad.Finish();
        for (int axis = 0; axis < axes.Length; axis++) axes[axis].Keep(good.Steps[axis], bad.Steps[axis]);
    }

    /// <summary>Writes the best of some candidates from the good density: that of the largest ratio to the bad one.</summary>
    public void Choose(double[] numbers, Random random, int candidates)
    {
        foreach (HyperParameter parameter in Single) numbers[parameter.Index] = parameter.Domain.ValueAt(0);
        if (isIdle) return;
        FixGates(numbers);
        NormalDraws draws = new(random);
        double most = double.NegativeInfinity;
        for (int i = 0; i < candidates; i++)
        {
            Draw(draws);
            double ratio = candidates == 1 ? 0 : good.LogDensity(candidate) - bad.LogDensity(candidate);
            if (i > 0 && !(ratio > most)) continue;
            most = ratio;
            candidate.CopyTo(best, 0);
        }
        for (int axis = 0; axis < axes.Length; axis++)
            if (!isGate[axis]) numbers[axes[axis].Index] = axes[axis].ValueOf(best[axis]);
    }

    /// <summary>Sets what is chosen already, and by it how often which kernel is drawn from.</summary>
    private void FixGates(double[] numbers)
    {
        double uniform = good.LogUniformWeight;
        good.LogWeights.CopyTo(shares);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (!isGate[axis]) continue;
            candidate[axis] = axes[axis].Position(numbers[axes[axis].Index]);
            uniform += axes[axis].LogUniform(candidate[axis]);
            for (int kernel = 0; kernel < good.Count; kernel++) shares[kernel] += good.LogDensity(kernel, axis, candidate[axis]);
        }
        double most = uniform, total = 0;
        for (int kernel = 0; kernel < good.Count; kernel++) most = Math.Max(most, shares[kernel]);
        for (int kernel = 0; kernel < good.Count; kernel++) shares[kernel] = total += Math.Exp(shares[kernel] - most);
        shares[good.Count] = total + Math.Exp(uniform - most);
    }

    private void Draw(NormalDraws draws)
    {
        double share = draws.Source.NextDouble() * shares[good.Count];
        int kernel = 0;
        while (kernel < good.Count && share >= shares[kernel]) kernel++;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (isGate[axis]) continue;
            candidate[axis] = kernel == good.Count
                ? axes[axis].DrawUniform(draws.Source)
                : axes[axis].Draw(draws, axes[axis].Middle(good.Position(axis, kernel)), good.Bandwidths[axis]);
        }
    }

    private static double SumOfLogs(int count)
    {
        double sum = 0;
        for (int i = 2; i <= count; i++) sum += Math.Log(i);
        return sum;
    }

    private bool HasAll(double[] numbers) => Array.TrueForAll(indices, index => !double.IsNaN(numbers[index]));

    private double[] PositionsOf(double[] parameters)
    {
        for (int axis = 0; axis < axes.Length; axis++) candidate[axis] = axes[axis].Position(parameters[axes[axis].Index]);
        return candidate;
    }

    /// <summary>Scott's rule by the good trials' own spread, so that kernels draw together as the trials do.</summary>
    private ReadOnlySpan<int> GoodSteps(ReadOnlySpan<int> chosen)
    {
        double shrink = Shrink(chosen.Length);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            double sum = 0, squares = 0;
            foreach (int place in chosen)
            {
                double middle = axes[axis].Middle(bad.Position(axis, place));
                sum += middle;
                squares += middle * middle;
            }
            double mean = sum / Math.Max(1, chosen.Length), variance = Math.Max(0, squares / Math.Max(1, chosen.Length) - mean * mean);
            steps[axis] = StepOf(axes[axis], shrink * Math.Sqrt(variance + LeastSpread * LeastSpread), chosen.Length);
        }
        return steps;
    }

    /// <summary>Scott's rule with a small constant: bad trials are to be avoided near by.</summary>
    private ReadOnlySpan<int> BadSteps(int kernels)
    {
        for (int axis = 0; axis < axes.Length; axis++) steps[axis] = StepOf(axes[axis], settings.BadSpread * Shrink(kernels), kernels);
        return steps;
    }

    private double Shrink(int kernels) => Math.Pow(Math.Max(1, kernels), -1.0 / (axes.Length + 4));

    private static int StepOf(KernelAxis axis, double bandwidth, int kernels)
    {
        double count = axis.CellCount;
        if (axis.Domain.IsChoice) return KernelAxis.StepOf(count / (Math.Max(1, kernels) + count));
        return KernelAxis.StepOf(Math.Clamp(bandwidth, axis.IsContinuum ? LeastBandwidth : CellBandwidth / count, 1));
    }
}
