using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Disks that are full, and what may only be read.</summary>
public sealed class SqliteDiskTests
{
    [SmallDiskFact]
    public void A_full_disk_loses_nothing_and_the_study_goes_on_once_there_is_room()
    {
        using SmallDisk disk = new();
        string path = disk.File("digits.study");
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Study study = SqliteStudies.Create(storage);
        study.Run(5, SqliteStudies.Objective);
        Trial asked = study.Ask()!;
        asked.Report(1, asked.Number + 0.5);
        disk.Fill();
        for (int i = 0; i < 3; i++)
        {
            StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => study.Tell(asked, asked.Number));
            Assert.StartsWith($"{path}: the disk is full", trouble.Message);
            Assert.Equal(TrialState.Running, study.Trials[5].State);
        }
        Assert.Throws<StudyStorageException>(() => asked.KeepCheckpoint(new byte[8 << 20]));
        // What is there can be looked at all the while.
        Assert.Equal(5, SqliteStudies.Create(storage).Trials.Count(trial => trial.State == TrialState.Complete));
        disk.Free();
        study.Tell(asked, asked.Number);
        study.Run(10, SqliteStudies.Objective);
        AssertIsWhole(study.Dump(), 10);
        storage.Dispose();
        Assert.Equal(study.Dump(), SqliteStudies.Dump(path));
    }

    [SmallDiskFact]
    public void A_run_that_meets_a_full_disk_goes_on_with_a_new_study()
    {
        using SmallDisk disk = new();
        string path = disk.File("digits.study");
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            // The trial that could not be told is held until this has passed.
            Study study = SqliteStudies.Create(storage, lease: TimeSpan.FromSeconds(1));
            StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => study.Run(10, trial =>
            {
                if (trial.Number == 7) disk.Fill();
                return SqliteStudies.Objective(trial);
            }));
            Assert.Contains("the disk is full", trouble.Message);
        }
        disk.Free();
        using SqliteStudyStorage again = SqliteStudyStorage.Open(path);
        Study next = SqliteStudies.Create(again);
        Assert.Equal(7, next.Trials.Count(trial => trial.State == TrialState.Complete));
        next.Run(10, SqliteStudies.Objective);
        AssertIsWhole(next.Dump(), 10);
    }

    [SmallDiskFact]
    public void No_file_is_made_on_a_full_disk()
    {
        using SmallDisk disk = new();
        disk.Fill();
        string path = disk.File("digits.study");
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(path));
        Assert.StartsWith($"{path}: ", trouble.Message);
        Assert.Contains("disk", trouble.Message);
        disk.Free();
        AssertIsWhole(SqliteStudies.Make(path, 4), 4);
    }

    [SmallDiskFact]
    public void A_disk_that_can_only_be_read_is_looked_at()
    {
        using SmallDisk disk = new();
        string path = disk.File("digits.study"), dump = SqliteStudies.Make(path);
        disk.MakeReadOnly();
        AssertCanOnlyBeRead(path, dump);
        string[] files = [.. Directory.GetFiles(disk.Path).Select(Path.GetFileName)!];
        Assert.Equal(["digits.study"], files);
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(disk.File("other.study")));
        Assert.Contains("may this user write to its folder?", trouble.Message);
    }

    [SmallDiskFact]
    public void A_log_that_cannot_be_read_is_not_passed_over()
    {
        using SmallDisk disk = new();
        using TemporaryFolder folder = new();
        string path = folder.File("digits.study"), copy = disk.File("digits.study"), dump;
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            Study study = SqliteStudies.Create(storage);
            study.Run(5, SqliteStudies.Objective);
            dump = study.Dump();
            foreach (string part in (string[])["", "-wal"]) File.Copy(path + part, copy + part);
        }
        disk.MakeReadOnly();
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(copy));
        Assert.StartsWith($"{copy}: what was told last lies in '{copy}-wal', which can be read only where ", trouble.Message);
        foreach (string part in (string[])["", "-wal"]) File.Copy(copy + part, folder.File("again.study") + part);
        Assert.Equal(dump, SqliteStudies.Dump(folder.File("again.study")));
    }

    [Fact]
    public void A_file_that_can_only_be_read_is_looked_at()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) return;
        using TemporaryFolder folder = new();
        string path = folder.File("digits.study"), dump = SqliteStudies.Make(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        AssertCanOnlyBeRead(path, dump);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertCanOnlyBeRead(path, dump);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(path, UnixFileMode.None);
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(path));
        Assert.Contains("cannot be opened", trouble.Message);
    }

    private static void AssertCanOnlyBeRead(string path, string dump)
    {
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Assert.Equal(["digits"], storage.GetNames());
        Study study = SqliteStudies.Create(storage);
        Assert.Equal(dump, study.Dump());
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => study.Ask());
        Assert.Equal($"{path}: the file or its folder may only be read; nothing was written.", trouble.Message);
        Assert.Throws<StudyStorageException>(() => storage.Delete("digits"));
        study.Refresh();
        Assert.Equal(dump, study.Dump());
    }

    private static void AssertIsWhole(string dump, int trials)
    {
        Study inMemory = SqliteStudies.Create(new MemoryStudyStorage());
        inMemory.Run(trials, SqliteStudies.Objective);
        Assert.Equal(inMemory.Dump(), dump);
    }
}
