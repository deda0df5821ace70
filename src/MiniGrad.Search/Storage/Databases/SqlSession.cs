using System.Data;
using System.Data.Common;

namespace MiniGrad.Search;

/// <summary>A connection with the commands that were made for it.</summary>
/// <param name="connection">The connection, which is open.</param>
internal sealed class SqlSession(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, (DbCommand Command, int Uses)> commands = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;

    /// <summary>How many connections there had been when this one was open: see <see cref="SinceMark"/>.</summary>
    public long Born { get; init; }

    /// <summary>Whether commands that are used again are prepared: the database then keeps their plans as long as the connection
    /// lasts.</summary>
    public bool Prepares { get; init; }

    /// <summary>A command, as it was made when it was asked for first, with values for its parameters.</summary>
    public DbCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters, DbTransaction? transaction)
    {
        (DbCommand command, int uses) = commands.TryGetValue(sql, out (DbCommand, int) used) ? used : (Create(sql, parameters), 0);
        commands[sql] = (command, uses + 1);
        for (int i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        command.Transaction = transaction;
        // Not at once: of several statements later ones may need what those before make.
        if (uses == 1 && Prepares) command.Prepare();
        return command;
    }

    /// <returns>How many rows it changed.</returns>
    public int Run(DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters, transaction).ExecuteNonQuery();

    public void Dispose()
    {
        foreach ((DbCommand command, _) in commands.Values) command.Dispose();
        connection.Dispose();
    }

    private DbCommand Create(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            // By the kind, not by the value: the next may be null.
            parameter.DbType = value switch
            {
                long => DbType.Int64,
                int => DbType.Int32,
                byte[] => DbType.Binary,
                _ => DbType.String,
            };
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
