namespace MiniGrad.Search;

/// <summary>CMA-ES at work on a study. Its state follows from the whole generations of the history.</summary>
internal sealed class CovarianceMatrixRun : SamplerRun
{
    private const int MostDraws = 100;
    private const int MostInside = 3;
    private const double LeastWidth = 1e-3;
    private const double ChoiceRate = 0.8;
    private const ulong PlaceStream = 0x5EED_CE11;

    private readonly SearchSpace space;
    private readonly SearchAxis[] axes;
    private readonly ChoiceFrequencies[] choices;
    private readonly int[] axisOf, choiceOf;
    private readonly int startup;
    private readonly bool isNearBest;
    private readonly RestartPlan plan;
    private readonly double[] point;
    private readonly List<Observation> ranked = [];
    private double[] points = [];
    private NormalSearch? search;
    private int generationSize, consumed;
    private int? revision;

    /// <param name="space">The space.</param>
    /// <param name="population">Trials in a generation, or null for the usual number.</param>
    /// <param name="startupTrials">Trials before the first generation, or null for as many as in one.</param>
    /// <param name="width">The first standard deviation, the largest where the trials before say it.</param>
    /// <param name="isNearBest">Whether the trials before were chosen well, so that the first run is to be near the best of them.</param>
    public CovarianceMatrixRun(SearchSpace space, int? population, int? startupTrials, double width, bool isNearBest = false)
    {
        this.space = space;
        HyperParameter[] free = [.. space.Parameters.Where(parameter => parameter.Domain.Count != 1)];
        axes = [.. free.Where(parameter => !parameter.Domain.IsChoice).Select(parameter => new SearchAxis(parameter))];
        HyperParameter[] chosen = [.. free.Where(parameter => parameter.Domain.IsChoice)];
        choices = Array.ConvertAll(chosen, parameter => new ChoiceFrequencies(parameter, chosen.Length));
        (axisOf, choiceOf) = (new int[space.Parameters.Count], new int[space.Parameters.Count]);
        Array.Fill(axisOf, -1);
        Array.Fill(choiceOf, -1);
        for (int i = 0; i < axes.Length; i++) axisOf[axes[i].Index] = i;
        for (int i = 0; i < choices.Length; i++) choiceOf[choices[i].Index] = i;
        point = new double[axes.Length];
        int usual = population ?? 4 + (int)(3 * Math.Log(Math.Max(1, free.Length)));
        startup = startupTrials ?? usual;
        plan = new RestartPlan(usual, width);
        this.isNearBest = isNearBest;
        Reset();
    }

    public override string Note => search is null && consumed == 0
        ? "random trials first"
        : Invariant($"run {plan.Runs}, {generationSize} trials a generation");

    public override double[]? Choose(History history, Random random)
    {
        Advance(history);
        if (consumed == 0) return space.Draw(random);
        for (int draw = 0; draw < MostDraws; draw++)
        {
            double[] numbers = Draw(random);
            if (space.BrokenRelation(numbers) is null) return numbers;
        }
        return space.Draw(random);
    }

    private void Reset()
    {
        (search, consumed, generationSize) = (null, 0, startup);
        plan.Reset();
        foreach (ChoiceFrequencies frequencies in choices) frequencies.Reset();
    }

    private void Advance(History history)
    {
        if (revision != history.Revision || history.Observed.Count < consumed) Reset();
        revision = history.Revision;
        while (history.Observed.Count - consumed >= generationSize)
        {
            ranked.Clear();
            for (int i = 0; i < generationSize; i++) ranked.Add(history.Observed[consumed + i]);
            ranked.Sort(Compare);
            bool isFirst = consumed == 0;
            consumed += generationSize;
            if (isFirst && isNearBest) BeginNearBest(history.Seed);
            else if (isFirst) Begin(history.Seed, ranked);
            else if (!ranked[0].IsFailed) Learn(history.Seed);
        }
    }

    private static int Compare(Observation x, Observation y)
    {
        int order = x.IsFailed.CompareTo(y.IsFailed);
        if (order == 0) order = x.Violation.CompareTo(y.Violation);
        if (order == 0) order = x.Losses[0].CompareTo(y.Losses[0]);
        return order != 0 ? order : x.Number.CompareTo(y.Number);
    }

    /// <summary>A new run, from the weighted mean of the better half of the startup or from a random point.</summary>
    private void Begin(ulong seed, List<Observation>? from)
    {
        (int population, double width) = plan.Next(seed);
        generationSize = population;
        XoshiroRandom random = new(seed ^ PlaceStream, ~(ulong)plan.Runs);
        double[] mean = new double[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            mean[i] = random.NextDouble();
            double sum = 0, total = 0;
            for (int p = 0; from is not null && p < (from.Count + 1) / 2; p++)
            {
                double value = from[p].Parameters[axes[i].Index], weight = Math.Log(from.Count / 2.0 + 1) - Math.Log(p + 1);
                if (double.IsNaN(value) || from[p].IsFailed) continue;
                (sum, total) = (sum + weight * axes[i].CoordinateOf(value), total + weight);
            }
            if (total > 0) mean[i] = sum / total;
        }
        foreach (ChoiceFrequencies frequencies in choices) frequencies.Reset();
        search = axes.Length > 0 ? new NormalSearch(mean, width, population) : null;
        points = new double[population * axes.Length];
    }

