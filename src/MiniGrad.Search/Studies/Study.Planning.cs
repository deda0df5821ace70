using System.Diagnostics;

namespace MiniGrad.Search;

// Trials that are chosen before anybody asks for them. Where several processes want the next trial at once, each would add it, one could,
// and the others would come again, and again; so whoever was too slow adds some more when it is fast enough, and the others take these.
public sealed partial class Study
{
    private const int MostAhead = 15;

    private static readonly TimeSpan longestPlanning = TimeSpan.FromMilliseconds(5);

    /// <summary>Those that are to be added next, in order, from the first number that is free.</summary>
    private readonly List<TrialRecord> planned = [];

    /// <summary>How many to add beyond the one that is wanted.</summary>
    private int ahead;

    /// <summary>Chooses the next trial and, where others are in the way, some behind it.</summary>
    /// <returns>Whether there is a next one.</returns>
    /// <exception cref="UnmeetableValuesException">What is first in the queue meets no relation.</exception>
    private bool Plan(int target)
    {
        if (!CanPlanAhead) ForgetPlan();
        if (planned.Count == 0 && !PlanOne()) return false;
        // Whoever asks for a single trial wants no others to be there.
        if (!CanPlanAhead || target == int.MaxValue) return true;
        long began = Stopwatch.GetTimestamp();
        while (planned.Count <= ahead && trials.Count + planned.Count is var next && next < target && IsDecided(next)
            && Stopwatch.GetElapsedTime(began) < longestPlanning)
        {
            if (!PlanOne()) break;
        }
        return true;
    }

    private bool PlanOne()
    {
        if (Choose() is not { } parameters) return false;
        int number = trials.Count + planned.Count;
        planned.Add(new TrialRecord(number, parameters, SeedOf(Seed, number).Seed) { Budget = BudgetOf(Pruner.RoundOf(number), 0) });
        return true;
    }

    /// <summary>Whether what is chosen follows from the trials before alone.</summary>
    private bool CanPlanAhead => queue.Count == 0 && Repeats == 1 && isCounted && pointCount is null;

    /// <summary>Whether all is known that a trial is chosen by, and it is to be.</summary>
    private bool IsDecided(int number) => AllFinished(Needed(number)) && !HaveAllFailed(SeenBy(number));

    /// <summary>How many trials a trial sees the results of.</summary>
    private int SeenBy(int number) => Math.Max(0, number - Overlap + 1);

    /// <summary>How many trials have to be over, or to wait for their round, before a trial can be chosen.</summary>
    private (int NotRunning, int Finished) Needed(int number) =>
        // A round begins when the one before is over.
        (SeenBy(number), Pruner.RoundOf(number) is { } round ? Math.Min(round.First, number) : 0);

    private bool AllFinished((int NotRunning, int Finished) needed)
    {
        for (int i = firstUnfinished; i < Math.Max(needed.NotRunning, needed.Finished); i++)
        {
            if (i >= trials.Count) return false;
            if (i < needed.NotRunning && trials[i].State == TrialState.Running) return false;
            if (i < needed.Finished && !trials[i].IsFinished) return false;
        }
        return true;
    }

    private bool HaveAllFailed(int seen) => seen >= MostFailures && trials.Take(seen).All(trial => trial.State == TrialState.Failed);

    /// <summary>The plan goes on where a trial was added as it was planned.</summary>
    private void Follow(TrialRecord added)
    {
        if (planned.Count == 0) return;
        if (planned[0].Parameters.Numbers.SequenceEqual(added.Parameters.Numbers)) planned.RemoveAt(0);
        else ForgetPlan();
    }

    private void ForgetPlan()
    {
        // What was seen for the later ones the next one may not see.
        if (planned.Count > 1) ForgetObservations();
        planned.Clear();
    }
}
