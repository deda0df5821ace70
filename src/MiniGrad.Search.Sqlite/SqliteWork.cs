using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniGrad.Search.Sqlite;

/// <summary>Statements that must not wait as the provider does, which sleeps for 150 milliseconds before it tries again.</summary>
internal readonly struct SqliteWork(SqliteConnection connection)
{
    /// <summary>For how long others may hold the file.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private const int ManyTries = 500;

    private readonly sqlite3 handle = connection.Handle!;

    /// <summary>Has statements wait for others. The provider's own time-out is shorter, such that it does not try again after
    /// this.</summary>
    public void BePatient() => raw.sqlite3_busy_timeout(handle, (int)LongestWait.TotalMilliseconds);

    /// <summary>Begins a transaction that writes.</summary>
    public void Begin()
    {
        // SQLite itself would sleep longer each time, up to 100 milliseconds, however soon the others are done. Of 8 processes with 400
        // trials one then had 6 turns, and one waited for 5 seconds; so all have 80 or more, wait for half as long, and need no more time.
        raw.sqlite3_busy_timeout(handle, 0);
        try
        {
            DoInTurn("BEGIN IMMEDIATE");
        }
        finally
        {
            BePatient();
        }
    }

    public void Commit() => Do("COMMIT");

    /// <summary>Takes the transaction back, unless SQLite has done so by itself.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(handle) == 0) raw.sqlite3_exec(handle, "ROLLBACK");
    }

    public void Do(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(handle, sql), handle);

    /// <summary>Does something once others let it.</summary>
    public void DoInTurn(string sql)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; ; i++)
        {
            int code = raw.sqlite3_exec(handle, sql);
            if ((code & 0xFF) != raw.SQLITE_BUSY || Stopwatch.GetElapsedTime(began) > LongestWait)
            {
                SqliteException.ThrowExceptionForRC(code, handle);
                return;
            }
            Thread.Sleep(i < ManyTries ? 1 : 10);
        }
    }
}
