using MiniGrad.Search;
using MiniGrad.Search.Sqlite;

namespace MiniGrad.Tests.Search;

/// <summary>Studies for tests of files.</summary>
internal static class SqliteStudies
{
    public static Study Create(StudyStorage storage, string name = "digits", int overlap = 1, TimeSpan? lease = null)
    {
        SearchSpace space = new();
        space.AddNumber("rate", 1e-5, 1e-1, Scale.Logarithmic);
        space.AddInteger("layers", 1, 8);
        return new Study(name, space)
        {
            Seed = 3,
            Overlap = overlap,
            Storage = storage,
            Lease = lease ?? TimeSpan.FromSeconds(30),
        };
    }

    public static double Objective(Trial trial)
    {
        trial.Report(1, trial.Number + 0.5);
        return trial.Number;
    }

    /// <summary>Makes a file with a study of some trials.</summary>
    /// <returns>Its dump.</returns>
    public static string Make(string path, int trials = 5)
    {
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Study study = Create(storage);
        study.Run(trials, Objective);
        return study.Dump();
    }

    public static string Dump(string path)
    {
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        return Create(storage).Dump();
    }
}
