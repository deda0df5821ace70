using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;

namespace MiniGrad.Search;

// How work is done on connections, and what is done when it fails.
public abstract partial class DatabaseStudyStorage
{
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(2);

    /// <summary>For how long what fails because of others is tried again at least: they are not always there.</summary>
    private static readonly TimeSpan leastPatience = TimeSpan.FromSeconds(10);

    /// <summary>For how long what fails because the server is away is tried again.</summary>
    internal virtual TimeSpan Patience => TimeSpan.Zero;

    /// <summary>How many connections there have been so far: see <see cref="SinceMark"/>.</summary>
    internal virtual long Births => 0;

    /// <summary>A connection that no other has.</summary>
    internal abstract SqlSession Rent();

    /// <summary>Gives a connection back.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isSound">Whether it did what it should.</param>
    internal abstract void Return(SqlSession session, bool isSound);

    /// <summary>What an exception of the database means.</summary>
    internal abstract StorageTrouble Understand(Exception trouble);

    /// <summary>Makes the tables where there are none, and brings older ones to this version.</summary>
    /// <exception cref="StudyStorageException">They are of a later version.</exception>
    internal void Prepare(IReadOnlyList<Func<SqlDialect, string>> steps) => Use(session =>
    {
        if (VersionOf(session, null, steps.Count) == steps.Count) return true;
        return Atomically(session, transaction =>
        {
            if (Dialect.LockTables.Length > 0) session.Run(transaction, Dialect.LockTables);
            // Another may just have done it.
            int version = VersionOf(session, transaction, steps.Count);
            if (version == 0) session.Run(transaction, "CREATE TABLE minigrad_schema (version INTEGER NOT NULL)");
            foreach (Func<SqlDialect, string> step in steps.Skip(version)) session.Run(transaction, step(Dialect));
            session.Run(transaction, "DELETE FROM minigrad_schema");
            session.Run(transaction, "INSERT INTO minigrad_schema (version) VALUES (@version)", ("@version", steps.Count));
            return true;
        });
    });

    /// <summary>Whether there are tables. Nothing is made or changed.</summary>
    /// <exception cref="StudyStorageException">They are of another version.</exception>
    internal bool HasTables(IReadOnlyList<Func<SqlDialect, string>> steps) => Use(session =>
    {
        int version = VersionOf(session, null, steps.Count);
        if (version > 0 && version < steps.Count)
            throw new StudyStorageException(Invariant(
                $"{Place}: its tables are of version {version}, before {steps.Count}; who works on a study there brings them to it."));
        return version > 0;
    });

    private int VersionOf(SqlSession session, DbTransaction? transaction, int known)
    {
        if (Convert.ToInt64(session.Command(Dialect.HasTables, [], transaction).ExecuteScalar(), null) == 0) return 0;
        object? version = session.Command("SELECT version FROM minigrad_schema", [], transaction).ExecuteScalar();
        return version switch
        {
            null => throw new StudyStorageException($"{Place}: damaged: the version of its tables is missing."),
            _ when Convert.ToInt64(version, null) is var number && number <= known && number > 0 => (int)number,
            _ => throw new StudyStorageException(Invariant(
                $"{Place}: its tables are of version {version}, later than {known}, the last that this MiniGrad knows; use a later one.")),
        };
    }

    /// <summary>Works on a connection; again and again where the server is away, as long as there is patience.</summary>
    private T Use<T>(Func<SqlSession, T> work)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan wait = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            SqlSession? session = null;
            bool isSound = false;
            try
            {
                session = Rent();
                T result = work(session);
                isSound = true;
                return result;
            }
            // What is there is not what was written.
            catch (Exception trouble) when (trouble is InvalidCastException or FormatException or OverflowException)
            {
                throw new StudyStorageException($"{Place}: damaged: {trouble.Message.TrimEnd('.')}.", trouble);
            }
            catch (Exception trouble) when (IsTrouble(trouble))
            {
                StorageTrouble meant = Understand(trouble);
                TimeSpan patience = meant.IsOfOthers && Patience < leastPatience ? leastPatience : Patience;
                TimeSpan left = patience - Stopwatch.GetElapsedTime(began);
                if (!meant.IsPassing) throw new StudyStorageException($"{Place}: {meant.Sentence.TrimEnd('.')}.", trouble);
                if (left <= TimeSpan.Zero)
                {
                    string tried = patience > TimeSpan.Zero ? Invariant($"; it was tried again for {patience}") : "";
                    throw new StudyStorageException($"{Place}: {meant.Sentence.TrimEnd('.')}{tried}.", trouble);
                }
                if (wait > left) wait = left;
            }
            finally
            {
                if (session is not null) Return(session, isSound);
            }
            Thread.Sleep(wait);
            wait = wait * 2 < longestWait ? wait * 2 : longestWait;
        }
    }

    private static bool IsTrouble(Exception trouble) =>
        trouble is DbException or IOException or TimeoutException or SocketException && trouble is not StudyStorageException;

    /// <summary>Does all of something or nothing.</summary>
    private protected virtual T Atomically<T>(SqlSession session, Func<DbTransaction?, T> work)
    {
        using DbTransaction transaction = session.Connection.BeginTransaction();
        T result = work(transaction);
        transaction.Commit();
        return result;
    }
}
