using System.Data.Common;

namespace MiniGrad.Search;

/// <summary>A connection with the commands that were made for it.</summary>
internal sealed class SqlSession(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;

    /// <summary>A command, as it was made when it was asked for first, with values for its parameters.</summary>
    public DbCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters, DbTransaction? transaction)
    {
        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, _) in parameters)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
            commands.Add(sql, command);
        }
        for (int i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        command.Transaction = transaction;
        return command;
    }

    public void Run(DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters, transaction).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (DbCommand command in commands.Values) command.Dispose();
        connection.Dispose();
    }
}
