using System.Globalization;
using MiniGrad.Search.PostgreSql;
using MiniGrad.Search.Sqlite;
using MiniGrad.StudyWorker;

// Works on a study until it has all its trials, and prints its fingerprint.
if (args.Length != 5)
{
    Console.Error.WriteLine(
        "Usage: MiniGrad.StudyWorker <storage> <study> <trials> <workers> <lease in milliseconds>, where the storage is " +
        "memory, a file or a connection string, and the study trainings, empty or paced.");
    return 2;
}
int trials = Number(2), workers = Number(3);
TimeSpan lease = TimeSpan.FromMilliseconds(Number(4));
using StudyStorage storage = args[0] switch
{
    "memory" => new MemoryStudyStorage(),
    { } connection when connection.Contains('=', StringComparison.Ordinal) => PostgreSqlStudyStorage.Open(connection),
    { } path => SqliteStudyStorage.Open(path),
};
Study study = args[1] switch
{
    "trainings" => TrainingStudy.Run(storage, lease, trials, workers),
    "empty" => SmallStudies.RunEmpty(storage, lease, trials, workers),
    "paced" => SmallStudies.RunPaced(storage, lease, trials, workers),
    { } other => throw new ArgumentException($"There is no study '{other}'."),
};
Console.WriteLine(study.Fingerprint());
return 0;

int Number(int place) => int.Parse(args[place], CultureInfo.InvariantCulture);
