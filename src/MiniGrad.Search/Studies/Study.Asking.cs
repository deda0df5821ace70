using System.Diagnostics;

namespace MiniGrad.Search;

// Which trial is next, and what is told of it.
public sealed partial class Study
{
    private const int MostFailures = 20;

    private readonly HashSet<int> underWay = [];

    /// <summary>What there is to do next.</summary>
    /// <param name="Trial">A trial to run, or null.</param>
    /// <param name="End">Why there is none and will be none, or null: then one under way has to be done first.</param>
    private readonly record struct Next(TrialRecord? Trial, StudyEnd? End);

    /// <summary>Begins the next trial, for a loop of one's own: one that was interrupted or goes on in its round, or else a new
    /// one.</summary>
    /// <returns>The trial, or null where there is nothing left to try.</returns>
    /// <exception cref="InvalidOperationException">The results of trials under way are needed first: see <see cref="Overlap"/>.</exception>
    public Trial? Ask()
    {
        lock (gate)
        {
            Next next = FindNext(int.MaxValue);
            if (next.Trial is not null) return Begin(next.Trial, null, default);
            if (next.End is not null) return null;
            string first = string.Join(", ", underWay.Order().Take(5).Select(number => Invariant($"trial {number}")));
            throw new InvalidOperationException(
                $"{Who}: tell the end of {first} first, " +
                Invariant($"whose results the next one needs; at most {Overlap} can be under way with an Overlap of {Overlap}."));
        }
    }

    /// <summary>Tells the values of a trial that has come to its end. NaN fails it.</summary>
    /// <param name="trial">What <see cref="Ask"/> gave.</param>
    /// <param name="values">A value for each goal.</param>
    /// <exception cref="ArgumentException">The trial belongs to another study, or there are not as many values as goals.</exception>
    /// <exception cref="InvalidOperationException">Its end was told already, or it reported nothing and the pruner needs it.</exception>
    public void Tell(Trial trial, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        lock (gate)
        {
            TrialRecord record = CheckUnderWay(trial);
            CheckCount(trial, values.Length);
            if (Pruner.NeedsReports && record.Reports.Count == 0)
                throw new InvalidOperationException($"{trial.Who}: it reported nothing, and the pruner '{Pruner.Name}' needs reports.");
            if (values.Any(double.IsNaN))
            {
                Finish(trial, TrialState.Failed, [], "the objective gave NaN");
                return;
            }
            record.Violation = trial.Violation;
            Finish(trial, TrialState.Complete, [.. values]);
        }
    }

    /// <summary>Tells that a trial has stopped because <see cref="Trial.IsStopped"/> said so. It is pruned, or paused until its round goes
    /// on.</summary>
    /// <exception cref="InvalidOperationException">Its end was told already, or it was not stopped.</exception>
    /// <inheritdoc cref="Tell"/>
    public void TellStopped(Trial trial)
    {
        lock (gate)
        {
            TrialRecord record = CheckUnderWay(trial);
            if (!trial.IsStopped) throw new InvalidOperationException($"{trial.Who}: the pruner has not stopped it.");
            record.Violation = trial.Violation;
            if (record.Budget is not null) Finish(trial, TrialState.Paused, []);
            else Finish(trial, TrialState.Pruned, BestReport(record));
        }
    }

    /// <summary>Tells that a trial has failed. It is tried again as often as <see cref="Retries"/> says.</summary>
    /// <param name="trial">What <see cref="Ask"/> gave.</param>
    /// <param name="error">Why, in words; half of a surrogate pair is kept as U+FFFD.</param>
    /// <inheritdoc cref="Tell" path="/*[not(self::param)]"/>
    public void TellFailed(Trial trial, string error)
    {
        ArgumentNullException.ThrowIfNull(error);
        lock (gate)
        {
            TrialRecord record = CheckUnderWay(trial);
            if (record.Retries >= Retries)
            {
                Finish(trial, TrialState.Failed, [], error);
                return;
            }
            record.Retries++;
            Release(trial);
        }
    }

