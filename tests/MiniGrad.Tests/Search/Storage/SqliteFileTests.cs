using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_study_is_found_again_in_its_file()
    {
        string path = folder.File("digits.study");
        string dump = SqliteStudies.Make(path);
        Assert.Equal(dump, SqliteStudies.Dump(path));
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Assert.Equal(path, storage.Place);
        Assert.Equal(["digits"], storage.GetNames());
        Study study = SqliteStudies.Create(storage);
        study.Run(8, SqliteStudies.Objective);
        Study inMemory = SqliteStudies.Create(new MemoryStudyStorage());
        inMemory.Run(8, SqliteStudies.Objective);
        Assert.Equal(inMemory.Dump(), study.Dump());
    }

    [Fact]
    public void A_file_is_closed_when_its_storage_is_disposed_and_nothing_lies_beside_it()
    {
        string path = folder.File("digits.study");
        SqliteStudyStorage storage = SqliteStudyStorage.Open(path), second = SqliteStudyStorage.Open(path);
        Study study = SqliteStudies.Create(storage);
        study.Run(3, SqliteStudies.Objective);
        Assert.Equal(3, SqliteStudies.Create(second).Trials.Count);
        Assert.Equal(["digits.study", "digits.study-shm", "digits.study-wal"], Files());
        if (OperatingSystem.IsLinux()) Assert.NotEmpty(Descriptors());
        storage.Dispose();
        Assert.Equal(3, Files().Length);
        second.Dispose();
        second.Dispose();
        storage.Dispose();
        Assert.Equal(["digits.study"], Files());
        if (OperatingSystem.IsLinux()) Assert.Empty(Descriptors());
        ObjectDisposedException refused = Assert.Throws<ObjectDisposedException>(() => study.Run(4, SqliteStudies.Objective));
        Assert.Contains($"{path}: the storage was disposed; open the file again.", refused.Message);
        Assert.Throws<ObjectDisposedException>(() => storage.GetNames());
        File.Delete(path);
    }

    [Fact]
    public void Several_studies_lie_in_one_file()
    {
        string path = folder.File("digits.study");
        SqliteStudies.Make(path);
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        SqliteStudies.Create(storage, "letters").Run(2, SqliteStudies.Objective);
        Assert.Equal(["digits", "letters"], storage.GetNames());
        Assert.True(storage.Delete("digits"));
        Assert.False(storage.Delete("digits"));
        Assert.Equal(["letters"], storage.GetNames());
        Assert.Equal(2, SqliteStudies.Create(storage, "letters").Trials.Count);
    }

    [Theory]
    [InlineData("a;b=c?d#e.study")]
    [InlineData("|DataDirectory|x.study")]
    [InlineData("Ziffern – 数字 'ü' \"x\" 100%41.study")]
    [InlineData("file:a.study")]
    [InlineData(" a b ")]
    public void Any_name_of_a_file_will_do(string name)
    {
        if (OperatingSystem.IsWindows()) name = string.Concat(name.Where(letter => !"?\"|:".Contains(letter))).Trim();
        string path = folder.File(name);
        string dump = SqliteStudies.Make(path);
        Assert.Equal([name], Files());
        Assert.Equal(dump, SqliteStudies.Dump(path));
        Assert.Equal([name], Files());
    }

    [Fact]
    public void A_path_may_be_relative()
    {
        string path = Path.GetRelativePath(Environment.CurrentDirectory, folder.File("digits.study"));
        string dump = SqliteStudies.Make(path);
        Assert.Equal(dump, SqliteStudies.Dump(folder.File("digits.study")));
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Assert.Equal(path, storage.Place);
    }

    [Fact]
    public void Memory_is_no_file()
    {
        Assert.Contains("MemoryStudyStorage", Assert.Throws<ArgumentException>(() => SqliteStudyStorage.Open(":memory:")).Message);
        Assert.Throws<ArgumentException>(() => SqliteStudyStorage.Open(""));
        Assert.Throws<ArgumentNullException>(() => SqliteStudyStorage.Open(null!));
    }

    [Fact]
    public void An_empty_file_is_a_new_one()
    {
        string path = folder.File("digits.study");
        File.WriteAllBytes(path, []);
        string dump = SqliteStudies.Make(path);
        Assert.Equal(dump, SqliteStudies.Dump(path));
        byte[] header = File.ReadAllBytes(path);
        Assert.Equal("MGSS"u8.ToArray(), header[68..72]);
    }

    [Fact]
    public void A_copy_of_a_closed_file_has_all_of_it()
    {
        string dump = SqliteStudies.Make(folder.File("digits.study"));
        File.Copy(folder.File("digits.study"), folder.File("copy.study"));
        Assert.Equal(dump, SqliteStudies.Dump(folder.File("copy.study")));
    }

    [Fact]
    public void A_link_is_the_file_to_which_it_leads()
    {
        if (OperatingSystem.IsWindows()) return;
        string path = Path.Combine(Directory.CreateDirectory(folder.File("far")).FullName, "digits.study");
        string link = folder.File("link.study");
        string between = folder.File("between.study"), circle = folder.File("circle.study");
        File.CreateSymbolicLink(between, path);
        File.CreateSymbolicLink(link, between);
        File.CreateSymbolicLink(circle, circle);
        string dump = SqliteStudies.Make(link);
        Assert.Equal(dump, SqliteStudies.Dump(path));
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(link))
        {
            Study study = SqliteStudies.Create(storage);
            study.Run(8, SqliteStudies.Objective);
            Assert.Equal(link, storage.Place);
            Assert.Equal(study.Dump(), SqliteStudies.Dump(path));
            File.Delete(path);
            Assert.Contains("moved, removed", Assert.Throws<StudyStorageException>(study.Refresh).Message);
        }
        Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(circle));
    }

    public static TheoryData<string> Losses => [.. Ways.Keys];

    private static Dictionary<string, Action<string>> Ways { get; } = new()
    {
        ["removed"] = File.Delete,
        ["moved"] = path => File.Move(path, $"{path}.old"),
        ["removed, and made anew"] = path =>
        {
            RemoveAll(path);
            SqliteStudies.Make(path, 7);
        },
        ["replaced by another with the same name"] = path =>
        {
            SqliteStudies.Make($"{path}.other", 7);
            File.Move($"{path}.other", path, overwrite: true);
        },
        ["replaced by a copy of it"] = path =>
        {
            File.Copy(path, $"{path}.copy");
            File.Delete(path);
            File.Move($"{path}.copy", path);
        },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_file_that_was_lost_while_it_is_open_is_missed_before_anything_is_written(string way)
    {
        if (OperatingSystem.IsWindows()) return;
        string path = folder.File("digits.study");
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Study study = SqliteStudies.Create(storage);
        study.Run(3, SqliteStudies.Objective);
        Trial trial = study.Ask()!;
        Ways[way](path);
        (string, string)[] before = Contents();
        foreach (Action call in (Action[])[() => study.Tell(trial, 1), () => storage.GetNames(), () => study.Ask(), study.Refresh])
        {
            StudyStorageException trouble = Assert.Throws<StudyStorageException>(call);
            Assert.StartsWith($"{path}: the file was moved, removed or replaced by another while it was open; ", trouble.Message);
        }
        storage.Dispose();
        Assert.Equal(before, Contents());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_file_that_is_lost_within_a_call_is_missed_by_the_call_itself(string way)
    {
        if (OperatingSystem.IsWindows()) return;
        string path = folder.File("digits.study");
        SqliteStudies.Make(path);
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => storage.Export("digits", _ => Ways[way](path)));
        Assert.Contains("moved, removed or replaced", trouble.Message);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public void What_belongs_to_the_file_is_missed_and_nothing_that_was_told_is_lost(string part)
    {
        if (OperatingSystem.IsWindows()) return;
        string path = folder.File("digits.study"), dump;
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            Study study = SqliteStudies.Create(storage);
            study.Run(3, SqliteStudies.Objective);
            dump = study.Dump();
            File.Delete(path + part);
            for (int i = 0; i < 2; i++)
            {
                StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => study.Run(5, SqliteStudies.Objective));
                Assert.StartsWith($"{path}: the file '{path}{part}', which belongs to it, was moved or removed", trouble.Message);
            }
        }
        Assert.Equal(dump, SqliteStudies.Dump(path));
    }

    private static void RemoveAll(string path)
    {
        foreach (string part in (string[])["", "-wal", "-shm"]) File.Delete(path + part);
    }

    private (string, string)[] Contents() =>
        [.. Files().Select(name => (name, Convert.ToHexString(File.ReadAllBytes(folder.File(name)))))];

    private string[] Files() => [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private string[] Descriptors() =>
    [
        .. Directory.GetFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget ?? "")
            .Where(target => target.StartsWith(folder.Path, StringComparison.Ordinal)),
    ];
}
