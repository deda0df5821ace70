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

    private string[] Files() => [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private string[] Descriptors() =>
    [
        .. Directory.GetFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget ?? "")
            .Where(target => target.StartsWith(folder.Path, StringComparison.Ordinal)),
    ];
}