    internal void Report(Trial trial, TrialReport report)
    {
        lock (gate)
        {
            TrialRecord record = CheckUnderWay(trial);
            CheckCount(trial, report.Values.Count);
            if (trial.IsStopped || report.Step <= trial.StepsDone) return;
            if (record.Reports.Count > 0 && report.Step <= record.Reports[^1].Step)
            {
                throw new ArgumentOutOfRangeException(nameof(report), Invariant(
                    $"{trial.Who}: expected a report after that of step {record.Reports[^1].Step}, got one of step {report.Step}."));
            }
            record.Add(report);
            trial.IsStopped |= record.Budget is { } budget
                ? report.Step >= budget
                : Pruner.StopsAfterReport(new PruningView(record, Earlier(record.Number), Goals));
        }
    }

    /// <summary>Takes a trial back that was interrupted: it begins again where it was given out.</summary>
    private void Release(Trial trial)
    {
        trial.Record.ForgetUnsettledReports();
        underWay.Remove(trial.Number);
        Changed();
    }

    /// <summary>The finished trials that decisions about a trial may look at.</summary>
    private IEnumerable<TrialRecord> Earlier(int number) => storage.Trials.Take(Math.Max(0, number - Overlap + 1));

    private Next FindNext(int target)
    {
        IReadOnlyList<TrialRecord> trials = storage.Trials;
        for (int i = firstUnfinished; i < trials.Count; i++)
            if (trials[i].State == TrialState.Running && !underWay.Contains(i)) return new Next(trials[i], null);
        while (firstUnfinished < trials.Count && trials[firstUnfinished].IsFinished) firstUnfinished++;
        if (underWay.Count == 0 && EndStage() is { } promoted) return new Next(promoted, null);
        if (trials.Count >= target)
        {
            string paused = trials.Any(trial => trial.State == TrialState.Paused) ? ", some of which wait for their round to be full" : "";
            return underWay.Count > 0 ? default : new Next(
                null, new StudyEnd(StudyEndKind.Trials, Invariant($"there are {trials.Count} trials{paused}")));
        }

        int number = trials.Count, seen = Math.Max(0, number - Overlap + 1);
        for (int i = firstUnfinished; i < seen; i++)
            if (trials[i].State == TrialState.Running) return default;
        // A round begins when the one before is over.
        if (Pruner.RoundOf(number) is { } round)
            for (int i = firstUnfinished; i < Math.Min(round.First, number); i++)
                if (!trials[i].IsFinished) return default;
        if (seen >= MostFailures && trials.Take(seen).All(trial => trial.State == TrialState.Failed))
        {
            return underWay.Count > 0 ? default : new Next(null, new StudyEnd(
                StudyEndKind.Failures, Invariant($"all {seen} trials so far have failed, the last because {trials[seen - 1].Error}")));
        }
        if (Choose() is not { } parameters)
        {
            // Says what no point meets.
            if (tried.Count == 0) Space.Draw(new XoshiroRandom(Seed));
            return underWay.Count > 0 ? default : new Next(null, new StudyEnd(
                StudyEndKind.SpaceExhausted, Invariant($"all {tried.Count} points of the space have been tried")));
        }
        TrialRecord trial = new(number, parameters, SeedOf(Seed, number).Seed) { Budget = BudgetOf(Pruner.RoundOf(number), 0) };
        Add(trial);
        return new Next(trial, null);
    }

    private int firstUnfinished;

