using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class StudyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_study_comes_back_as_it_was()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "tanh"));
        study.Enqueue(study.Space.Values());
        study.Run(10, Objective);
        study.Enqueue(study.Space.Values());
        study.Save(path);
        Study again = Create(Space(5, "relu", "tanh"));
        Assert.True(again.Resume(path));
        Assert.Equal(study.Dump(), again.Dump());
        Assert.Equal(study.Trials[3].Times, again.Trials[3].Times);
        Assert.Equal(0, again.Trials[3].Worker);
        Assert.Equal("InvalidOperationException: second", again.Trials[1].Error);
        Assert.Equal(double.PositiveInfinity, again.Trials[2].Values[0]);
        study.Run(20, Objective);
        again.Run(20, Objective);
        Assert.Equal(study.Dump(), again.Dump());
        Assert.False(Create(Space(5, "relu", "tanh")).Resume(folder.File("none.json")));
        Assert.Throws<InvalidOperationException>(() => again.Resume(path));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_replaced_in_errors_and_refused_in_names()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "🙂"));
        study.Run(2, trial => throw new InvalidOperationException("\udc00 a 🙂 b \ud800"));
        Trial told = study.Ask()!;
        study.TellFailed(told, "\ud83d");
        study.Save(path);
        Study again = Create(Space(5, "relu", "🙂"));
        again.Resume(path);
        Assert.Equal(
            ["InvalidOperationException: \ufffd a 🙂 b \ufffd", "InvalidOperationException: \ufffd a 🙂 b \ufffd", "\ufffd"],
            again.Trials.Select(trial => trial.Error));
        Assert.Equal(study.Trials.Select(trial => trial.Error), again.Trials.Select(trial => trial.Error));
        Assert.Equal(study.Dump(), again.Dump());

        SearchSpace space = Space(5, "relu");
        AssertRefused(
            "Study: expected a name of whole characters, got half of a surrogate pair in 'a\ufffdb'", () => Named("a\ud800b", space));
        AssertRefused("a parameter: expected a name of whole", () => new SearchSpace().AddNumber("\ud800", 0, 1));
        AssertRefused("a parameter: expected a name of whole", () => new SearchSpace().AddInteger("\udc00x", 0, 1));
        AssertRefused("Parameter 'x': choice 1: expected a name of whole", () => new SearchSpace().AddChoice("x", "a", "\ud800"));
        AssertRefused("Parameter 'x': choice 0: expected", () => new SearchSpace().AddChoice("x", [1, 2], null, ["\ud800", "b"]));
        AssertRefused("a relation: expected a name of whole", () => new SearchSpace().Require("\ud800", _ => true));

        static Study Named(string name, SearchSpace space) => new(name, space);

        static void AssertRefused(string words, Action action) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_space_may_have_grown()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "tanh"));
        study.Run(10, Objective);
        study.Save(path);

        SearchSpace wider = Space(9, "elu", "tanh", "relu");
        HyperParameter<double> momentum = wider.AddNumber("momentum", 0, 1, ifAbsent: 0.9);
        Study grown = Create(wider);
        grown.Resume(path);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0.9, grown.Trials[i].Get(momentum));
            Assert.Equal(study.Trials[i].Parameters.ToString() + ", momentum 0.9", grown.Trials[i].Parameters.ToString());
        }
    }

    [Fact]
    public void A_space_that_contradicts_is_refused_with_both_written_out()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "tanh"));
        study.Run(30, Objective);
        study.Save(path);
        string[] refusals =
        [
            Refused(Create(Space(1, "relu", "tanh"))), Refused(Create(Space(5, "relu"))),
            Refused(Create(WithOne(space => space.AddNumber("new", 0, 1)))),
            Refused(Create(new SearchSpace().With(s => s.AddNumber("x", -9, 9)))),
        ];
        Assert.All(refusals, message => Assert.Contains(
            "The space kept there is: x: -5 to 5; activation: one of relu, tanh. This study's is: ", message, StringComparison.Ordinal));
        Assert.Contains("has no 'new', which has no default", refusals[2], StringComparison.Ordinal);
        Assert.Contains("has 'activation'", refusals[3], StringComparison.Ordinal);

        Assert.Contains(
            "its seed is 1, that of this study 2", Refused(Create(Space(5, "relu", "tanh"), seed: 2)), StringComparison.Ordinal);

        string Refused(Study other)
        {
            string message = Assert.Throws<InvalidDataException>(() => other.Resume(path)).Message;
            Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
            Assert.Empty(other.Trials);
            return message;
        }
    }

    [Fact]
    public void Trials_that_break_a_relation_or_a_round_are_refused()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "tanh"));
        study.Run(5, trial => trial.Parameters.Numbers[0]);
        study.Save(path);
        SearchSpace related = Space(5, "relu", "tanh");
        related.Require("x above 4", values => values.Numbers[0] > 4);
        Assert.Contains(
            "breaks 'x above 4'",
            Assert.Throws<InvalidDataException>(() => Create(related).Resume(path)).Message, StringComparison.Ordinal);

        Study halving = new("study", Space(5, "relu", "tanh")) { Seed = 1, Pruner = Pruner.Hyperband(4, factor: 2) };
        halving.Run(3, trial =>
        {
            trial.Report(1, 1);
            return 1;
        });
        halving.Save(path);
        string text = File.ReadAllText(path);
        foreach ((string from, string to) in ((string, string)[])
            [("\"budget\": 1", "\"budget\": 3"), (",\n      \"budget\": 1", ""), ("Paused", "Failed")])
        {
            string broken = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, broken);
            File.WriteAllText(path, broken);
            Study again = new("study", Space(5, "relu", "tanh")) { Seed = 1, Pruner = Pruner.Hyperband(4, factor: 2) };
            Assert.Throws<InvalidDataException>(() => again.Resume(path));
        }
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        string path = folder.File("study.json");
        Study study = Create(Space(5, "relu", "tanh"));
        study.Run(3, Objective);
        study.Save(path);
        string text = File.ReadAllText(path);
        foreach (int length in Enumerable.Range(0, 60).Select(i => i * text.Length / 60))
        {
            File.WriteAllText(path, text[..length]);
            Assert.Throws<InvalidDataException>(() => Create(Space(5, "relu", "tanh")).Resume(path));
        }
        foreach ((string from, string to) in ((string, string)[])
            [("\"number\": 1", "\"number\": 2"), ("Complete", "Done"), ("Complete", "7"), ("\"version\": 1", "\"version\": 2"),
                ("\"relu\"", "\"\\ud800\""), ("\"values\"", "\"valves\""), ("\"Infinity\"", "\"x\""),
                ("\"seconds\": ", "\"seconds\": 1e300"), ("\"worker\": 0", "\"worker\": 0.5")])
        {
            string broken = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, broken);
            File.WriteAllText(path, broken);
            Assert.Throws<InvalidDataException>(() => Create(Space(5, "relu", "tanh")).Resume(path));
        }
    }

    private static SearchSpace Space(double maximum, params string[] activations)
    {
        SearchSpace space = new();
        space.AddNumber("x", -maximum, maximum);
        space.AddChoice("activation", activations);
        return space;
    }

    private static SearchSpace WithOne(Action<SearchSpace> add) => Space(5, "relu", "tanh").With(add);

    private static Study Create(SearchSpace space, ulong seed = 1) => new("study", space) { Seed = seed };

    private static double Objective(Trial trial) => trial.Number switch
    {
        1 => throw new InvalidOperationException("second"),
        2 => double.PositiveInfinity,
        _ => trial.Parameters.Numbers[0],
    };
}

internal static class SearchSpaces
{
    public static SearchSpace With(this SearchSpace space, Action<SearchSpace> add)
    {
        add(space);
        return space;
    }
}
