using MiniGrad.Search;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

public sealed class StudyGrowthTests : IDisposable
{
    private readonly MemoryStudyStorage storage = new();

    public void Dispose() => storage.Dispose();

    [Fact]
    public void A_space_that_lacks_something_is_refused_before_there_are_trials()
    {
        SearchSpace kept = new();
        kept.AddNumber("x", -5, 5);
        kept.AddInteger("n", 0, 8, step: 2);
        kept.AddChoice("kind", "p", "q");
        Study study = Create(kept);
        Assert.Empty(study.Trials);
        Action<SearchSpace>[] x =
        [
            space => space.AddNumber("x", -5, 4), space => space.AddNumber("x", -5, 5, step: 1), space => space.AddChoice("x", "p"),
        ];
        Action<SearchSpace>[] n =
        [
            space => space.AddInteger("n", 0, 9, step: 3), space => space.AddInteger("n", 1, 8, Scale.PowersOfTwo),
            space => space.AddNumber("m", 0, 9),
        ];
        Action<SearchSpace>[] kind = [space => space.AddChoice("kind", "p", "r"), space => space.AddInteger("kind", 0, 9)];
        foreach (Action<SearchSpace> bad in x) AssertRefused(bad, GoodN, GoodKind);
        foreach (Action<SearchSpace> bad in n) AssertRefused(GoodX, bad, GoodKind);
        foreach (Action<SearchSpace> bad in kind) AssertRefused(GoodX, GoodN, bad);
        // Nothing has changed.
        study.Refresh();
        Assert.Equal(kept.ToString(), Study.View(storage, "study").Space.ToString());

        void AssertRefused(params Action<SearchSpace>[] adds)
        {
            SearchSpace space = new();
            foreach (Action<SearchSpace> add in adds) add(space);
            string message = Assert.Throws<InvalidDataException>(() => Create(space).Trials).Message;
            Assert.StartsWith("memory: this study's space ", message, StringComparison.Ordinal);
            Assert.Contains(
                "The space kept there is: x: -5 to 5; n: 0 to 8, in steps of 2; kind: one of p, q. This study's is: " +
                string.Join("; ", space.Parameters), message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_grown_space_another_sampler_and_other_relations_are_taken_over()
    {
        SearchSpace kept = new();
        GoodX(kept);
        Study study = Create(kept);
        study.Run(3, trial => trial.Parameters.Numbers[0]);
        SearchSpace grown = new();
        grown.AddChoice("kind", ["q", "p"], when: null, ifAbsent: 1);
        grown.AddNumber("x", -10, 10);
        grown.Require("all", _ => true);
        Study again = new("study", grown) { Storage = storage, Seed = 1, Sampler = Sampler.QuasiRandom() };
        again.Run(6, trial => trial.Parameters.Numbers[1]);
        Study seen = Study.View(storage, "study");
        Assert.Equal(again.Dump(), seen.Dump());
        Assert.Equal(["p", "p", "p"], seen.Trials.Take(3).Select(trial => trial.Parameters.TextOf(seen.Space.Parameters[0])));
        Assert.Equal(study.Trials[1].Parameters.Numbers[0], seen.Trials[1].Parameters.Numbers[1]);

        // The one who has it open as it was is told, whatever is asked for.
        string[] messages =
        [
            Assert.Throws<InvalidDataException>(study.Refresh).Message,
            Assert.Throws<InvalidDataException>(() => study.Run(9, _ => 1)).Message,
            Assert.Throws<InvalidDataException>(() => study.Enqueue(kept.Values())).Message,
        ];
        Assert.All(messages, message => Assert.Contains(
            "Study 'study': another has opened it with another space, sampler or relations (its sampler is quasi-random",
            message, StringComparison.Ordinal));
        // Nor has it begun or asked for anything.
        Assert.Equal(again.Dump(), Study.View(storage, "study").Dump());
        // And cannot come back with what has become too small.
        Assert.Throws<InvalidDataException>(() => Create(kept).Trials);
        // A parameter without a default is refused once there are trials, and nothing is changed.
        long version = storage.Find("study")!.Version;
        SearchSpace more = new();
        more.AddChoice("kind", ["p", "q"], when: null, ifAbsent: 0);
        more.AddNumber("x", -10, 10);
        more.AddNumber("y", 0, 1);
        Assert.Contains(
            "has no 'y', which has no default", Assert.Throws<InvalidDataException>(() => Create(more).Trials).Message,
            StringComparison.Ordinal);
        Assert.Equal(version, storage.Find("study")!.Version);
        // One to look at sees that it is another.
        SearchSpace wide = new();
        wide.AddChoice("kind", ["q", "p"], when: null, ifAbsent: 1);
        wide.AddNumber("x", -11, 11);
        _ = Create(wide).Trials;
        Assert.Contains("view it again", Assert.Throws<InvalidDataException>(seen.Refresh).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_changed_while_somebody_works()
    {
        SearchSpace kept = new();
        GoodX(kept);
        Study study = Create(kept);
        Trial trial = study.Ask()!;
        SearchSpace grown = new();
        grown.AddNumber("x", -6, 6);
        string message = Assert.Throws<InvalidOperationException>(() => Create(grown).Trials).Message;
        Assert.Contains(
            "its space is x: -5 to 5, that of this study x: -6 to 6. It can be opened so when nobody works on it; now is held: " +
            Invariant($"trial 0 by {Environment.MachineName}:{Environment.ProcessId}."), message, StringComparison.Ordinal);
        Study other = new("study", kept) { Storage = storage, Seed = 1, Sampler = Sampler.Grid() };
        Assert.Contains(
            "its sampler is random, that of this study grid", Assert.Throws<InvalidOperationException>(() => other.Trials).Message,
            StringComparison.Ordinal);
        study.Tell(trial, 1);
        Assert.Single(Create(grown).Trials);
        Assert.Equal("x: -6 to 6", Study.View(storage, "study").Space.ToString());
    }

    [Fact]
    public async Task Of_two_that_change_it_at_once_one_is_told()
    {
        for (int round = 0; round < 50; round++)
        {
            string name = Invariant($"study {round}");
            _ = new Study(name, Wide(5)) { Storage = storage }.Trials;
            Study[] both = [new(name, Wide(6)) { Storage = storage }, new(name, Wide(7)) { Storage = storage }];
            Exception?[] troubles = await Task.WhenAll(both.Select(study => Task.Run(() => Record.Exception(() => study.Trials))));
            // The larger one comes through; the smaller one before it, or it is refused.
            Assert.Null(troubles[1]);
            if (troubles[0] is { } trouble) Assert.IsType<InvalidDataException>(trouble);
            Assert.Equal("x: -7 to 7", Study.View(storage, name).Space.ToString());
            both[1].Run(1, _ => 1);
            Assert.Throws<InvalidDataException>(both[0].Refresh);
        }

        static SearchSpace Wide(double end) => new SearchSpace().With(space => space.AddNumber("x", -end, end));
    }

    [Fact]
    public void Processors_of_another_kind_are_refused_unless_they_are_mixed()
    {
        SearchSpace space = new();
        GoodX(space);
        Study first = new("study", space) { Storage = storage, Kind = "X64, 512-bit vectors, Linux" };
        first.Run(2, _ => 1);
        string message = Assert.Throws<InvalidOperationException>(
            () => new Study("study", space) { Storage = storage, Kind = "X64, 256-bit vectors, Linux" }.Trials).Message;
        foreach (string words in (string[])
            ["'X64, 512-bit vectors, Linux', this one is 'X64, 256-bit vectors, Linux'", "DOTNET_EnableAVX512=0", "MixesProcessors = true"])
            Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.Equal(["X64, 512-bit vectors, Linux"], first.Processors);

        // The first one works on while another joins.
        Trial held = first.Ask()!;
        Study second = new("study", space) { Storage = storage, Kind = "X64, 256-bit vectors, Linux", MixesProcessors = true, Overlap = 1 };
        Assert.Equal(["X64, 512-bit vectors, Linux", "X64, 256-bit vectors, Linux"], second.Processors);
        first.Tell(held, 1);
        Assert.Equal(second.Processors, first.Processors);
        first.Run(5, _ => 1);
        second.Run(7, _ => 1);
        Assert.Equal(7, Study.View(storage, "study").Trials.Count);
        Assert.Equal(second.Processors, Study.View(storage, "study").Processors);
        MemoryStudyStorage copy = new();
        Study.Copy(storage, copy);
        Assert.Equal(second.Processors, Study.View(copy, "study").Processors);
        // This process is of neither, most likely; whoever looks need not be.
        Assert.Throws<InvalidOperationException>(() => new Study("study", space) { Storage = storage, Kind = "a third" }.Trials);
        // Those that are known come again without more ado.
        Assert.Equal(7, new Study("study", space) { Storage = storage, Kind = "X64, 256-bit vectors, Linux" }.Trials.Count);
    }

    private static void GoodX(SearchSpace space) => space.AddNumber("x", -5, 5);

    private static void GoodN(SearchSpace space) => space.AddInteger("n", 0, 10);

    private static void GoodKind(SearchSpace space) => space.AddChoice("kind", "q", "p", "r");

    private Study Create(SearchSpace space) => new("study", space) { Storage = storage, Seed = 1 };
}
