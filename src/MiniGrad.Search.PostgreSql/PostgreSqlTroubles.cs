using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace MiniGrad.Search.PostgreSql;

/// <summary>What exceptions of the server and of the network mean.</summary>
internal sealed class PostgreSqlTroubles(string database, string? user)
{
    private static readonly string[] greetings = ["SSL negotiation", "encryption negotiation", "SSLRequest", "GSSEncRequest"];

    private string Role => user is null ? "this user" : $"the role '{user}'";

    public StorageTrouble Understand(Exception trouble)
    {
        if (trouble is PostgresException answer) return Meaning(answer);
        for (Exception? inner = trouble; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException:
                    return new StorageTrouble($"no secure connection to the server: {inner.Message}", false);
                case PostgresException said:
                    return Meaning(said);
                case TimeoutException:
                    return new StorageTrouble("the server does not answer in time", true);
                case SocketException:
                    return new StorageTrouble($"the server cannot be reached: {inner.Message}", true);
                case IOException:
                    return new StorageTrouble($"the connection to the server was lost: {inner.Message}", true);
            }
        }
        // A server that is just going down may say so in the midst of agreeing on how to talk; Npgsql has no other sign of it.
        bool isGreeting = trouble is NpgsqlException
            && Array.Exists(greetings, words => trouble.Message.Contains(words, StringComparison.Ordinal));
        return new StorageTrouble(trouble.Message, isGreeting || trouble is NpgsqlException { IsTransient: true });
    }

    /// <summary>Whether the same may succeed a little later.</summary>
    public static bool IsPassing(string state) => state switch
    {
        // The connection was lost, or there are too many.
        _ when state.StartsWith("08", StringComparison.Ordinal) => true,
        PostgresErrorCodes.TooManyConnections => true,
        // The server goes down, is down, or comes up; somebody has ended the session or the statement, or it was idle for too long.
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or "57P05" => true,
        PostgresErrorCodes.QueryCanceled or "25P03" => true,
        PostgresErrorCodes.StatementCompletionUnknown => true,
        // What was prepared on this connection is gone, or was for other tables; the next one has it anew.
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.FeatureNotSupported => true,
        _ => IsOfOthers(state),
    };

    /// <summary>Whether others were in the way.</summary>
    private static bool IsOfOthers(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ObjectInUse => true,
        // They have just added the same, or removed the study; whoever looks again finds which.
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation => true,
        _ => false,
    };

    private StorageTrouble Meaning(PostgresException answer) =>
        new(Sentence(answer), IsPassing(answer.SqlState), IsOfOthers(answer.SqlState));

    private string Sentence(PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"the server does not take the password of {Role}",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"the server does not let {Role} in: {answer.MessageText}",
        PostgresErrorCodes.InvalidCatalogName => $"there is no database '{database}'; createdb makes it",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{Role} lacks rights: {answer.MessageText}; expected the owner of the database, or one who may create tables in the schema " +
            "and use those there",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            $"the tables of studies are incomplete: {answer.MessageText}; restore them from a copy of the database, or drop the table " +
            "minigrad_schema and all others that begin with minigrad_, to begin anew",
        PostgresErrorCodes.InvalidSchemaName => $"there is no schema to make tables in: {answer.MessageText}",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"it takes no changes, being a standby or read-only: {answer.MessageText}",
        PostgresErrorCodes.DiskFull => $"the server's disk is full: {answer.MessageText}",
        PostgresErrorCodes.TooManyConnections => $"the server has no connection left: {answer.MessageText}",
        PostgresErrorCodes.CannotConnectNow => $"the server cannot be used now: {answer.MessageText}",
        _ => $"the server says: {answer.MessageText} ({answer.SqlState})",
    };
}
