namespace MiniGrad.Search;

// How the parameters of a trial are chosen.
public sealed partial class Study
{
    private const int MostChoices = 1000;

    private readonly List<Observation> observed = [];

    /// <summary>The trials of what is observed, as they count together with their repeats.</summary>
    private readonly List<TrialRecord> counted = [];
    private readonly HashSet<string> tried = new(StringComparer.Ordinal);
    private SamplerRun? sampling;
    private long? pointCount;
    private bool isCounted;
    private int triedCount, revision, seenCount;
    private double[]? worst, best;

    /// <summary>The parameters of the trial behind those that are planned, or null where there is nothing left to try.</summary>
    /// <exception cref="UnmeetableValuesException">What is first in the queue meets no relation.</exception>
    private ParameterValues? Choose()
    {
        sampling ??= Sampler.Begin(Space, Goals.Count, Seed);
        int number = trials.Count + planned.Count;
        Observe(SeenBy(number));
        if (queue.Count == 0 && ToRepeat() is { } again) return again;
        if (!isCounted) (pointCount, isCounted) = (Space.CountPoints(), true);
        if (pointCount is not null)
            for (; triedCount < trials.Count; triedCount++) tried.Add(Key(trials[triedCount].Parameters.Numbers));

        XoshiroRandom random = SeedOf(Seed, number).Choice;
        History history = new()
        {
            Space = Space,
            GoalCount = Goals.Count,
            Seed = Seed,
            Overlap = Overlap,
            Observed = observed,
            Pending =
            [
                .. trials.Skip(seenCount).Concat(planned).Where(trial => trial.RepeatOf is null)
                    .Select(trial => trial.Parameters.Numbers),
            ],
            Revision = revision,
        };
        ParameterValues? wanted = queue.Count > 0 ? queue[0].Values : null;
        bool isExhausted = pointCount <= tried.Count;
        for (int attempt = 0; attempt < MostChoices && !(isExhausted && wanted is null); attempt++)
        {
            history.Attempt = attempt;
            double[]? numbers = isExhausted ? null : sampling.Choose(history, random);
            // What is wanted is made also where nothing is left to choose.
            if (wanted is not null) numbers ??= Space.Draw(random);
            if (numbers is null) return null;
            if (wanted is not null) numbers = Complete(wanted.Numbers, numbers, random);
            if (Space.BrokenRelation(numbers) is { } broken)
            {
                if (wanted is null || attempt < MostChoices - 1) continue;
                throw new UnmeetableValuesException($"{Who}: no values beside {wanted} meet '{broken}'.", queue[0].Position);
            }
            if (wanted is null && pointCount is not null && tried.Contains(Key(numbers))) continue;
            return new ParameterValues(Space, numbers);
        }
        return pointCount is null ? new ParameterValues(Space, Space.Draw(random)) : ChooseOfTheRest(random);
    }

    /// <summary>One of the points that no trial had, each with the same chance.</summary>
    private ParameterValues? ChooseOfTheRest(XoshiroRandom random)
    {
        double[]? chosen = null;
        int count = 0;
        foreach (double[] point in Space.Points())
        {
            if (tried.Contains(Key(point))) continue;
            if (random.Next(++count) == 0) chosen = point;
        }
        return chosen is null ? null : new ParameterValues(Space, chosen);
    }

    /// <summary>Wanted values, with chosen ones for what is open.</summary>
    private double[] Complete(double[] wanted, double[] chosen, XoshiroRandom random)
    {
        double[] numbers = new double[chosen.Length];
        foreach (HyperParameter parameter in Space.Parameters)
        {
            int i = parameter.Index;
            numbers[i] = !parameter.IsThere(numbers) ? double.NaN
                : !double.IsNaN(wanted[i]) ? wanted[i]
                : !double.IsNaN(chosen[i]) ? chosen[i]
                : parameter.Domain.FromUnit(random.NextDouble());
        }
        return numbers;
    }

    /// <summary>Brings what samplers see up to a number of trials.</summary>
    private void Observe(int count)
    {
        // A repeat changes what came before.
        bool isAnew = trials.Take(count).Skip(seenCount).Any(trial => trial.RepeatOf is not null);
        if (isAnew) ForgetObservations();
        IEnumerable<TrialRecord> added = trials.Take(count).Skip(seenCount);
        if (isAnew) added = TrialMean.Together([.. added]);
        foreach (TrialRecord trial in added)
        {
            counted.Add(trial);
            IReadOnlyList<double> values = ValuesOf(trial);
            bool isFailed = values.Count == 0 || values.Any(double.IsNaN);
            double[] losses = isFailed ? worst?.ToArray() ?? new double[Goals.Count] : Losses.Of(values, Goals);
            worst ??= Array.ConvertAll(losses, _ => double.NegativeInfinity);
            best ??= Array.ConvertAll(losses, _ => double.PositiveInfinity);
            for (int i = 0; i < losses.Length && !isFailed; i++)
            {
                if (double.IsFinite(losses[i])) (worst[i], best[i]) = (Math.Max(worst[i], losses[i]), Math.Min(best[i], losses[i]));
                else losses[i] = losses[i] > 0 ? worst[i] : best[i];
            }
            for (int i = 0; i < losses.Length; i++)
                if (!double.IsFinite(losses[i])) losses[i] = 0;
            observed.Add(new Observation(trial.Number, trial.Parameters.Numbers, losses, trial.Violation, isFailed));
        }
        seenCount = count;
    }

    /// <summary>What a trial counts with: its values, of one that waits the best that it reported.</summary>
    private IReadOnlyList<double> ValuesOf(TrialRecord trial) => trial.State switch
    {
        TrialState.Complete or TrialState.Pruned => trial.Values,
        TrialState.Paused => BestReport(trial),
        _ => [],
    };

    /// <summary>The best values that a trial reported; with several goals the last that no other dominates.</summary>
    private IReadOnlyList<double> BestReport(TrialRecord trial)
    {
        TrialReport? best = null;
        foreach (TrialReport report in trial.Reports)
            if (best is null || !Losses.IsBetter(Losses.Of(best.Values, Goals), Losses.Of(report.Values, Goals))) best = report;
        return best?.Values ?? [];
    }

    /// <summary>Has what samplers see be made anew: results have changed.</summary>
    private void ForgetObservations()
    {
        planned.Clear();
        observed.Clear();
        counted.Clear();
        seenCount = 0;
        (worst, best) = (null, null);
        revision++;
    }

    // −0 + 0 is 0.
    private static string Key(double[] numbers) => string.Join(';', numbers.Select(number => Invariant($"{number + 0.0:R}")));
}
