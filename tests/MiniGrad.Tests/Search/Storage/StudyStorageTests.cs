using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>What every storage does.</summary>
public class StudyStorageTests : StorageTests
{
    [PostgreSqlFact]
    public void All_storages_are_tested() => Assert.Equal(3, StoragePlace.Kinds.Count());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_study_is_gone_on_with_by_another_object(string kind)
    {
        StoragePlace place = Place(kind);
        Study first = Create(place.Open());
        first.Run(5, X);
        Study second = Create(place.Open());
        Assert.Equal(5, second.Trials.Count);
        second.Run(9, X);
        Study alone = Create(new MemoryStudyStorage());
        alone.Run(9, X);
        Assert.Equal(alone.Dump(), second.Dump());
        first.Refresh();
        Assert.Equal(alone.Fingerprint(), first.Fingerprint());
        Assert.Equal(StudyEndKind.Trials, first.Run(9, _ => throw new InvalidOperationException("nothing is left to do")).Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Names_are_in_order_and_studies_do_not_touch_each_other(string kind)
    {
        StoragePlace place = Place(kind);
        StudyStorage storage = place.Open();
        Assert.Empty(storage.GetNames());
        string[] names = ["b", "ä", "a", "Z", "a b", "it's; DROP TABLE minigrad_trial --"];
        Study[] studies = [.. names.Select(name => Create(storage, name))];
        for (int i = 0; i < names.Length; i++) studies[i].Run(i + 1, X);
        Assert.Equal(names.Order(StringComparer.Ordinal), storage.GetNames());
        Assert.True(storage.Delete("a"));
        Assert.False(storage.Delete("a"));
        Assert.False(storage.Delete("B"));
        Assert.Equal(names.Where(name => name != "a").Order(StringComparer.Ordinal), place.Open().GetNames());
        for (int i = 0; i < names.Length; i++)
        {
            Study again = Create(place.Open(), names[i]);
            Assert.Equal(names[i] == "a" ? 0 : i + 1, again.Trials.Count);
            again.Run(7, X);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_longest_names_are_kept_and_longer_ones_refused(string kind)
    {
        Random letters = new(5);
        string name = string.Concat(Enumerable.Range(0, 500).Select(_ => (char)letters.Next(0x4E00, 0x9FFF)));
        StoragePlace place = Place(kind);
        Create(place.Open(), name).Run(2, X);
        Assert.Equal(2, Create(place.Open(), name).Trials.Count);
        Assert.Equal([name], place.Open().GetNames());
        string message = Assert.Throws<ArgumentException>(() => Create(place.Open(), name + "x")).Message;
        Assert.StartsWith($"Study: expected a name of at most 500 characters, got 501: '{name[..20]}…'.", message);
        Assert.True(place.Open().Delete(name));
        Assert.False(place.Open().Delete(new string('x', 100_000)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_study_of_the_same_name_is_refused_with_both_settings(string kind)
    {
        StoragePlace place = Place(kind);
        Create(place.Open()).Run(2, X);
        (string Words, Func<StudyStorage, Study> Make)[] others =
        [
            ("its seed is 4, that of this study 5", storage => new("s", Space()) { Seed = 5, Storage = storage }),
            ("its overlap is 1, that of this study 2", storage => new("s", Space()) { Seed = 4, Overlap = 2, Storage = storage }),
            ("its number of repeats is 1, that of this study 3", storage => new("s", Space()) { Seed = 4, Repeats = 3, Storage = storage }),
            ("its goals is Minimize, that of this study Maximize",
                storage => new("s", Space(), Goal.Maximize) { Seed = 4, Storage = storage }),
            ("its pruner is ", storage => new("s", Space()) { Seed = 4, Pruner = Pruner.Median(), Storage = storage }),
        ];
        foreach ((string words, Func<StudyStorage, Study> make) in others)
        {
            StudyStorage storage = place.Open();
            string message = Assert.Throws<InvalidDataException>(() => make(storage).Run(3, X)).Message;
            Assert.Contains(words, message, StringComparison.Ordinal);
            Assert.EndsWith(
                "; give this study the same to go on with that one, or another name or place to begin another.", message,
                StringComparison.Ordinal);
            Assert.StartsWith(storage.Place, message, StringComparison.Ordinal);
        }
        Assert.Equal(2, Create(place.Open()).Trials.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_study_that_was_deleted_meanwhile_says_so(string kind)
    {
        StoragePlace place = Place(kind);
        Study study = Create(place.Open(), overlap: 2);
        Trial trial = study.Ask()!;
        Assert.True(place.Open().Delete("s"));
        Action[] ways =
        [
            () => study.Ask(), () => study.Tell(trial, 1), () => trial.KeepCheckpoint([1]), study.Refresh, () => study.Run(9, X),
        ];
        foreach (Action way in ways)
            Assert.Contains("the study is not there any more", Assert.Throws<StudyStorageException>(way).Message, StringComparison.Ordinal);
        Assert.Empty(Create(place.Open(), overlap: 2).Trials);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_storage_that_was_disposed_is_refused(string kind)
    {
        StudyStorage storage = Place(kind).Open();
        Study study = Create(storage);
        study.Run(2, X);
        storage.Dispose();
        storage.Dispose();
        Assert.Throws<ObjectDisposedException>(() => storage.GetNames());
        Assert.Throws<ObjectDisposedException>(() => study.Run(3, X));
        Assert.Throws<ObjectDisposedException>(() => Create(storage).Trials);
        Assert.Equal(2, study.Trials.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_file_of_a_study_is_taken_over_once(string kind)
    {
        using TemporaryFolder folder = new();
        Study saved = Create(new MemoryStudyStorage());
        saved.Run(5, trial => trial.Number == 3 ? throw new TimeoutException("late") : X(trial));
        saved.Enqueue(saved.Trials[2].Parameters);
        saved.Save(folder.File("s.json"));
        StoragePlace place = Place(kind);
        Assert.True(Create(place.Open()).Resume(folder.File("s.json")));
        Assert.Contains("it has trials already", Assert.Throws<InvalidOperationException>(
            () => Create(place.Open()).Resume(folder.File("s.json"))).Message, StringComparison.Ordinal);
        Study study = Create(place.Open());
        Assert.Equal(saved.Dump(), study.Dump());
        saved.Run(8, X);
        study.Run(8, X);
        Assert.Equal(saved.Dump(), study.Dump());
        Assert.Equal(study.Trials[2].Parameters.Numbers, study.Trials[5].Parameters.Numbers);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_two_objects_enqueue_comes_once_and_in_order(string kind)
    {
        StoragePlace place = Place(kind);
        SearchSpace[] spaces = [new(), new()];
        HyperParameter<double>[] x = Array.ConvertAll(spaces, space => space.AddNumber("x", -5, 5));
        Study[] studies = Array.ConvertAll(spaces, space => new Study("s", space)
        {
            Storage = place.Open(),
            Overlap = 2,
            Initial = [space.Values(x[Array.IndexOf(spaces, space)].Is(0.5))],
        });
        for (int i = 0; i < 6; i++) studies[i % 2].Enqueue(spaces[i % 2].Values(x[i % 2].Is(i - 3)));
        Parallel.ForEach(studies, study => study.Run(12, X, workers: 2));
        foreach (Study study in studies)
        {
            study.Refresh();
            double[] values = [.. study.Trials.Select(trial => trial.Parameters.Numbers[0])];
            Assert.Equal([0.5, -3, -2, -1, 0, 1, 2], values[..7]);
            Assert.DoesNotContain(values[7..], value => value == Math.Round(value));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Checkpoints_are_kept_as_they_are_up_to_a_size(string kind)
    {
        StoragePlace place = Place(kind);
        Study study = Create(place.Open());
        Trial trial = study.Ask()!;
        Assert.Null(trial.Checkpoint);
        Assert.Contains("a checkpoint has at most 64 MiB, got 67108865 bytes", Assert.Throws<ArgumentException>(
            () => trial.KeepCheckpoint(new byte[(64 << 20) + 1])).Message, StringComparison.Ordinal);
        foreach (int size in (int[])[0, 1, 300_000])
        {
            byte[] content = new byte[size];
            new XoshiroRandom(1).NextBytes(content);
            trial.KeepCheckpoint(content);
            Assert.Equal(content, trial.Checkpoint);
        }
        study.Tell(trial, 1);
        Assert.Null(trial.Checkpoint);
    }
}
