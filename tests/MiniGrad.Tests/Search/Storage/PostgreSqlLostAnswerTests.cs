using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>Each thing that is told to a storage comes of it once, also where nobody can know whether it was kept.</summary>
public class PostgreSqlLostAnswerTests
{
    private static readonly TimeSpan span = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<StudyStorage, StudyKnowledge, object>> operations = new()
    {
        ["Add"] = (storage, known) => storage.Add(known, Held(6), span, taken: 1),
        ["Add more"] = (storage, known) => storage.Add(known, Held(6), span, null, false, "seventh", "eighth"),
        ["Add or claim"] = (storage, known) => storage.Add(known, Held(6), span, null, true, "seventh"),
        ["Claim"] = (storage, known) => storage.Claim(known, "claimer", span),
        ["Settle"] = (storage, known) => storage.Settle(known, Held(2) with { State = TrialState.Complete, Body = "told" }),
        ["Keep"] = (storage, known) => storage.Keep(known, Held(3) with { Body = "kept", Progress = "[2]" }, [1, 2, 3], span),
        ["Renew"] = (storage, known) => storage.Renew(known, [Held(3) with { Progress = "[3]" }, Held(2)], span),
        ["EndPause"] = (storage, known) => storage.EndPause(known,
        [
            Held(5) with { State = TrialState.Running, Body = "goes on" }, Held(4) with { State = TrialState.Pruned, Body = "is over" },
        ]),
        ["Enqueue"] = (storage, known) => storage.Enqueue(known, "third", "a token"),
        ["Dequeue"] = (storage, known) => storage.Dequeue(known, 1),
        ["Open"] = (storage, _) => storage.Open(Beginning("new")).Name,
        ["Delete"] = (storage, _) => storage.Delete("s"),
        ["Import"] = (storage, _) => storage.Import(
            Beginning("imported"), [Held(0) with { State = TrialState.Complete }, Held(1) with { State = TrialState.Paused }],
            trial => trial == 1 ? [4, 5] : null),
        ["Fill"] = (storage, _) => storage.Fill(
            new StudyKnowledge(storage.Find("empty")!.Id, 0, 0), [Held(0) with { State = TrialState.Complete }], ["fourth"]),
        ["Change"] = (storage, _) =>
        {
            // Not where trials are held.
            storage.Change(storage.Find("empty")!, "other", "[1]");
            return true;
        },
    };

    public static TheoryData<string, Cut> All()
    {
        TheoryData<string, Cut> all = [];
        foreach (string operation in operations.Keys)
            foreach (Cut cut in Enum.GetValues<Cut>()) all.Add(operation, cut);
        return all;
    }

    [PostgreSqlTheory]
    [MemberData(nameof(All))]
    public void What_is_cut_off_is_done_once(string operation, Cut cut)
    {
        PostgreSqlServer server = PostgreSqlServer.Shared;
        string undisturbed = Do(server.CreateDatabase());
        using PostgreSqlProxy proxy = new(server.Port);
        Assert.Equal(undisturbed, Do(server.CreateDatabase(), proxy));
        Assert.Equal(1, proxy.Cuts);

        string Do(string database, PostgreSqlProxy? proxy = null)
        {
            string through = proxy is null ? database : proxy.Through(database);
            using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open($"{through};Maximum Pool Size=1");
            StudyKnowledge known = Prepare(storage);
            proxy?.Arm(cut);
            object result = operations[operation](storage, known);
            return $"{(result is StudyChanges changes ? Text(changes) : result)}\n{Dump(database)}";
        }
    }

    private static StudyKnowledge Prepare(PostgreSqlStudyStorage storage)
    {
        storage.Open(Beginning("empty"));
        StudyKnowledge known = new(storage.Open(Beginning("s")).Id, 0, 0);
        for (int i = 0; i < 6; i++) storage.Add(known, Held(i), span, null);
        // Nobody has 0 and 1 any more; 4 and 5 are paused.
        for (int i = 0; i < 2; i++) storage.Settle(known, Held(i));
        for (int i = 4; i < 6; i++) storage.Settle(known, Held(i) with { State = TrialState.Paused });
        storage.Keep(known, Held(2), [9], span);
        return known;
    }

    private static StudyBeginning Beginning(string name) => new(name, "settings", "[]", ["first", "second"]);

    private static StoredTrial Held(int number) => new(number, TrialState.Running, Invariant($"trial {number}"), 1)
    {
        Holder = Invariant($"holder of {number}"),
    };

    private static string Dump(string database)
    {
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
        List<string> lines = [];
        foreach (string name in storage.GetNames())
        {
            StoredStudy study = storage.Find(name)!;
            StudyChanges all = storage.Read(new StudyKnowledge(study.Id, 0, 0));
            lines.Add($"{name} {study.Settings} {study.Processors} {Text(all)}");
            foreach (StoredTrial trial in all.Trials)
                if (storage.GetCheckpoint(study.Id, trial.Number) is { } content)
                    lines.Add(Invariant($"{trial.Number}: {string.Join(' ', content)}"));
        }
        return string.Join('\n', lines);
    }

    private static string Text(StudyChanges changes) => string.Join('\n',
    [
        "", .. changes.Trials.Select(trial => Invariant(
            $"{trial.Number} {trial.State} '{trial.Body}' {trial.Lease} {trial.Holder} {trial.Span} {trial.Progress}")),
        .. changes.Queue.Select(values => values.Body),
    ]);
}
