using MiniGrad.Search;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>Trials that are added before anybody asks for them, where several are in each other's way.</summary>
public class StoragePlanTests : StorageTests
{
    private static readonly TimeSpan span = TimeSpan.FromMinutes(1);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_adds_a_trial_adds_those_behind_it(string kind)
    {
        StudyStorage storage = Place(kind).Open();
        StudyKnowledge known = new(storage.Open(new StudyBeginning("s", "{}", "[]", [])).Id, 0, 0);
        Assert.Equal("0 a 1 trial 0, 1 - 0 b, 2 - 0 c", Add(0, "a", claims: false, "b", "c"));
        // Who is too late adds nothing.
        Assert.Equal("0 a 1 trial 0, 1 - 0 b, 2 - 0 c", Add(1, "x", claims: false, "d", "e", "f"));
        // Who may takes what is free.
        Assert.Equal("0 a 1 trial 0, 1 y 1 b, 2 - 0 c", Add(3, "y", claims: true, "d"));
        Assert.Equal("0 a 1 trial 0, 1 y 1 b, 2 z 1 c", Add(3, "z", claims: true, "d"));
        Assert.Equal("0 a 1 trial 0, 1 y 1 b, 2 z 1 c, 3 v 1 trial 3, 4 - 0 d", Add(3, "v", claims: true, "d"));

        string Add(int number, string holder, bool claims, params string[] ahead)
        {
            StoredTrial trial = new(number, TrialState.Running, Invariant($"trial {number}"), 1) { Holder = holder };
            StudyChanges changes = storage.Add(known, trial, span, null, claims, ahead);
            return string.Join(", ", changes.Trials.Select(row => Invariant($"{row.Number} {row.Holder ?? "-"} {row.Lease} {row.Body}")));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_was_too_slow_adds_one_for_another(string kind)
    {
        StoragePlace place = Place(kind);
        Study first = Create(place.Open(), overlap: 16), second = Create(place.Open(), overlap: 16);
        Assert.Empty(second.Trials);
        Trial held = first.Ask()!;
        string? seen = null;
        second.Run(10, trial =>
        {
            seen ??= string.Join(", ", Study.View(place.Open(), "s").Trials.Select(
                other => Invariant($"{other.Number} {(other.Holder is null ? "free" : "held")}")));
            if (trial.Number == 9) first.Tell(held, X(held));
            return X(trial);
        });
        Assert.Equal("0 held, 1 held, 2 free", seen);
        Study alone = Create(new MemoryStudyStorage(), overlap: 16);
        alone.Run(10, X);
        Assert.Equal(alone.Dump(), second.Dump());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_asks_for_one_trial_adds_no_other(string kind)
    {
        StoragePlace place = Place(kind);
        Study[] studies = [.. Enumerable.Range(0, 4).Select(_ => Create(place.Open(), overlap: 16))];
        foreach (Study study in studies) Assert.Empty(study.Trials);
        // All but the first are too slow at first.
        for (int round = 0; round < 3; round++)
            foreach (Study study in studies) Assert.NotNull(study.Ask());
        Assert.Equal(12, Study.View(place.Open(), "s").Trials.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_enqueued_comes_once_behind_what_was_added(string kind)
    {
        StoragePlace place = Place(kind);
        Study first = Create(place.Open(), overlap: 16), second = Create(place.Open(), overlap: 16);
        Assert.Empty(second.Trials);
        Trial held = first.Ask()!;
        HyperParameter<double> x = (HyperParameter<double>)second.Space.Parameters[0];
        second.Run(12, trial =>
        {
            if (trial.Number == 2) second.Enqueue(second.Space.Values(x.Is(1.25)));
            if (trial.Number == 11) first.Tell(held, X(held));
            return X(trial);
        });
        Assert.InRange(Assert.Single(second.Trials, trial => trial.Parameters.Numbers[0] == 1.25).Number, 3, 5);
        Assert.All(second.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
    }
}
