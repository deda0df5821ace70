using Microsoft.Data.Sqlite;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>What is no file of studies, or a damaged one: it is said in a sentence, and not changed.</summary>
public sealed class SqliteRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_is_no_file()
    {
        AssertRefused(folder.Path, "a folder; expected a file of studies in it");
        string path = Path.Combine(folder.File("none"), "digits.study");
        AssertRefused(path, $"there is no folder '{folder.File("none")}'");
    }

    [Theory]
    [InlineData("rate,layers\n0.1,2\n", "not a file of studies, nor of SQLite")]
    [InlineData("x", "not a file of studies, nor of SQLite")]
    [InlineData("SQLite format", "not a file of studies, nor of SQLite")]
    [InlineData("{\"a\": 1}", "not a file of studies, nor of SQLite")]
    public void What_is_no_database_is_refused(string text, string words)
    {
        string path = folder.File("digits.study");
        File.WriteAllText(path, text);
        AssertUntouched(path, words);
    }

    [Fact]
    public void A_saved_study_is_known_and_taken_over_by_Resume()
    {
        string path = folder.File("digits.json");
        Study study = SqliteStudies.Create(new MemoryStudyStorage());
        study.Run(3, SqliteStudies.Objective);
        study.Save(path);
        AssertUntouched(path, "a study that Study.Save has written");
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(folder.File("digits.study"));
        Study other = SqliteStudies.Create(storage);
        Assert.True(other.Resume(path));
        Assert.Equal(study.Dump(), other.Dump());
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA journal_mode = WAL;")]
    public void A_database_of_another_program_is_not_touched(string mode)
    {
        string path = folder.File("notes.db");
        Run(path, $"{mode} CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('a');");
        AssertUntouched(path, "a SQLite file of another program (with tables notes)");
        File.Delete(path);
        Run(path, "PRAGMA application_id = 77; VACUUM;");
        AssertUntouched(path, "a SQLite file of another program, in which nothing is changed");
    }

    [Fact]
    public void A_database_of_another_program_that_is_open_is_not_touched()
    {
        string path = folder.File("notes.db");
        using SqliteConnection connection = Connect(path);
        Run(connection, "PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('a');");
        AssertUntouched(path, "a SQLite file of another program (with tables notes)");
        Run(connection, "INSERT INTO notes VALUES ('b')");
    }

    [Fact]
    public void A_database_without_tables_is_a_new_file()
    {
        string path = folder.File("digits.study");
        Run(path, "VACUUM");
        Assert.NotEqual(0, new FileInfo(path).Length);
        string dump = SqliteStudies.Make(path);
        Assert.Equal(dump, SqliteStudies.Dump(path));
    }

    [Fact]
    public void A_file_that_was_cut_is_refused()
    {
        string path = folder.File("digits.study");
        SqliteStudies.Make(path, 60);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in (int[])[whole.Length - 1, whole.Length - 4096, whole.Length / 2, 5000, 4096, 1000, 100])
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertUntouched(path, "");
        }
        File.WriteAllBytes(path, whole);
        Assert.Contains("trial", SqliteStudies.Dump(path));
    }

    [Fact]
    public void Damaged_pages_are_said_and_what_is_whole_is_read_on()
    {
        string path = folder.File("digits.study");
        string dump = SqliteStudies.Make(path, 200);
        byte[] whole = File.ReadAllBytes(path), damaged = [.. whole];
        for (int page = 5; page < whole.Length / 4096; page++) damaged.AsSpan(page * 4096, 4096).Fill(0xA5);
        File.WriteAllBytes(path, damaged);
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudies.Create(storage).Dump());
            Assert.StartsWith($"{path}: damaged or cut off", trouble.Message);
            Assert.Equal(["digits"], storage.GetNames());
        }
        File.WriteAllBytes(path, whole);
        Assert.Equal(dump, SqliteStudies.Dump(path));
    }

    private static void AssertRefused(string path, string words)
    {
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudies.Dump(path));
        Assert.StartsWith($"{path}: ", trouble.Message);
        Assert.Contains(words, trouble.Message);
        Assert.EndsWith(".", trouble.Message);
    }

    /// <summary>It is refused, and neither the file nor what lies beside it is other than before.</summary>
    private void AssertUntouched(string path, string words)
    {
        Dictionary<string, byte[]> before = Contents();
        AssertRefused(path, words);
        Dictionary<string, byte[]> after = Contents();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach ((string name, byte[] content) in before) Assert.Equal(content, after[name]);
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(folder.Path)
        .Where(name => !name.EndsWith("-shm", StringComparison.Ordinal)).ToDictionary(name => name, name =>
        {
            using FileStream stream = new(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        });

    private static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        Run(connection, sql);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
