using System.Text.RegularExpressions;
using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

public sealed partial class StudyViewTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryStudyStorage storage = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Spaces_of_all_kinds_are_seen_as_they_are()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            SearchSpace space = RandomSpaces.Create(seed);
            string name = Invariant($"study {seed}");
            Study study = new(name, space) { Storage = storage, Seed = (ulong)seed, Overlap = 3 };
            study.Run(5, trial => trial.Number == 2 ? double.NaN : trial.Number == 3 ? double.NegativeInfinity : -0.0);
            study.Enqueue(space.Values());
            _ = study.Ask();
            Study seen = Study.View(storage, name);
            Assert.Equal(study.Dump(), seen.Dump());
            Assert.Equal(space.ToString(), seen.Space.ToString());
            Assert.Equal(
                space.Parameters.Select(parameter => parameter.Default), seen.Space.Parameters.Select(parameter => parameter.Default));
            Assert.Equal(Kinds(space), Kinds(seen.Space));
            Assert.Equal(
                study.Trials.SelectMany(trial => trial.Parameters.Numbers).Select(BitConverter.DoubleToInt64Bits),
                seen.Trials.SelectMany(trial => trial.Parameters.Numbers).Select(BitConverter.DoubleToInt64Bits));
            // All that samplers measure by.
            foreach ((HyperParameter own, HyperParameter other) in space.Parameters.Zip(seen.Space.Parameters))
            {
                Assert.Equal(own.Domain.Ends, other.Domain.Ends);
                Assert.Equal(own.Domain.Count, other.Domain.Count);
                Assert.Equal(own.Domain.FromUnit(0.7), other.Domain.FromUnit(0.7));
            }
        }

        foreach (double end in (double[])[double.NegativeInfinity, double.PositiveInfinity, double.NaN])
            Assert.Throws<ArgumentException>(() => new SearchSpace().AddNumber("x", 0, 1, ifAbsent: end));

        static IEnumerable<Type> Kinds(SearchSpace space) => space.Parameters.Select(parameter =>
            parameter.Domain.IsChoice ? typeof(string) : parameter is HyperParameter<int> ? typeof(int) : typeof(double));
    }

    [Fact]
    public void A_study_of_another_program_is_looked_at_with_all_that_it_has()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -1, 1);
        space.AddChoice("day", [DayOfWeek.Monday, DayOfWeek.Friday], when: x.AtLeast(0));
        space.Require("x is not 0", values => values.Get(x) != 0);
        Study study = new("week", space)
        {
            Storage = storage,
            Seed = 3,
            Repeats = 2,
            Sampler = Sampler.ParzenEstimator(),
            Pruner = Pruner.Hyperband(4, factor: 2),
        };
        study.Run(12, Objective);
        Study seen = Study.View(storage, "week");
        Assert.Equal(study.Fingerprint(), seen.Fingerprint());
        Assert.Equal(study.Best.ToString(), seen.Best.ToString());
        Assert.Equal(study.ToString(), seen.ToString());
        Assert.Equal(study.MeanOf(study.Best).Values, seen.MeanOf(seen.Best).Values);
        Assert.Equal(study.BestTradeOffs.Select(trial => trial.Number), seen.BestTradeOffs.Select(trial => trial.Number));
        Assert.Equal(study.Importance().Select(entry => (entry.Parameter.Name, entry.Share)),
            seen.Importance().Select(entry => (entry.Parameter.Name, entry.Share)));
        Assert.Equal((study.Sampler.Name, study.Pruner.Name), (seen.Sampler.Name, seen.Pruner.Name));
        Assert.Equal("Monday", Assert.IsType<HyperParameter<string>>(seen.Space.Parameters[1]).ValueOf(0));
        (string, Action<Study, string>)[] files =
        [
            ("csv", (of, path) => of.SaveCsv(path)), ("json", (of, path) => of.Save(path)),
            ("html", (of, path) => new StudyReport(of).Save(path)),
        ];
        foreach ((string end, Action<Study, string> save) in files)
        {
            save(study, folder.File("study." + end));
            save(seen, folder.File("seen." + end));
            Assert.Equal(Timeless("study." + end), Timeless("seen." + end));
        }

        // What is done meanwhile.
        study.Run(14, Objective);
        Assert.Equal(12, seen.Trials.Count);
        seen.Refresh();
        Assert.Equal(study.Dump(), seen.Dump());

        double Objective(Trial trial)
        {
            trial.Report(1, trial.Get(x));
            trial.ThrowIfStopped();
            trial.Report(2, trial.Get(x));
            trial.ThrowIfStopped();
            return trial.Get(x);
        }

        // Reports tell when they were made.
        string Timeless(string file) => MadeAt().Replace(File.ReadAllText(folder.File(file)), "");
    }

    [Fact]
    public void A_study_to_look_at_makes_no_trials()
    {
        Study study = Parabola("a");
        Trial trial = study.Ask()!;
        Study seen = Study.View(storage, "a");
        Action[] work =
        [
            () => seen.Ask(), () => seen.Run(5, _ => 1), () => seen.Enqueue(seen.Space.Values()), () => seen.Tell(trial, 1),
            () => seen.TellFailed(trial, ""), () => seen.Resume(folder.File("none")),
        ];
        foreach (Action action in work)
            Assert.Contains(
                "Study 'a': it was made to look at, by Study.View; to work on it open it with its space, by new Study(\"a\", space).",
                Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
        Assert.Single(seen.Trials);
        // Its sampler and pruner are but names, and relations cannot be looked at.
        Assert.Throws<InvalidOperationException>(() => new Study("b", study.Space) { Pruner = seen.Pruner }.Run(1, _ => 1));
        Assert.Throws<InvalidOperationException>(() => new Study("b", study.Space) { Sampler = seen.Sampler }.Run(1, _ => 1));
        Assert.Contains(
            "of the relation 'small' only the name was kept",
            Assert.Throws<InvalidOperationException>(() => new Study("b", seen.Space).Run(1, _ => 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_study_is_refused_with_those_there_are()
    {
        Assert.Contains("there is no study 'x'; there is none", Refused(), StringComparison.Ordinal);
        _ = Parabola("a").Trials;
        Assert.Contains("memory: there is no study 'x'; there is 'a'.", Refused(), StringComparison.Ordinal);
        for (int i = 0; i < 30; i++) _ = Parabola(Invariant($"b{i:00}")).Trials;
        Assert.Contains("there are 'a', 'b00', 'b01'", Refused(), StringComparison.Ordinal);
        Assert.Contains("'b18' and 11 more.", Refused(), StringComparison.Ordinal);

        string Refused() => Assert.Throws<ArgumentException>(() => Study.View(storage, "x")).Message;
    }

    [Fact]
    public void Who_runs_a_trial_what_it_told_last_and_how_long_its_lease_lasts_are_seen()
    {
        Study study = Parabola("a", TimeSpan.FromMilliseconds(600));
        Trial trial = study.Ask()!;
        Study seen = Study.View(storage, "a");
        Assert.Null(seen.Trials[0].Latest);
        trial.Report(1, 0.5);
        trial.Report(7, 0.25);
        Assert.Equal(7, study.Trials[0].Latest!.Step);
        for (int i = 0; i < 200 && seen.Trials[0].Latest is null; i++)
        {
            Thread.Sleep(50);
            seen.Refresh();
        }
        TrialRecord running = seen.Trials[0];
        Assert.Equal(7, running.Latest!.Step);
        Assert.Equal([0.25], running.Latest.Values);
        Assert.Empty(running.Reports);
        Assert.Equal(Invariant($"{Environment.MachineName}:{Environment.ProcessId}"), running.Holder);
        Assert.True(running.LeaseLeft <= TimeSpan.FromMilliseconds(600));
        study.Tell(trial, 1);
        seen.Refresh();
        Assert.Equal((null, null, false), (running.Holder, running.LeaseLeft, running.IsHeld));
        Assert.Equal(7, running.Latest!.Step);

        // One whose holder has gone.
        long id = storage.Find("a")!.Id;
        const string body = """{"number":1,"state":"Running","parameters":{"x":0.5}}""";
        storage.Add(
            new StudyKnowledge(id, 0, 0), new StoredTrial(1, TrialState.Running, body, 1) { Holder = "far:12:x" },
            TimeSpan.FromMilliseconds(1), null);
        Thread.Sleep(100);
        seen.Refresh();
        Assert.Equal("far:12", seen.Trials[1].Holder);
        Assert.True(seen.Trials[1].LeaseLeft < TimeSpan.Zero);
        Assert.False(seen.Trials[1].IsHeld);
        storage.Claim(new StudyKnowledge(id, 0, 0), "near:3:y", TimeSpan.FromHours(1));
        seen.Refresh();
        Assert.True(seen.Trials[1].IsHeld);
        Assert.InRange(seen.Trials[1].LeaseLeft!.Value.TotalMinutes, 50, 60);
    }

    [Fact]
    public void What_is_damaged_is_refused_with_the_place()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3, ifAbsent: 2);
        space.AddNumber("x", 0, 1, step: 0.25, when: layers.AtLeast(2));
        space.AddInteger("batch", 16, 64, Scale.PowersOfTwo);
        space.AddChoice("kind", ["p", "q"], when: layers.IsAnyOf(1, 3));
        space.AddNumber("rate", 1e-3, 1, Scale.Logarithmic);
        Study study = new("a", space) { Storage = storage };
        study.Run(3, _ => 1);
        StoredStudy kept = storage.Find("a")!;
        for (int length = 0; length < kept.Settings.Length; length += 7) AssertDamaged(kept.Settings[..length]);
        (string From, string To)[] changes =
        [
            ("\"kind\":\"whole\"", "\"kind\":\"none\""), ("\"kind\":\"whole\"", "\"kind\":7"), ("\"kind\":\"whole\"", "\"kind\":null"),
            ("\"count\":3", "\"count\":0"), ("\"count\":3", "\"count\":9223372036854775807"), ("\"count\":3", "\"count\":1e99"),
            ("\"count\":3", "\"count\":4000000000"), ("\"step\":0.25", "\"step\":-1"), ("\"step\":0.25", "\"step\":1e999"),
            ("\"from\":0.001", "\"from\":0"), ("\"from\":0.001", "\"from\":5"), ("\"first\":4", "\"first\":31"),
            ("\"first\":4", "\"first\":-1"),
            ("\"least\":2", "\"least\":9"), ("\"parameter\":\"layers\"", "\"parameter\":\"rate\""), ("\"any\":[1,3]", "\"any\":[]"),
            ("[\"p\",\"q\"]", "[\"p\",\"p\"]"), ("[\"p\",\"q\"]", "[]"), ("[\"p\",\"q\"]", "[\"\"]"), ("[\"p\",\"q\"]", "[\"\\ud800\"]"),
            ("[\"p\",\"q\"]", "[null]"), ("\"default\":2", "\"default\":4"), ("\"name\":\"x\"", "\"name\":\"layers\""),
            ("\"name\":\"x\"", "\"name\":3"), ("[\"Minimize\"]", "[]"), ("[\"Minimize\"]", "[\"1\"]"), ("\"overlap\":1", "\"overlap\":0"),
            ("\"repeats\":1", "\"repeats\":-1"), ("\"seed\":0", "\"seed\":-1"), ("\"study\":\"a\"", "\"study\":\"b\""),
            ("\"version\":1", "\"version\":2"), ("\"sampler\":\"random\"", "\"sampler\":null"), ("\"required\":[]", "\"required\":[\"\"]"),
            ("\"parameters\":", "\"parameters\":[],\"others\":"), ("\"parameters\":", "\"parameters\":{},\"others\":"),
            ("\"parameters\":", "\"parameters\":" + new string('[', 5000)), ("\"logarithmic\":true", "\"logarithmic\":1"),
            ("\"name\":\"rate\"", "\"name\":\"rat\""),
        ];
        foreach ((string from, string to) in changes)
        {
            string changed = kept.Settings.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(kept.Settings, changed);
            AssertDamaged(changed);
        }
        Keep(kept.Settings, "[1]");
        Assert.StartsWith(
            "memory: ", Assert.Throws<InvalidDataException>(() => Study.View(storage, "a")).Message, StringComparison.Ordinal);
        Keep(kept.Settings, kept.Processors);
        Assert.Equal(study.Space.ToString(), Study.View(storage, "a").Space.ToString());

        void AssertDamaged(string settings)
        {
            Keep(settings, kept.Processors);
            Assert.StartsWith(
                "memory: ", Assert.Throws<InvalidDataException>(() => Study.View(storage, "a")).Message, StringComparison.Ordinal);
        }

        void Keep(string settings, string processors) => storage.Change(storage.Find("a")!, settings, processors);
    }

    [Fact]
    public void Random_bytes_for_settings_are_refused_in_words()
    {
        SearchSpace space = RandomSpaces.Create(5);
        _ = new Study("a", space) { Storage = storage }.Trials;
        StoredStudy kept = storage.Find("a")!;
        XoshiroRandom random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            char[] text = kept.Settings.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
                text[random.Next(text.Length)] = "0123456789-.eE\"[]{},:ax"[random.Next(23)];
            storage.Change(storage.Find("a")!, new string(text), kept.Processors);
            try
            {
                _ = Study.View(storage, "a").ToTable();
            }
            catch (InvalidDataException trouble)
            {
                Assert.StartsWith("memory: ", trouble.Message, StringComparison.Ordinal);
            }
        }
    }

    [GeneratedRegex("=\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\">[^<]*<")]
    private static partial Regex MadeAt();

    private Study Parabola(string name, TimeSpan? lease = null)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -1, 1);
        space.Require("small", values => values.Get(x) < 10);
        return new Study(name, space) { Storage = storage, Lease = lease ?? TimeSpan.FromSeconds(30) };
    }
}
