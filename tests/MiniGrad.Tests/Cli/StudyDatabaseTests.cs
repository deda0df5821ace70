using MiniGrad.Cli;
using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Search;
using Npgsql;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Looking at studies in databases.</summary>
public class StudyDatabaseTests
{
    [PostgreSqlFact]
    public async Task Looking_makes_no_tables()
    {
        string place = PostgreSqlServer.Shared.CreateDatabase();
        ProgramRun none = await Minigrad.Run("study", place);
        Assert.Equal(
            (2, "", $"error: {new StudyPlace(place)}: no study is kept there."), (none.ExitCode, none.Output, none.Error.TrimEnd()));
        Assert.Equal(0, Tables(place));

        using (StudyStorage storage = PostgreSqlStudyStorage.Open(place))
        {
            SearchSpace space = new();
            HyperParameter<double> x = space.AddNumber("x", 0, 1);
            new Study("line", space) { Storage = storage }.Run(1, trial => trial.Get(x));
        }
        ProgramRun run = await Minigrad.Run("study", place);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  trials       1: 1 complete", run.Lines);
    }

    [PostgreSqlFact]
    public async Task Watching_waits_for_a_study_in_an_empty_database()
    {
        string place = PostgreSqlServer.Shared.CreateDatabase();
        ProgramRun run = await Minigrad.Run(["study", place, "--watch"], line =>
        {
            if (!line.StartsWith("waits for a study in ", StringComparison.Ordinal)) return null;
            SearchSpace space = new();
            HyperParameter<double> x = space.AddNumber("x", 0, 1);
            using StudyStorage storage = PostgreSqlStudyStorage.Open(place);
            new Study("line", space) { Storage = storage }.Run(1, trial => trial.Get(x));
            return null;
        });

        Assert.Equal((0, "", "nobody works on it any more"), (run.ExitCode, run.Error, run.LastLine));
        Assert.Equal($"line, in {new StudyPlace(place)}", run.Lines[1]);
    }

    [Fact]
    public void Tables_of_an_earlier_version_are_left_as_they_are()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("old.study");
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            string message = Assert.Throws<StudyStorageException>(
                () => storage.HasTables([.. StudySchema.Steps, _ => "CREATE TABLE later (a)"])).Message;
            Assert.Equal($"{path}: its tables are of version 1, before 2; who works on a study there brings them to it.", message);
            Assert.True(storage.HasTables(StudySchema.Steps));
        }
        using SqliteStudyStorage? seen = SqliteStudyStorage.OpenToLook(path);
        Assert.NotNull(seen);
    }

    private static long Tables(string place)
    {
        using NpgsqlConnection connection = new($"{place};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()", connection);
        return (long)command.ExecuteScalar()!;
    }
}