    /// <summary>A first run around as many of the best as a generation has, as wide as they are apart, on the average over the
    /// coordinates.</summary>
    private void BeginNearBest(ulong seed)
    {
        if (ranked.Count > plan.Usual) ranked.RemoveRange(plan.Usual, ranked.Count - plan.Usual);
        ranked.RemoveAll(trial => trial.IsFailed);
        Begin(seed, ranked);
        if (ranked.Count == 0) return;
        double variance = 0;
        foreach (SearchAxis axis in axes)
        {
            double[] values =
            [
                .. ranked.Select(trial => trial.Parameters[axis.Index]).Where(value => !double.IsNaN(value)).Select(axis.CoordinateOf),
            ];
            double mean = values.DefaultIfEmpty().Average();
            variance += values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length) / axes.Length;
        }
        if (search is not null)
            search = new NormalSearch([.. search.Mean], Math.Clamp(Math.Sqrt(variance), LeastWidth, plan.Width), generationSize);
        foreach (ChoiceFrequencies frequencies in choices)
        {
            foreach (Observation trial in ranked) frequencies.Count(trial.Parameters[frequencies.Index], 1);
            frequencies.Update(ChoiceRate, ranked.Count);
        }
    }

    private void Learn(ulong seed)
    {
        double weightSum = 0, squares = 0;
        int parents = ranked.Count / 2;
        for (int p = 0; p < parents; p++)
        {
            double weight = Math.Log((ranked.Count + 1) / 2.0) - Math.Log(p + 1);
            (weightSum, squares) = (weightSum + weight, squares + weight * weight);
            foreach (ChoiceFrequencies frequencies in choices) frequencies.Count(ranked[p].Parameters[frequencies.Index], weight);
        }
        double mass = weightSum * weightSum / squares;
        foreach (ChoiceFrequencies frequencies in choices)
            frequencies.Update(mass / (mass + 10), weightSum);
        if (search is not null)
        {
            for (int p = 0; p < ranked.Count; p++) Place(ranked[p], seed, points.AsSpan(p * axes.Length, axes.Length));
            search.Update(points);
            KeepMargins();
        }
        if (plan.HasConverged(search, axes, ranked)) Begin(seed, null);
    }

    /// <summary>The coordinates that a trial may have been drawn at.</summary>
    private void Place(Observation trial, ulong seed, Span<double> to)
    {
        XoshiroRandom? random = null;
        for (int i = 0; i < axes.Length; i++)
        {
            SearchAxis axis = axes[i];
            double value = trial.Parameters[axis.Index];
            if (double.IsNaN(value)) to[i] = search!.Mean[i];
            else if (axis.CellOf(value) is not { } cell) to[i] = axis.CoordinateOf(value);
            else
            {
                random ??= new XoshiroRandom(seed ^ PlaceStream, (ulong)trial.Number);
                to[i] = SearchAxis.Inside(cell, search!.Mean[i], search.DeviationOf(i), random.NextDouble());
            }
        }
    }

    private void KeepMargins()
    {
        double margin = 1.0 / (axes.Length * search!.Population);
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i].CellOf(axes[i].ValueOf(search.Mean[i])) is { } cell) search.KeepMargin(i, cell.Low, cell.High, margin);
        }
    }

    private double[] Draw(Random random)
    {
        if (search is not null)
        {
            for (int attempt = 0; attempt < MostInside; attempt++)
            {
                search.Draw(random, point);
                if (IsInside()) break;
            }
        }
        double[] numbers = new double[space.Parameters.Count];
        foreach (HyperParameter parameter in space.Parameters)
        {
            int index = parameter.Index;
            numbers[index] = !parameter.IsThere(numbers) ? double.NaN
                : axisOf[index] >= 0 ? axes[axisOf[index]].ValueOf(point[axisOf[index]])
                : choiceOf[index] >= 0 ? choices[choiceOf[index]].Draw(random)
                : parameter.Domain.ValueAt(0);
        }
        return numbers;
    }

    /// <summary>Whether no number is beyond its range. If after some draws one still is, it is moved to the end: so an optimum there is met
    /// exactly.</summary>
    private bool IsInside()
    {
        for (int i = 0; i < axes.Length; i++)
            if (!axes[i].IsSeparate && point[i] is < 0 or > 1) return false;
        return true;
    }
}
