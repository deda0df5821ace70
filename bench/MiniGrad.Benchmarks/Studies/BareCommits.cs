using System.Data.Common;
using System.Diagnostics;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>What any program has to do to keep a trial: a row that is added when it begins, and changed when it is done, each in a
/// transaction of its own.</summary>
internal sealed class BareCommits : IDisposable
{
    // As long as what is kept of a trial with two parameters and two reports.
    private static readonly string beginning = new('b', 150), end = new('e', 350);

    private readonly DbConnection connection;
    private readonly DbCommand add, change;
    private readonly int worker;
    private int number;

    /// <param name="engine">The database.</param>
    /// <param name="worker">Tells the rows from those of others.</param>
    public BareCommits(StudyEngine engine, int worker = 0)
    {
        this.worker = worker;
        connection = engine.Connect();
        if (worker == 0)
        {
            using DbCommand table = connection.CreateCommand();
            table.CommandText =
                "DROP TABLE IF EXISTS bare; " +
                "CREATE TABLE bare (worker INTEGER, number INTEGER, body TEXT, PRIMARY KEY (worker, number))";
            table.ExecuteNonQuery();
        }
        add = Command("INSERT INTO bare (worker, number, body) VALUES (@worker, @number, @body)");
        change = Command("UPDATE bare SET body = @body WHERE worker = @worker AND number = @number");
    }

    /// <summary>Adds and changes rows.</summary>
    public void Make(int rows)
    {
        for (int i = 0; i < rows; i++, number++)
        {
            Run(add, beginning);
            Run(change, end);
        }
    }

    /// <summary>Rows a second that some threads add and change, each by a connection of its own.</summary>
    public static double Rate(StudyEngine engine, int threads, int rows)
    {
        BareCommits[] workers = [.. Enumerable.Range(0, threads).Select(worker => new BareCommits(engine, worker))];
        foreach (BareCommits worker in workers) worker.Make(20);
        Thread[] running = [.. workers.Select(worker => new Thread(() => worker.Make(rows / threads)))];
        long start = Stopwatch.GetTimestamp();
        foreach (Thread thread in running) thread.Start();
        foreach (Thread thread in running) thread.Join();
        double rate = rows / threads * threads / Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (BareCommits worker in workers) worker.Dispose();
        return rate;
    }

    public void Dispose()
    {
        add.Dispose();
        change.Dispose();
        connection.Dispose();
    }

    private DbCommand Command(string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in (string[])["@worker", "@number", "@body"])
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private void Run(DbCommand command, string body)
    {
        command.Parameters[0].Value = worker;
        command.Parameters[1].Value = number;
        command.Parameters[2].Value = body;
        command.ExecuteNonQuery();
    }
}
