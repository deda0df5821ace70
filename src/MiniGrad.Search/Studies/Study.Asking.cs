using System.Diagnostics;

namespace MiniGrad.Search;

// Which trial is next, and what is told of it.
public sealed partial class Study
{
    private const int MostFailures = 20;

    private readonly Dictionary<int, Trial> underWay = [];
    private int firstUnfinished;

    /// <summary>Begins the next trial, for a loop of one's own: one that was interrupted or goes on in its round, or else a new
    /// one.</summary>
    /// <returns>The trial, or null where there is nothing left to try.</returns>
    /// <exception cref="InvalidOperationException">The results of trials under way are needed first: see <see cref="Overlap"/>.</exception>
    /// <exception cref="StudyStorageException">The storage cannot do what it should.</exception>
    public Trial? Ask()
    {
        Asked asked = AskNext(int.MaxValue, null, default);
        if (asked.Trial is not null || asked.End is not null) return asked.Trial;
        lock (gate)
        {
            IEnumerable<int> running =
                trials.Skip(firstUnfinished).Where(trial => trial.State == TrialState.Running).Select(trial => trial.Number);
            string first = string.Join(", ", running.Take(5).Select(number => Invariant($"trial {number}")));
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
    /// <exception cref="TrialLostException">Another has taken the trial over; nothing of the study has changed.</exception>
    /// <exception cref="StudyStorageException">The storage cannot keep it; it can be told again.</exception>
    public void Tell(Trial trial, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Settle(trial, record =>
        {
            CheckCount(trial, values.Length);
            if (Pruner.NeedsReports && record.Reports.Count == 0)
                throw new InvalidOperationException($"{trial.Who}: it reported nothing, and the pruner '{Pruner.Name}' needs reports.");
            if (values.Any(double.IsNaN))
            {
                Finish(record, trial, TrialState.Failed, [], "the objective gave NaN");
                return;
            }
            record.Violation = trial.Violation;
            Finish(record, trial, TrialState.Complete, [.. values]);
        });
    }

    /// <summary>Tells that a trial has stopped because <see cref="Trial.IsStopped"/> said so. It is pruned, or paused until its round goes
    /// on.</summary>
    /// <exception cref="InvalidOperationException">Its end was told already, or it was not stopped.</exception>
    /// <inheritdoc cref="Tell"/>
    public void TellStopped(Trial trial)
    {
        Settle(trial, record =>
        {
            if (!trial.IsStopped) throw new InvalidOperationException($"{trial.Who}: the pruner has not stopped it.");
            record.Violation = trial.Violation;
            if (record.Budget is not null) Finish(record, trial, TrialState.Paused, []);
            else Finish(record, trial, TrialState.Pruned, BestReport(record));
        });
    }

    /// <summary>Tells that a trial has failed. It is tried again as often as <see cref="Retries"/> says.</summary>
    /// <param name="trial">What <see cref="Ask"/> gave.</param>
    /// <param name="error">Why, in words; half of a surrogate pair is kept as U+FFFD.</param>
    /// <inheritdoc cref="Tell" path="/*[not(self::param)]"/>
    public void TellFailed(Trial trial, string error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Settle(trial, record =>
        {
            if (record.Retries >= Retries)
            {
                Finish(record, trial, TrialState.Failed, [], error);
                return;
            }
            record.Retries++;
            record.ForgetUnsettledReports();
        });
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
            trial.Latest = report;
            trial.IsStopped |= IsToStop(record);
        }
    }

    /// <summary>Whether a trial is to stop after its latest report.</summary>
    private bool IsToStop(TrialRecord record) => record.Budget is { } budget
        ? record.Reports[^1].Step >= budget
        : Pruner.StopsAfterReport(new PruningView(record, Earlier(record.Number), Goals));

    /// <summary>The finished trials that decisions about a trial may look at.</summary>
    private IEnumerable<TrialRecord> Earlier(int number) => trials.Take(Math.Max(0, number - Overlap + 1));

    /// <summary>What there is to do next, as far as is known.</summary>
    /// <param name="target">How many trials there are to be.</param>
    /// <param name="canClaim">Whether trials that nobody runs are to go on.</param>
    private Step FindStep(int target, bool canClaim)
    {
        bool isAnyRunning = false;
        for (int i = firstUnfinished; i < trials.Count; i++)
        {
            if (trials[i].State != TrialState.Running) continue;
            if (canClaim && !underWay.ContainsKey(i) && !(Storage.IsShared && trials[i].Stored.IsHeld(Now))) return new Step.Claim();
            isAnyRunning = true;
        }
        while (firstUnfinished < trials.Count && trials[firstUnfinished].IsFinished) firstUnfinished++;
        if (!isAnyRunning && EndStage() is { Count: > 0 } ended) return new Step.EndStage(ended);
        if (trials.Count >= target)
        {
            string paused = trials.Any(trial => trial.State == TrialState.Paused) ? ", some of which wait for their round to be full" : "";
            string are = trials.Count == 1 ? "is" : "are";
            return End(new StudyEnd(
                StudyEndKind.Trials, Invariant($"there {are} {trials.Count} {Noun.Of(trials.Count, "trial")}{paused}")));
        }

        int number = trials.Count, seen = SeenBy(number);
        if (!AllFinished(Needed(number))) return new Step.Wait();
        if (HaveAllFailed(seen))
        {
            return End(new StudyEnd(
                StudyEndKind.Failures, Invariant($"all {seen} trials so far have failed, the last because {trials[seen - 1].Error}")));
        }
        if (!Plan(target))
        {
            // Says what no point meets.
            if (tried.Count == 0) Space.Draw(new XoshiroRandom(Seed));
            string points = tried.Count == 1 ? "the only point of the space has" : Invariant($"all {tried.Count} points of the space have");
            return End(new StudyEnd(StudyEndKind.SpaceExhausted, $"{points} been tried"));
        }
        return new Step.Add(planned[0], queue.Count > 0 ? queue[0].Position : null, [.. planned.Skip(1)]);

        Step End(StudyEnd end) => isAnyRunning ? new Step.Wait() : new Step.Over(end);
    }

    /// <summary>Where a stage of the last round is over: what becomes of the trials that wait, both those that go on and others.</summary>
    private List<TrialRecord> EndStage()
    {
        if (trials.Count == 0 || Pruner.RoundOf(trials.Count - 1) is not { } round || trials.Count < round.First + round.Size) return [];
        TrialRecord[] members = [.. trials.Skip(round.First).Take(round.Size)];
        TrialRecord[] waiting = [.. members.Where(trial => trial.State == TrialState.Paused)];
        if (waiting.Length == 0) return [];
        int stage = 1;
        while (BudgetOf(round, stage - 1) != waiting[0].Budget) stage++;

        // Those that came to their end before count among the best, but need not go on.
        HashSet<TrialRecord> better = [.. Ranked(members).Take(round.Stages[stage].Trials)];
        List<TrialRecord> ended = [];
        foreach (TrialRecord trial in waiting)
        {
            TrialRecord next = trial.Copy();
            if (better.Contains(trial)) (next.State, next.Budget) = (TrialState.Running, BudgetOf(round, stage));
            else (next.Values, next.State, next.Budget) = (BestReport(trial), TrialState.Pruned, null);
            ended.Add(next);
        }
        return ended;
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

    private static void Finish(
        TrialRecord record, Trial trial, TrialState state, IReadOnlyList<double> values, string? error = null)
    {
        (record.State, record.Values, record.Worker, record.Process) = (state, values, trial.Worker, trial.Process);
        record.Error = error is null ? null : KeptText.Whole(error);
        record.Times = (record.Times?.Start ?? trial.Start, DateTimeOffset.UtcNow);
        record.Duration += Stopwatch.GetElapsedTime(trial.Started);
        if (record.IsFinished) record.Budget = null;
        record.SettledReports = record.Reports.Count;
    }

    private TrialRecord CheckUnderWay(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (!ReferenceEquals(trial.Study, this))
            throw new ArgumentException($"{Who}: {trial.Who} belongs to another study.", nameof(trial));
        trial.ThrowIfLost();
        return underWay.TryGetValue(trial.Number, out Trial? running) && ReferenceEquals(running, trial) && !trial.IsTelling
            ? trial.Record
            : throw new InvalidOperationException($"{trial.Who}: its end was told already.");
    }

    private bool IsUnderWay(Trial trial)
    {
        lock (gate) return underWay.TryGetValue(trial.Number, out Trial? running) && ReferenceEquals(running, trial);
    }

    private void CheckCount(Trial trial, int count)
    {
        if (count != Goals.Count)
            throw new ArgumentException(
                Invariant($"{trial.Who}: expected {Goals.Count} {Noun.Of(Goals.Count, "value")}, one for each goal, got {count}."),
                nameof(count));
    }
}