    /// <summary>Where a stage of the last round is over, has the best go on and ends the others. Returns the first that goes on.</summary>
    private TrialRecord? EndStage()
    {
        IReadOnlyList<TrialRecord> trials = storage.Trials;
        if (trials.Count == 0 || Pruner.RoundOf(trials.Count - 1) is not { } round || trials.Count < round.First + round.Size) return null;
        TrialRecord[] members = [.. trials.Skip(round.First).Take(round.Size)];
        TrialRecord[] waiting = [.. members.Where(trial => trial.State == TrialState.Paused)];
        if (waiting.Length == 0) return null;
        int stage = 1;
        while (BudgetOf(round, stage - 1) != waiting[0].Budget) stage++;

        // Those that came to their end before count among the best, but need not go on.
        TrialRecord[] ranked = [.. Ranked(members)];
        HashSet<TrialRecord> better = [.. ranked.Take(round.Stages[stage].Trials)];
        TrialRecord? first = null;
        foreach (TrialRecord trial in waiting)
        {
            if (better.Contains(trial))
            {
                (trial.State, trial.Budget) = (TrialState.Running, BudgetOf(round, stage));
                first ??= trial;
            }
            else
            {
                trial.Values = BestReport(trial);
                (trial.State, trial.Budget) = (TrialState.Pruned, null);
                checkpoints.Remove(trial.Number);
            }
            storage.Update(trial);
        }
        ForgetObservations();
        return first ?? EndStage();
    }

    /// <summary>Trials with values, the best first: feasible ones before others, by rounds of those that none dominates, then by
    /// number.</summary>
    private IEnumerable<TrialRecord> Ranked(IEnumerable<TrialRecord> trials)
    {
        List<(TrialRecord Trial, double[] Losses)> left =
            [.. trials.Where(trial => ValuesOf(trial).Count > 0).Select(trial => (trial, Losses.Of(ValuesOf(trial), Goals)))];
        foreach (double violation in left.Select(entry => entry.Trial.Violation).Distinct().Order())
        {
            List<(TrialRecord Trial, double[] Losses)> rest = [.. left.Where(entry => entry.Trial.Violation == violation)];
            while (rest.Count > 0)
            {
                (TrialRecord Trial, double[] Losses)[] front =
                    [.. rest.Where(entry => !rest.Any(other => Losses.IsBetter(other.Losses, entry.Losses)))];
                foreach ((TrialRecord Trial, double[] Losses) entry in front) yield return entry.Trial;
                rest.RemoveAll(front.Contains);
            }
        }
    }

    /// <summary>The step to which a stage goes; null for the last one, which goes to the end.</summary>
    private static int? BudgetOf(Round? round, int stage) =>
        round is null || stage >= round.Stages.Count - 1 ? null : round.Stages[stage].Steps;

    private Trial Begin(TrialRecord record, int? worker, CancellationToken cancellation)
    {
        underWay.Add(record.Number);
        return new Trial(this, record, worker) { Cancellation = cancellation };
    }

    private void Finish(Trial trial, TrialState state, IReadOnlyList<double> values, string? error = null)
    {
        TrialRecord record = trial.Record;
        (record.State, record.Values, record.Worker) = (state, values, trial.Worker);
        record.Error = error is null ? null : KeptText.Whole(error);
        record.Times = (record.Times?.Start ?? trial.Start, DateTimeOffset.UtcNow);
        record.Duration += Stopwatch.GetElapsedTime(trial.Started);
        if (record.IsFinished)
        {
            record.Budget = null;
            checkpoints.Remove(record.Number);
        }
        record.SettledReports = record.Reports.Count;
        underWay.Remove(record.Number);
        storage.Update(record);
        Changed();
    }

    private TrialRecord CheckUnderWay(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (!ReferenceEquals(trial.Study, this))
            throw new ArgumentException($"{Who}: {trial.Who} belongs to another study.", nameof(trial));
        return underWay.Contains(trial.Number) && trial.Record.State == TrialState.Running
            ? trial.Record
            : throw new InvalidOperationException($"{trial.Who}: its end was told already.");
    }

    private void CheckCount(Trial trial, int count)
    {
        if (count != Goals.Count)
            throw new ArgumentException(
                Invariant($"{trial.Who}: expected a value for each of {Goals.Count} goals, got {count}."), nameof(count));
    }
}
