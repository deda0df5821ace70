using System.Data.Common;
using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using MiniGrad.Search.Sqlite;

namespace MiniGrad.Cli;

/// <summary>Where studies are kept: a SQLite file, or a PostgreSQL database by its connection string.</summary>
internal sealed class StudyPlace
{
    // Of those that a connection string may begin with one is enough to tell it from the name of a file.
    private static readonly string[] keys =
        ["host", "server", "port", "database", "db", "username", "user name", "user id", "userid", "user", "password", "passfile"];

    private readonly string text;

    /// <param name="text">A path; or a connection string, which has <c>Host=</c> or another of its words.</param>
    public StudyPlace(string text)
    {
        this.text = text;
        IsDatabase = IsAddress(text) ||
            text.Split(';').Any(
                part => part.Split('=', 2) is [string key, _] && keys.Contains(key.Trim(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether it is a database, and no file.</summary>
    public bool IsDatabase { get; }

    /// <summary>The path of the file; null of a database.</summary>
    public string? Path => IsDatabase ? null : text;

    /// <summary>Whether there may be studies: that of a database only opening it tells.</summary>
    public bool MayHaveStudies => IsDatabase || File.Exists(text);

    /// <summary>Opens it; a file that is not there is made.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public StudyStorage Open() => Open(SqliteStudyStorage.Open, connection => PostgreSqlStudyStorage.Open(connection))!;

    /// <summary>Opens it to look at what is there: nothing is made or changed.</summary>
    /// <returns>Null where no study is kept yet: there is no file, or no table.</returns>
    /// <inheritdoc cref="Open()" path="/exception"/>
    public StudyStorage? OpenToLook()
    {
        if (Path is not null && Directory.Exists(Path))
            throw new FileNotFoundException($"{text}: expected a file with studies, got a folder.");
        if (Path is not null && !Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))))
            throw new FileNotFoundException($"{text}: there is no such file, and no such folder.");
        return Open(SqliteStudyStorage.OpenToLook, PostgreSqlStudyStorage.OpenToLook);
    }

    /// <summary>Opens what is there to look at it.</summary>
    /// <exception cref="FileNotFoundException">There is no file.</exception>
    /// <inheritdoc cref="OpenToLook" path="/exception"/>
    public StudyStorage OpenExisting() => OpenToLook() ?? throw (MayHaveStudies
        ? new InvalidDataException(NoStudy)
        : new FileNotFoundException($"{text}: there is no such file."));

    /// <summary>Says that no study is kept there.</summary>
    public string NoStudy => $"{this}: no study is kept there.";

    private StudyStorage? Open(Func<string, StudyStorage?> file, Func<string, StudyStorage?> database)
    {
        if (!IsDatabase)
        {
            CheckNotJson(text);
            return file(text);
        }
        if (IsAddress(text))
            throw new InvalidDataException("expected a PostgreSQL server as \"Host=…;Database=…;Username=…\", got an address with ://.");
        try
        {
            return database(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            string reason = error is ArgumentException { ParamName: { } name }
                ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;
            throw new InvalidDataException(
                $"{this}: {Secrets.Hidden(reason).TrimEnd('.')}; expected a connection string such as \"Host=…;Database=…;Username=…\".",
                error);
        }
    }

    /// <summary>What messages call it, without a password: the path, or the database and the server.</summary>
    public override string ToString()
    {
        if (!IsDatabase) return text;
        if (IsAddress(text)) return "PostgreSQL";
        try
        {
            DbConnectionStringBuilder parts = new() { ConnectionString = text };
            return $"{Of(parts, "database", "db") ?? "PostgreSQL"} at {Of(parts, "host", "server") ?? "localhost"}";
        }
        catch (ArgumentException)
        {
            return "PostgreSQL";
        }
    }

    private static bool IsAddress(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) ||
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static string? Of(DbConnectionStringBuilder parts, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (parts.TryGetValue(name, out object? value)) return $"{value}";
        return null;
    }

    /// <summary>Refuses the files of former versions.</summary>
    private static void CheckNotJson(string path)
    {
        if (!File.Exists(path)) return;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int first;
        do first = file.ReadByte();
        while (first is ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF);
        if (first is '{' or '[')
            throw new InvalidDataException(
                $"{path}: expected a study in a SQLite file, got JSON, in which studies were kept formerly; choose another file.");
    }
}
