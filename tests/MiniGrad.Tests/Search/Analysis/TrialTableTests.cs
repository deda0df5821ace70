using System.Text;
using MiniGrad.Data;
using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public class TrialTableTests
{
    private readonly SearchSpace space = new();
    private readonly HyperParameter<string> kind;
    private readonly HyperParameter<double> rate;
    private readonly HyperParameter<int> worker;

    public TrialTableTests()
    {
        kind = space.AddChoice("kind, \"quoted\"", "plain\r\nline", "=1+1, \"so\"");
        rate = space.AddNumber("rate", 1e-5, 1, MiniGrad.Search.Scale.Logarithmic, when: kind.Is("plain\r\nline"));
        worker = space.AddInteger("worker", 1, 3);
        space.AddInteger("worker (parameter)", 7, 7);
    }

    [Fact]
    public void Each_trial_is_a_row()
    {
        Study study = Ran();
        Table table = study.ToTable();
        Assert.Equal(
            [
                "number", "state", "value 1", "value 2", "violation", kind.Name, "rate", "worker (parameter) (parameter)",
                "worker (parameter)", "reported steps", "seconds", "worker", "error",
            ],
            table.Columns.Select(column => column.Name));
        Assert.Equal(12, table.Count);
        foreach (TrialRecord trial in study.Trials)
        {
            int row = trial.Number;
            Assert.Equal(trial.Number, Number("number", row));
            Assert.Equal(trial.State.ToString().ToLowerInvariant(), table["state"].TextAt(row));
            Assert.Equal(trial.Values.Count > 0 ? trial.Values[1] : double.NaN, Number("value 2", row));
            Assert.Equal(trial.Violation, Number("violation", row));
            Assert.Equal(trial.Get(kind), table[kind.Name].TextAt(row));
            Assert.Equal(trial.Parameters.Has(rate) ? trial.Get(rate) : double.NaN, Number("rate", row));
            Assert.Equal(trial.Get(worker), Number("worker (parameter) (parameter)", row));
            Assert.Equal(7, Number("worker (parameter)", row));
            Assert.Equal(trial.Number == 4 ? double.NaN : 2, Number("reported steps", row));
            Assert.Equal(trial.Duration.TotalSeconds, Number("seconds", row));
            Assert.Equal(0, Number("worker", row));
        }
        Assert.True(table["rate"].MissingCount is > 0 and < 12);
        Assert.Equal("TimeoutException: a \ufffd\nb", table["error"].TextAt(4));
        Assert.Equal(11, table["error"].MissingCount);

        double Number(string name, int row) => ((NumberColumn)table[name])[row];
    }

    [Fact]
    public void The_file_reads_back_as_the_same_table()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "trials.csv");
        Study study = Ran();
        study.SaveCsv(path);
        Table table = study.ToTable(), read = CsvTable.Read(path);
        Assert.Equal(table.Columns.Select(column => column.Name), read.Columns.Select(column => column.Name));
        foreach (TableColumn column in table.Columns)
        {
            Assert.Equal(column.GetType(), read[column.Name].GetType());
            for (int row = 0; row < table.Count; row++) Assert.Equal(column.TextAt(row), read[column.Name].TextAt(row));
        }
        string text = File.ReadAllText(path, Encoding.UTF8);
        Assert.StartsWith("number,state,value 1,value 2,violation,\"kind, \"\"quoted\"\"\",rate,", text, StringComparison.Ordinal);
        Assert.Contains("\n0,complete,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_without_trials_is_a_header()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "trials.csv");
        SearchSpace small = new();
        small.AddNumber("x", 0, 1);
        Study study = new("s", small);
        study.SaveCsv(path);
        Assert.Equal("number,state,value,violation,x,reported steps,seconds,worker,error\n", File.ReadAllText(path, Encoding.UTF8));
        Assert.Equal(0, study.ToTable().Count);
    }

    [Fact]
    public void A_name_that_no_file_holds_is_refused_and_the_file_stays()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "trials.csv");
        File.WriteAllText(path, "old");
        SearchSpace small = new();
        small.AddNumber("x\0", 0, 1);
        Study study = new("s", small);
        Assert.Contains("zero", Assert.Throws<ArgumentException>(() => study.SaveCsv(path)).Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
    }

    private Study Ran()
    {
        Study study = new("s", space, Goal.Minimize, Goal.Maximize) { Seed = 4 };
        study.Run(12, trial =>
        {
            if (trial.Number == 4) throw new TimeoutException("a \0\nb");
            trial.Report(1, 0.5, 1);
            trial.Report(2, 0.25, 2);
            trial.Violates(trial.Number == 5 ? 0.5 : 0);
            return trial.Number == 6 ? [double.PositiveInfinity, -1e-7] : [1.0 / 3, trial.Number];
        });
        return study;
    }
}
